//! Names: globals, captured names, and the errors for unbound ones.

use super::super::code::Op;
use super::super::copy_on_write::CopyOnWrite;
use super::super::library::Exc;
use super::super::state::Kind;
use super::super::value::Value;
use super::{Act, Exec, Location, Run, Stop};

impl Run<'_> {
    pub(super) fn cell(&mut self, op: Op) -> Exec {
        let (Op::MakeCell(slot) | Op::LoadCell(slot) | Op::StoreCell(slot) | Op::DeleteCell(slot)) =
            op
        else {
            return Ok(());
        };
        if let Op::MakeCell(_) = op {
            let value = std::mem::take(&mut self.frame().slots[slot as usize]);
            let cell = self.make(Kind::Cell(value))?;
            self.frame().slots[slot as usize] = cell;
            return Ok(());
        }
        let cell = self.frame().slots[slot as usize].clone();
        let Value::Ref(cell) = cell else {
            return Err(Stop::internal("a captured name without a cell"));
        };
        let birth = self.object(cell).birth;
        let write = !matches!(op, Op::LoadCell(_));
        self.touch(Location::Cell(birth), write)?;
        match op {
            Op::LoadCell(_) => {
                let Kind::Cell(value) = &self.object(cell).kind else {
                    return Err(Stop::internal("a captured name without a cell"));
                };
                let value = value.clone();
                self.note(|_| Act::Read(Some(value.clone())));
                if !value.bound() {
                    let name = &self.code().slots[slot as usize];
                    let free = self.code().free.contains(&slot);
                    let message = if free {
                        format!(
                            "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
                        )
                    } else {
                        return Err(self.unbound_local(slot));
                    };
                    return Err(self.raise(Exc::NameError, message));
                }
                self.push(value);
            }
            Op::StoreCell(_) => {
                let value = self.pop();
                self.note(|_| Act::Write(Some(value.clone())));
                self.object_mut(cell).kind = Kind::Cell(value);
            }
            _ => {
                self.note(|_| Act::Write(None));
                self.object_mut(cell).kind = Kind::Cell(Value::Unbound);
            }
        }
        Ok(())
    }

    pub(super) fn global(&mut self, op: Op) -> Exec {
        let global = match op {
            Op::LoadClass(slot, global) => {
                let value = self.frame().slots[slot as usize].clone();
                if value.bound() {
                    self.push(value);
                    return Ok(());
                }
                global
            }
            Op::LoadGlobal(global) | Op::StoreGlobal(global) | Op::DeleteGlobal(global) => global,
            _ => return Ok(()),
        };
        let space = self.thread().space;
        let write = matches!(op, Op::StoreGlobal(_) | Op::DeleteGlobal(_));
        let place = global as usize;
        if write && self.is_set(global) {
            self.pop();
            return Ok(());
        }
        self.touch(Location::Global(space, global), write)?;
        let globals = &mut self.state.spaces[usize::from(space)].globals;
        match op {
            Op::StoreGlobal(_) => {
                let stack = &mut self.state.threads[self.me].frames;
                let value = stack.last_mut().and_then(|frame| frame.stack.pop());
                let value = value.unwrap_or_default();
                globals.set(place, CopyOnWrite::Own(value.clone()));
                self.note(|_| Act::Write(Some(value)));
            }
            Op::DeleteGlobal(_) => {
                if !globals[place].bound() {
                    return Err(self.unbound_global(global));
                }
                globals.set(place, CopyOnWrite::default());
                self.note(|_| Act::Write(None));
            }
            _ => {
                let value = Value::clone(&globals[place]);
                self.note(|_| Act::Read(Some(value.clone())));
                if value.bound() {
                    self.push(value);
                } else if let Some(value) =
                    super::super::library::builtins::builtin(&self.program.globals[place])
                {
                    self.push(value);
                } else {
                    return Err(self.unbound_global(global));
                }
            }
        }
        Ok(())
    }

    /// Whether `--set` fixes a global, so that the module's own assignment has no effect.
    fn is_set(&self, global: u32) -> bool {
        let settings = &self.settings.set;
        let frame = self.state.threads[self.me].frames.last();
        frame.is_some_and(|frame| frame.code == 0)
            && settings
                .iter()
                .any(|(name, _)| *name == self.program.globals[global as usize])
    }

    fn unbound_global(&mut self, global: u32) -> Stop {
        let name = &self.program.globals[global as usize];
        self.raise(Exc::NameError, format!("name '{name}' is not defined"))
    }

    pub(super) fn unbound_local(&mut self, slot: u32) -> Stop {
        let name = &self.code().slots[slot as usize];
        self.raise(
            Exc::UnboundLocalError,
            format!(
                "cannot access local variable '{name}' where it is not associated with a value"
            ),
        )
    }
}
