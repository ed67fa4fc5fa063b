//! The machine's own code: what runs for a thread with a library target, an executor's worker, a future's
//! callback, a barrier's action and `wait_for`.

use super::super::code::{Code, Op, Params};
use super::super::source::Span;
use super::{Compiler, small};

impl Compiler<'_> {
    /// Adds the instructions that the machine itself needs.
    pub(super) fn own_codes(&mut self) {
        let wait = self.name("wait");
        let codes = [
            (
                "<thread>",
                3,
                vec![
                    Op::Load(0),
                    Op::Load(1),
                    Op::Load(2),
                    Op::CallSpread,
                    Op::Return,
                ],
            ),
            (
                "<worker>",
                0,
                vec![Op::TakeTask, Op::FinishTask, Op::FailTask],
            ),
            (
                "<callback>",
                2,
                vec![Op::Load(0), Op::Load(1), Op::Call(1), Op::Return],
            ),
            ("<action>", 1, vec![Op::Load(0), Op::Call(0), Op::Return]),
            // def wait_for(condition, predicate, timeout):
            //     while not (result := predicate()):
            //         if not condition.wait(timeout): return predicate()
            //     return result
            (
                "<wait_for>",
                3,
                vec![
                    Op::Load(1),
                    Op::Call(0),
                    Op::TrueOrPop(9),
                    Op::Load(0),
                    Op::Load(2),
                    Op::CallMethod(wait, 1),
                    Op::JumpIfTrue(0),
                    Op::Load(1),
                    Op::Call(0),
                    Op::Return,
                ],
            ),
        ];
        let numbers = codes.map(|(name, slots, ops)| {
            let code = Code {
                name: name.into(),
                qualified: name.into(),
                slots: vec![String::new(); slots],
                params: Params {
                    positional: small(slots),
                    ..Params::default()
                },
                spans: vec![Span::default(); ops.len()],
                ops,
                ..Code::default()
            };
            self.program.codes.push(code);
            small(self.program.codes.len() - 1)
        });
        let program = &mut self.program;
        [
            program.caller,
            program.worker,
            program.callback,
            program.action,
            program.wait_for,
        ] = numbers;
    }
}
