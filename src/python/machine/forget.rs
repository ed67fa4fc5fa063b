//! What a thread that rests will not read any more is forgotten: states that differ by it alone are one.

use super::super::kept::Kept;
use super::super::state::{Frame, Kind, Space};
use super::super::value::Value;
use super::Run;

impl Run<'_> {
    /// Empties the variables of a thread's calls that are read no more. Where a reader looks on, plain
    /// values stay: they make no difference to what objects there are.
    pub(super) fn forget(&mut self, thread: usize) {
        let plain = self.notes.is_none();
        let own = &self.state.threads[thread];
        let Kept::Own(frames) = &own.frames else {
            return;
        };
        let space = &self.state.spaces[usize::from(own.space)];
        let main = thread == 0;
        let mut dead = Vec::new();
        for (depth, frame) in frames.iter().enumerate() {
            let code = &self.program.codes[frame.code as usize];
            let called = depth + 1 < frames.len();
            let slots = frame.slots.iter().take(code.slots.len()).enumerate();
            for (slot, value) in slots.filter(|(_, value)| value.bound()) {
                // A call under way can end in an exception, which is handled as if it were at the call.
                let read = code.live.has(frame.at, slot)
                    || called && code.live.has(frame.at.saturating_sub(1), slot)
                    // A bare raise in a function that is called reads what is being handled.
                    || code.handling.iter().any(|one| {
                        let at = frame.at - u32::from(called);
                        one.slot as usize == slot && one.covers(at)
                    });
                if !read && forgettable(space, value, main, plain) {
                    dead.push((depth, slot));
                }
            }
        }
        let frames: &mut Vec<Frame> = &mut self.state.threads[thread].frames;
        for (depth, slot) in dead {
            frames[depth].slots[slot] = Value::Unbound;
        }
    }
}

/// Whether a value may go once it is read no more. What leads to a lock stays, since a deadlock is told by
/// the names of what is held and waited for; of main's variables all objects do, by whose names they
/// are shown.
fn forgettable(space: &Space, value: &Value, main: bool, plain: bool) -> bool {
    match value {
        Value::Ref(object) => {
            let object = space.heap[*object as usize].as_deref();
            !main && !object.is_some_and(|object| has_a_name(&object.kind))
        }
        Value::Tuple(_) | Value::Method(_) | Value::Native(_) | Value::Super(_) => !main,
        _ => plain,
    }
}

/// Whether a thread may hold it or wait for it.
fn has_a_name(kind: &Kind) -> bool {
    kind.is_waited_for() || matches!(kind, Kind::Future(_))
}
