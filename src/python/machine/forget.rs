//! Forgets what a resting thread won't read again, so that states that differ only by it become one.

use super::super::copy_on_write::CopyOnWrite;
use super::super::state::{Frame, Kind, Space};
use super::super::value::Value;
use super::Run;

impl Run<'_> {
    /// Clears the dead variables in a thread's calls. If a reader is watching, plain values stay: they
    /// make no difference to which objects exist.
    pub(super) fn forget(&mut self, thread: usize) {
        let plain = self.notes.is_none();
        let own = &self.state.threads[thread];
        let CopyOnWrite::Own(frames) = &own.frames else {
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
                // A call in progress can end in an exception, which is handled as if raised at the call.
                let read = code.live.has(frame.at, slot)
                    || called && code.live.has(frame.at.saturating_sub(1), slot)
                    // A bare `raise` in a called function reads what is being handled.
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

/// Whether a value may go once it is dead. What leads to a lock stays, since a deadlock is described by
/// the names of what is held and waited for; of main's variables all objects stay, since they are shown
/// by these names.
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
