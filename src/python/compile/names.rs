//! Names: what each one means where it is read, written or deleted.

use ruff_python_ast::Expr;

use super::super::code::Op;
use super::super::library::{Module, builtins};
use super::super::source::{Fault, Span};
use super::super::value::Value;
use super::scope::{Kind, Meaning};
use super::{Compiler, Done, number_of, small};

impl Compiler<'_> {
    pub(super) fn global(&mut self, name: &str) -> u32 {
        number_of(&mut self.globals, &mut self.program.globals, name)
    }

    /// The slot of a local name.
    pub(super) fn slot(&mut self, name: &str) -> u32 {
        let function = self.now();
        if let Some(slot) = function.slots.get(name) {
            return *slot;
        }
        let slot = small(function.code.slots.len());
        function.code.slots.push(name.to_string());
        function.slots.insert(name.to_string(), slot);
        slot
    }

    /// A slot without a name.
    pub(super) fn hidden(&mut self) -> u32 {
        let function = self.now();
        if let Some(slot) = function.spare.pop() {
            return slot;
        }
        function.code.slots.push(String::new());
        small(function.code.slots.len() - 1)
    }

    pub(super) fn free(&mut self, slot: u32) {
        self.now().spare.push(slot);
    }

    /// Pushes what a name means.
    pub(super) fn load(&mut self, name: &str, span: Span) -> Done {
        let op = match self.scope().meaning(name) {
            Meaning::Local if self.scope().kind == Kind::Class => {
                let slot = self.slot(name);
                Op::LoadClass(slot, self.global(name))
            }
            Meaning::Local => Op::Load(self.slot(name)),
            Meaning::Cell | Meaning::Free => Op::LoadCell(self.slot(name)),
            Meaning::Global if self.scopes.binds_global(name) => Op::LoadGlobal(self.global(name)),
            Meaning::Global => match builtins::builtin(name) {
                Some(value) => Op::Const(self.constant_number(value)),
                None if name == "__name__" => {
                    Op::Const(self.constant_number(Value::text("__main__")))
                }
                None if name == "__doc__" => {
                    let doc = self.functions[0].code.doc.clone();
                    Op::Const(self.constant_number(doc.map_or(Value::None, Value::Str)))
                }
                None if name == "__file__" => {
                    let file = Value::text(self.source.name.as_str());
                    Op::Const(self.constant_number(file))
                }
                None if builtins::LEFT_OUT.contains(&name) => {
                    let call = name.starts_with(|first: char| first.is_ascii_lowercase());
                    let call = if call { "()" } else { "" };
                    return Err(Fault::outside(span.start, format_args!("{name}{call}")));
                }
                // As in Python, this is an error only when it runs.
                None => Op::LoadGlobal(self.global(name)),
            },
        };
        self.emit(op, span);
        Ok(())
    }

    /// Pops into a name.
    pub(super) fn store(&mut self, name: &str, span: Span) {
        let op = match self.scope().meaning(name) {
            Meaning::Local => Op::Store(self.slot(name)),
            Meaning::Cell | Meaning::Free => Op::StoreCell(self.slot(name)),
            Meaning::Global => Op::StoreGlobal(self.global(name)),
        };
        self.emit(op, span);
    }

    pub(super) fn delete(&mut self, name: &str, span: Span) {
        let op = match self.scope().meaning(name) {
            Meaning::Local => Op::Delete(self.slot(name)),
            Meaning::Cell | Meaning::Free => Op::DeleteCell(self.slot(name)),
            Meaning::Global => Op::DeleteGlobal(self.global(name)),
        };
        self.emit(op, span);
    }

    /// Whether a name refers to the built-in here.
    pub(super) fn is_builtin(&self, expr: &Expr, name: &str) -> bool {
        let Expr::Name(found) = expr else {
            return false;
        };
        found.id == name
            && self.scope().meaning(name) == Meaning::Global
            && !self.scopes.binds_global(name)
    }

    /// The module that a name refers to, if it never refers to anything else.
    pub(super) fn module_of(&self, expr: &Expr) -> Option<Module> {
        match expr {
            Expr::Name(name) if self.scope().meaning(&name.id) == Meaning::Global => {
                self.modules.get(name.id.as_str()).copied()
            }
            Expr::Attribute(attribute) => {
                let module = self.module_of(&attribute.value)?;
                match module.member(&attribute.attr)? {
                    Value::Module(module) => Some(module),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
