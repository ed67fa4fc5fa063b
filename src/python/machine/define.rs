//! Functions and classes, as made by their statements.

use super::super::state::{Frame, Kind};
use super::super::value::Value;
use super::{Exec, Run};

impl Run<'_> {
    pub(super) fn make_function(&mut self, code: u32) -> Exec {
        let (defaults, named) = (self.peek(1), self.peek(0));
        let defaults = self.elements(&defaults)?;
        let named = match named {
            Value::Ref(dict) => match &self.object(dict).kind {
                Kind::Dict(pairs, _) => pairs.clone(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let captures = &self.program.codes[code as usize].captures;
        let slots = &self.frame().slots;
        let closure = captures
            .iter()
            .map(|slot| slots[*slot as usize].clone())
            .collect();
        let function = super::super::state::Function {
            code,
            defaults,
            named,
            closure,
        };
        let function = self.make(Kind::Function(function))?;
        self.replace(2, function);
        Ok(())
    }

    /// Enters the body of a class.
    pub(super) fn class_body(&mut self, code: u32) -> Exec {
        let base = self.peek(0);
        self.check_base(&base)?;
        let body = &self.program.codes[code as usize];
        let mut frame = Frame::of(code, body);
        let slots = &self.frame().slots;
        for (free, capture) in body.free.iter().zip(&body.captures) {
            frame.slots[*free as usize] = slots[*capture as usize].clone();
        }
        frame.stack.push(base);
        self.pop();
        self.advance();
        self.thread().frames.push(frame);
        Ok(())
    }
}
