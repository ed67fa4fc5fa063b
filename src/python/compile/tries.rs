//! `try`, `with` and `raise`.

use ruff_python_ast::{ExceptHandler, Stmt, StmtRaise, StmtTry, StmtWith, WithItem};

use super::{Block, Compiler, Cover, Done, Op, span};
use crate::code::Handling;
use crate::source::{Fault, Span};
use crate::value::Value;

impl<'t> Compiler<'t> {
    pub(super) fn raise(&mut self, one: &'t StmtRaise) -> Done {
        let at = span(one);
        let Some(exc) = &one.exc else {
            let handled = self
                .now()
                .blocks
                .iter()
                .rev()
                .find_map(|block| match block {
                    Block::Except { slot, .. } => Some(*slot),
                    _ => None,
                });
            match handled {
                Some(slot) => {
                    self.emit(Op::Load(slot), at);
                    self.emit(Op::Reraise, at);
                }
                None => {
                    self.emit(Op::RaiseHandled, at);
                }
            }
            return Ok(());
        };
        self.expr(exc)?;
        match &one.cause {
            Some(cause) => {
                self.expr(cause)?;
                self.emit(Op::RaiseFrom, at);
            }
            None => {
                self.emit(Op::Raise, at);
            }
        }
        Ok(())
    }

    pub(super) fn try_block(&mut self, one: &'t StmtTry) -> Done {
        if one.is_star {
            return Err(Fault::outside(one.range.start().to_u32(), "except*"));
        }
        if one.finalbody.is_empty() {
            return self.handled(one);
        }
        let at = span(one);
        let here = self.here();
        self.now().blocks.push(Block::Finally {
            body: &one.finalbody,
            cover: Cover::from(here),
        });
        if one.handlers.is_empty() {
            self.body(&one.body)?;
        } else {
            self.handled(one)?;
        }
        let cover = self.uncover();
        self.body(&one.finalbody)?;
        let end = self.emit(Op::Jump(0), at);
        let target = self.here();
        let depth = self.now().depth;
        self.handler(&cover, target, depth);
        let slot = self.hidden();
        self.emit(Op::Store(slot), at);
        self.now().blocks.push(Block::Except { slot, name: None });
        let start = self.here();
        self.body(&one.finalbody)?;
        self.now().blocks.pop();
        self.handling(start, slot);
        self.emit(Op::Load(slot), at);
        self.emit(Op::Clear(slot), at);
        self.emit(Op::Reraise, at);
        self.free(slot);
        self.land(&[end]);
        Ok(())
    }

    /// Removes the innermost block and returns what it covers.
    fn uncover(&mut self) -> Cover {
        let here = self.here();
        match self.now().blocks.pop() {
            Some(Block::Finally { mut cover, .. } | Block::With { mut cover, .. }) => {
                cover.pause(here);
                cover
            }
            _ => Cover::default(),
        }
    }

    /// `try` with `except` and `else`.
    fn handled(&mut self, one: &'t StmtTry) -> Done {
        let at = span(one);
        let start = self.here();
        self.body(&one.body)?;
        let mut cover = Cover::from(start);
        cover.pause(self.here());
        self.body(&one.orelse)?;
        let mut ends = vec![self.emit(Op::Jump(0), at)];
        let target = self.here();
        let depth = self.now().depth;
        self.handler(&cover, target, depth);
        let slot = self.hidden();
        self.emit(Op::Store(slot), at);
        for handler in &one.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let at = Span {
                end: span(handler).start + 6,
                ..span(handler)
            };
            let mut next = None;
            if let Some(class) = &handler.type_ {
                self.emit(Op::Load(slot), at);
                self.expr(class)?;
                self.emit(Op::Matches, span(&**class));
                next = Some(self.emit(Op::JumpIfFalse(0), span(&**class)));
            }
            let name = handler
                .name
                .as_ref()
                .map(|name| (name.as_str(), span(name)));
            if let Some((name, at)) = name {
                self.emit(Op::Load(slot), at);
                self.store(name, at);
            }
            self.now().blocks.push(Block::Except { slot, name });
            let start = self.here();
            self.body(&handler.body)?;
            self.now().blocks.pop();
            self.handling(start, slot);
            if let Some((name, at)) = name {
                self.unbind_handled(name, at);
            }
            self.emit(Op::Clear(slot), at);
            ends.push(self.emit(Op::Jump(0), at));
            if let Some(next) = next {
                self.land(&[next]);
            }
        }
        self.emit(Op::Load(slot), at);
        self.emit(Op::Clear(slot), at);
        self.emit(Op::Reraise, at);
        self.free(slot);
        self.land(&ends);
        Ok(())
    }

    /// Records that the instructions emitted since `start` handle the exception in a slot.
    fn handling(&mut self, start: u32, slot: u32) {
        let end = self.here();
        let one = Handling { start, end, slot };
        self.now().code.handling.push(one);
    }

    /// Unbinds the name of an exception that was handled, whatever it now refers to.
    pub(super) fn unbind_handled(&mut self, name: &str, at: Span) {
        self.constant(Value::None, at);
        self.store(name, at);
        self.delete(name, at);
    }

    pub(super) fn with_block(&mut self, one: &'t StmtWith) -> Done {
        if one.is_async {
            return Err(Fault::outside(one.range.start().to_u32(), "async with"));
        }
        self.with_items(&one.items, &one.body)
    }

    fn with_items(&mut self, items: &'t [WithItem], body: &'t [Stmt]) -> Done {
        let Some((item, rest)) = items.split_first() else {
            return self.body(body);
        };
        let at = span(&item.context_expr);
        let slot = self.hidden();
        self.expr(&item.context_expr)?;
        self.emit(Op::Dup, at);
        self.emit(Op::Store(slot), at);
        self.emit(Op::Enter, at);
        let here = self.here();
        self.now().blocks.push(Block::With {
            slot,
            span: at,
            cover: Cover::from(here),
        });
        match &item.optional_vars {
            Some(target) => self.target(target)?,
            None => {
                self.emit(Op::Pop, at);
            }
        }
        self.with_items(rest, body)?;
        let cover = self.uncover();
        self.emit(Op::Load(slot), at);
        self.emit(Op::Exit, at);
        self.emit(Op::Clear(slot), at);
        let end = self.emit(Op::Jump(0), at);
        let target = self.here();
        let depth = self.now().depth;
        self.handler(&cover, target, depth);
        let exception = self.hidden();
        self.emit(Op::Store(exception), at);
        self.emit(Op::Load(slot), at);
        self.emit(Op::Load(exception), at);
        self.emit(Op::ExitRaised, at);
        self.emit(Op::Clear(slot), at);
        let held = self.emit(Op::JumpIfTrue(0), at);
        self.emit(Op::Load(exception), at);
        self.emit(Op::Clear(exception), at);
        self.emit(Op::Reraise, at);
        self.land(&[held]);
        self.emit(Op::Clear(exception), at);
        self.free(exception);
        self.free(slot);
        self.land(&[end]);
        Ok(())
    }
}
