//! Loops, and the ways out of blocks: `break`, `continue`, `return`.

use ruff_python_ast::{Expr, StmtFor, StmtWhile};

use super::{Block, Compiler, Done, Op, small, span};
use crate::code::Loop;
use crate::source::{Fault, Span};
use crate::value::Value;

impl<'t> Compiler<'t> {
    pub(super) fn while_loop(&mut self, one: &'t StmtWhile) -> Done {
        let at = span(&*one.test);
        let rounds = self.rounds(at);
        let start = self.here();
        let always = matches!(&*one.test, Expr::BooleanLiteral(literal) if literal.value);
        let ends = if always {
            Vec::new()
        } else {
            self.jump_unless(&one.test)?
        };
        if let Some((number, _)) = rounds {
            self.emit(Op::Round(number), at);
        }
        self.enter_loop(start, false);
        self.body(&one.body)?;
        self.emit(Op::Jump(start), at);
        let breaks = self.exit_loop();
        self.land(&ends);
        self.body(&one.orelse)?;
        self.land(&breaks);
        self.forget(rounds, at);
        Ok(())
    }

    pub(super) fn for_loop(&mut self, one: &'t StmtFor) -> Done {
        if one.is_async {
            return Err(Fault::outside(one.range.start().to_u32(), "async for"));
        }
        let at = span(&*one.iter);
        let target = span(&*one.target);
        self.expr(&one.iter)?;
        self.emit(Op::Iterate, at);
        let ranged = matches!(&*one.iter, Expr::Call(call) if self.is_builtin(&call.func, "range"));
        let rounds = if ranged { self.rounds(target) } else { None };
        let start = self.here();
        let cut = rounds.map(|(number, _)| (number, self.emit(Op::Round(number), target)));
        let next = self.emit(Op::Next(0), at);
        self.enter_loop(start, true);
        self.target(&one.target)?;
        self.body(&one.body)?;
        self.emit(Op::Jump(start), at);
        let breaks = self.exit_loop();
        self.land(&[next]);
        if let Some((number, _)) = cut {
            let here = self.here();
            self.now().code.loops[number as usize].end = Some(here);
        }
        self.body(&one.orelse)?;
        self.land(&breaks);
        self.forget(rounds, at);
        Ok(())
    }

    fn enter_loop(&mut self, start: u32, iterator: bool) {
        let function = self.now();
        function.depth += u32::from(iterator);
        function.blocks.push(Block::Loop {
            start,
            breaks: Vec::new(),
            iterator,
        });
    }

    fn exit_loop(&mut self) -> Vec<usize> {
        let function = self.now();
        match function.blocks.pop() {
            Some(Block::Loop {
                breaks, iterator, ..
            }) => {
                function.depth -= u32::from(iterator);
                breaks
            }
            _ => Vec::new(),
        }
    }

    /// A counter of a loop's iterations, if loops may be cut.
    fn rounds(&mut self, at: Span) -> Option<(u32, u32)> {
        if !self.options.rounds {
            return None;
        }
        let slot = self.hidden();
        self.emit(Op::Clear(slot), at);
        let line = small(self.source.line(at.start));
        let loops = &mut self.now().code.loops;
        loops.push(Loop {
            slot,
            end: None,
            line,
        });
        Some((small(loops.len() - 1), slot))
    }

    fn forget(&mut self, rounds: Option<(u32, u32)>, at: Span) {
        if let Some((_, slot)) = rounds {
            self.emit(Op::Clear(slot), at);
        }
    }

    /// `break` or `continue`.
    pub(super) fn leave_loop(&mut self, ends: bool, at: Span) -> Done {
        let word = if ends { "break" } else { "continue" };
        let blocks = &self.now().blocks;
        let inner = blocks
            .iter()
            .rposition(|block| matches!(block, Block::Loop { .. }));
        let Some(inner) = inner else {
            return Err(Fault::new(
                at.start,
                format!("syntax error: '{word}' outside loop"),
                "Python refuses it too",
            ));
        };
        self.unwind(inner + 1, at, |compiler| {
            let Some(Block::Loop {
                start, iterator, ..
            }) = compiler.now().blocks.get(inner)
            else {
                return;
            };
            let (start, iterator) = (*start, *iterator);
            if !ends {
                compiler.emit(Op::Jump(start), at);
                return;
            }
            if iterator {
                compiler.emit(Op::Pop, at);
            }
            let jump = compiler.emit(Op::Jump(0), at);
            if let Some(Block::Loop { breaks, .. }) = compiler.now().blocks.get_mut(inner) {
                breaks.push(jump);
            }
        })
    }

    /// `return`.
    pub(super) fn leave(&mut self, value: Option<&'t Expr>, at: Span) -> Done {
        if self.now().number == 0 || self.now().code.class {
            return Err(Fault::new(
                at.start,
                "syntax error: 'return' outside function",
                "Python refuses it too",
            ));
        }
        match value {
            Some(value) => self.expr(value)?,
            None => self.constant(Value::None, at),
        }
        let runs = |block: &Block| matches!(block, Block::Finally { .. } | Block::With { .. });
        if !self.now().blocks.iter().any(runs) {
            self.emit(Op::Return, at);
            return Ok(());
        }
        let slot = self.hidden();
        self.emit(Op::Store(slot), at);
        let done = self.unwind(0, at, |compiler| {
            compiler.emit(Op::Load(slot), at);
            compiler.emit(Op::Return, at);
        });
        self.free(slot);
        done
    }

    /// Runs the exit code of the blocks from a number on, innermost first, then calls `go`; that code is
    /// not covered by the blocks being left.
    fn unwind(&mut self, outermost: usize, at: Span, go: impl FnOnce(&mut Self)) -> Done {
        let mut left = Vec::new();
        let depth = self.now().depth;
        while self.now().blocks.len() > outermost {
            let here = self.here();
            let mut block = self.now().blocks.pop().expect("there are more");
            match &mut block {
                Block::Finally { body, cover } => {
                    cover.pause(here);
                    let body = *body;
                    self.body(body)?;
                }
                Block::With { slot, span, cover } => {
                    cover.pause(here);
                    let (slot, span) = (*slot, *span);
                    self.emit(Op::Load(slot), span);
                    self.emit(Op::Exit, span);
                }
                Block::Except { slot, name } => {
                    let slot = *slot;
                    if let Some((name, span)) = *name {
                        self.unbind_handled(name, span);
                    }
                    self.emit(Op::Clear(slot), at);
                }
                Block::Loop { iterator, .. } => {
                    if *iterator {
                        self.emit(Op::Pop, at);
                        self.now().depth -= 1;
                    }
                }
            }
            left.push(block);
        }
        // The loop being left is still on the stack when its jumps are recorded.
        let kept = left.len();
        self.now().depth = depth;
        while let Some(block) = left.pop() {
            self.now().blocks.push(block);
        }
        go(self);
        let here = self.here();
        let blocks = &mut self.now().blocks;
        let first = blocks.len() - kept;
        for block in &mut blocks[first..] {
            if let Block::Finally { cover, .. } | Block::With { cover, .. } = block {
                cover.open = Some(here);
            }
        }
        Ok(())
    }
}
