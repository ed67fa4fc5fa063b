//! One instruction: its effect on the thread's frame. An instruction that pauses has changed nothing.

use super::super::code::{Op, Unary};
use super::super::library::Exc;
use super::super::state::{Kind, Stage};
use super::super::value::Value;
use super::memory::append;
use super::{Exec, Run, Stop};

impl Run<'_> {
    pub(super) fn instruction(&mut self) -> Exec {
        let frame = self.frame();
        let at = frame.at;
        let op = self.code().ops[at as usize];
        match op {
            Op::Jump(to) => return self.jump(to),
            Op::JumpIfFalse(to) | Op::JumpIfTrue(to) => {
                let value = self.peek(0);
                let Some(truth) = self.truth(&value)? else {
                    return Ok(());
                };
                self.pop();
                if truth == matches!(op, Op::JumpIfTrue(_)) {
                    return self.jump(to);
                }
            }
            Op::FalseOrPop(to) | Op::TrueOrPop(to) => {
                let value = self.peek(0);
                let Some(truth) = self.truth(&value)? else {
                    return Ok(());
                };
                if truth == matches!(op, Op::TrueOrPop(_)) {
                    return self.jump(to);
                }
                self.pop();
            }
            Op::Iterate => return self.iterate(),
            Op::Next(to) => return self.next(to),
            Op::Return => return self.return_from_function(),
            Op::Call(_)
            | Op::CallNamed(..)
            | Op::CallSpread
            | Op::CallMethod(..)
            | Op::CallMethodNamed(..) => return self.call(op),
            Op::Raise => return self.raise_top(),
            Op::MakeClass(code) => return self.class_body(code),
            Op::Text(conversion) => return self.text(conversion),
            Op::Binary(binary) => return self.binary(binary, false),
            Op::InPlace(binary) => return self.binary(binary, true),
            Op::Compare(compare) => return self.compare(compare),
            Op::Unary(Unary::Not) => {
                let value = self.peek(0);
                let Some(truth) = self.truth(&value)? else {
                    return Ok(());
                };
                self.replace(1, Value::Bool(!truth));
            }
            Op::LoadAttr(name) => return self.load_attr(name),
            Op::StoreAttr(name) => return self.store_attr(name),
            Op::DeleteAttr(name) => self.delete_attr(name)?,
            Op::LoadItem => return self.load_item(),
            Op::StoreItem => return self.store_item(),
            Op::DeleteItem => return self.delete_item(),
            Op::Enter => return self.enter_with(),
            Op::Exit => return self.exit_with(),
            Op::ExitRaised => return self.exit_raised(),
            Op::TakeTask => return self.take_task(),
            Op::FinishTask => return self.finish_task(Stage::Returned),
            Op::FailTask => return self.finish_task(Stage::Raised),
            Op::Round(number) => {
                self.round_starts(number);
                return Ok(());
            }
            _ => self.simple(op)?,
        }
        self.frame().at = at + 1;
        Ok(())
    }

    /// Moves on to the next instruction.
    pub(super) fn advance(&mut self) {
        self.frame().at += 1;
    }

    fn jump(&mut self, to: u32) -> Exec {
        let back = to <= self.frame().at;
        self.frame().at = to;
        if back && self.real.is_none() {
            self.jumps += 1;
            self.turns()?;
            self.sweep()?;
            self.repeats();
        }
        Ok(())
    }

    fn simple(&mut self, op: Op) -> Exec {
        match op {
            Op::Const(number) => self.push(self.program.constants[number as usize].clone()),
            Op::Load(slot) => {
                let value = self.frame().slots[slot as usize].clone();
                if !value.bound() {
                    return Err(self.unbound_local(slot));
                }
                self.push(value);
            }
            Op::Store(slot) => {
                let value = self.pop();
                self.frame().slots[slot as usize] = value;
            }
            Op::Delete(slot) => {
                if !self.frame().slots[slot as usize].bound() {
                    return Err(self.unbound_local(slot));
                }
                self.frame().slots[slot as usize] = Value::Unbound;
            }
            Op::Clear(slot) => self.frame().slots[slot as usize] = Value::Unbound,
            Op::MakeCell(_) | Op::LoadCell(_) | Op::StoreCell(_) | Op::DeleteCell(_) => {
                self.cell(op)?;
            }
            Op::LoadGlobal(_) | Op::StoreGlobal(_) | Op::DeleteGlobal(_) | Op::LoadClass(..) => {
                self.global(op)?;
            }
            Op::Pop => {
                self.pop();
            }
            Op::Dup => {
                let top = self.peek(0);
                self.push(top);
            }
            Op::DupTwo => {
                let (under, top) = (self.peek(1), self.peek(0));
                self.push(under);
                self.push(top);
            }
            Op::Swap => self.rotate(2),
            Op::RotThree => self.rotate(3),
            Op::Lift(count) => {
                let stack = &mut self.frame().stack;
                let first = stack.len().saturating_sub(count as usize);
                stack[first..].rotate_left(1);
            }
            Op::Unary(unary) => {
                let value = self.peek(0);
                let value = self.unary(unary, &value)?;
                self.replace(1, value);
            }
            Op::RaiseFrom => {
                let (value, cause) = (self.peek(1), self.peek(0));
                let raised = self.raised(value)?;
                self.set_cause(&raised, cause);
                return Err(raised);
            }
            Op::Reraise => return Err(Stop::Raise(self.peek(0))),
            Op::RaiseHandled => {
                return Err(match self.handled() {
                    Some(exception) => Stop::Raise(exception),
                    None => self.raise(Exc::RuntimeError, "No active exception to reraise"),
                });
            }
            Op::Matches => {
                let (exception, class) = (self.peek(1), self.peek(0));
                let matches = self.matches(&exception, &class)?;
                self.replace(2, Value::Bool(matches));
            }
            Op::Print(count, names) => self.print(count as usize, names)?,
            Op::MakeFunction(code) => self.make_function(code)?,
            Op::FinishClass => self.finish_class()?,
            Op::Super => self.super_object()?,
            Op::Format => self.format()?,
            _ => self.build(op)?,
        }
        Ok(())
    }

    /// Instructions that make containers and texts from operands.
    fn build(&mut self, op: Op) -> Exec {
        match op {
            Op::MakeSlice => {
                let slice = [self.peek(2), self.peek(1), self.peek(0)];
                self.replace(3, Value::Slice(slice.into()));
            }
            Op::MakeList(count) => {
                let values = self.take_operands(count as usize);
                let list = self.make(Kind::List(values))?;
                self.push(list);
            }
            Op::MakeTuple(count) => {
                let values = self.take_operands(count as usize);
                self.push(Value::tuple(values));
            }
            Op::MakeSet(count) => {
                let mut set = Vec::new();
                for value in self.take_operands(count as usize) {
                    self.add_to_set(&mut set, value)?;
                }
                let set = self.make(Kind::Set(set, false))?;
                self.push(set);
            }
            Op::MakeDict(count) => {
                let mut operands = self.take_operands(count as usize * 2).into_iter();
                let mut pairs = Vec::new();
                while let (Some(key), Some(value)) = (operands.next(), operands.next()) {
                    self.add_to_pairs(&mut pairs, key, value)?;
                }
                let dict = self.make(Kind::Dict(pairs, Value::None))?;
                self.push(dict);
            }
            Op::MakeText(count) => {
                let parts = self.take_operands(count as usize);
                let mut text = String::new();
                for part in &parts {
                    if let Value::Str(part) = part {
                        append(&mut text, part)?;
                    }
                }
                self.push(Value::text(text));
            }
            Op::Append(_) | Op::AddToSet(_) | Op::AddToDict(_) | Op::Extend(_) | Op::Update(_) => {
                self.collect_operand(op)?;
            }
            Op::ListToTuple => {
                let list = self.pop();
                let values = self.elements(&list)?;
                self.push(Value::tuple(values));
            }
            Op::Unpack(count) => self.unpack(count as usize, None)?,
            Op::UnpackStarred(before, after) => {
                self.unpack(before as usize, Some(after as usize))?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn take_operands(&mut self, count: usize) -> Vec<Value> {
        let stack = &mut self.frame().stack;
        stack.split_off(stack.len().saturating_sub(count))
    }

    fn rotate(&mut self, count: usize) {
        let stack = &mut self.frame().stack;
        let first = stack.len().saturating_sub(count);
        stack[first..].rotate_right(1);
    }
}
