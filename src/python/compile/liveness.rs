//! Liveness of local variables at each instruction of a function: a value that a thread won't read again
//! makes no difference to what it does.

use crate::code::{Code, Op};
use crate::live::Live;

/// Beyond this amount of work all variables count as live; no lesson comes near it.
const MOST_WORK: usize = 1 << 22;

/// Records which variables are live at each instruction of each list.
pub(super) fn note(codes: &mut [Code]) {
    let captures: Vec<_> = codes.iter().map(|code| code.captures.clone()).collect();
    for code in codes {
        let one = code.slots.len().div_ceil(64) + code.handlers.len();
        if one.saturating_mul(code.ops.len()) < MOST_WORK {
            code.live = live(code, &captures);
        }
    }
}

/// The variables that are live before each instruction. `captures` holds, for each code, the slots that
/// it captures from its enclosing function.
fn live(code: &Code, captures: &[Vec<u32>]) -> Live {
    let mut live = Live::new(code.ops.len(), code.slots.len());
    let mut changes = true;
    while changes {
        changes = false;
        for at in (0..code.ops.len()).rev() {
            let before = before(code, captures, &live, at);
            changes |= live.widen(at, &before);
        }
    }
    live
}

/// What is live before an instruction, given what is live before its possible successors.
fn before(code: &Code, captures: &[Vec<u32>], live: &Live, at: usize) -> Vec<u64> {
    let op = code.ops[at];
    let mut set = live.empty_row();
    for next in successors(code, at) {
        join(&mut set, live.row(next));
    }
    if let Op::Store(slot) | Op::Clear(slot) = op {
        set[slot as usize / 64] &= !(1 << (slot % 64));
    }
    for slot in reads(code, captures, op) {
        set[slot as usize / 64] |= 1 << (slot % 64);
    }
    // Any instruction may raise an exception before it takes effect.
    for handler in &code.handlers {
        if (handler.start as usize..handler.end as usize).contains(&at) {
            join(&mut set, live.row(handler.target as usize));
        }
    }
    set
}

fn join(set: &mut [u64], other: &[u64]) {
    for (own, other) in set.iter_mut().zip(other) {
        *own |= other;
    }
}

/// The instructions that may come next.
fn successors(code: &Code, at: usize) -> impl Iterator<Item = usize> {
    let (next, jump) = match code.ops[at] {
        Op::Return | Op::Raise | Op::RaiseFrom | Op::Reraise => (false, None),
        Op::Jump(to) => (false, Some(to)),
        Op::JumpIfFalse(to)
        | Op::JumpIfTrue(to)
        | Op::FalseOrPop(to)
        | Op::TrueOrPop(to)
        | Op::Next(to) => (true, Some(to)),
        Op::Round(number) => (true, code.loops[number as usize].end),
        _ => (true, None),
    };
    let next = next.then_some(at + 1);
    let both = next.into_iter().chain(jump.map(|to| to as usize));
    both.filter(|at| *at < code.ops.len())
}

/// The slots that an instruction reads.
fn reads(code: &Code, captures: &[Vec<u32>], op: Op) -> Vec<u32> {
    match op {
        Op::Load(slot)
        | Op::Delete(slot)
        | Op::MakeCell(slot)
        | Op::LoadCell(slot)
        | Op::StoreCell(slot)
        | Op::DeleteCell(slot)
        | Op::LoadClass(slot, _) => vec![slot],
        Op::Round(number) => vec![code.loops[number as usize].slot],
        Op::MakeFunction(inner) | Op::MakeClass(inner) => captures[inner as usize].clone(),
        // The first parameter, and the cell of the class.
        Op::Super if code.slots.is_empty() => Vec::new(),
        Op::Super => std::iter::once(0)
            .chain(code.free.iter().copied())
            .collect(),
        Op::FinishClass => (0..).take(code.slots.len()).collect(),
        _ => Vec::new(),
    }
}
