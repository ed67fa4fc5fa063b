//! Assignments: targets of every kind, and `del`.

use ruff_python_ast::{Expr, StmtAssign, StmtAugAssign};

use super::{Compiler, Done, Op, span};
use crate::source::Fault;
use crate::value::Value;

impl<'t> Compiler<'t> {
    pub(super) fn assign(&mut self, assign: &'t StmtAssign) -> Done {
        self.expr(&assign.value)?;
        for (index, target) in assign.targets.iter().enumerate() {
            if index + 1 < assign.targets.len() {
                self.emit(Op::Dup, span(target));
            }
            self.target(target)?;
        }
        Ok(())
    }

    /// Pops into a target.
    pub(super) fn target(&mut self, target: &'t Expr) -> Done {
        let at = span(target);
        match target {
            Expr::Name(name) => self.store(&name.id, at),
            Expr::Attribute(attribute) => {
                if let Some(module) = self.module_of(&attribute.value) {
                    let what = format!("setting {}.{}", module.name(), attribute.attr);
                    return Err(Fault::outside(at.start, what));
                }
                self.expr(&attribute.value)?;
                let name = self.name(&attribute.attr);
                self.emit(Op::StoreAttr(name), at);
            }
            Expr::Subscript(subscript) => {
                self.expr(&subscript.value)?;
                self.expr(&subscript.slice)?;
                self.emit(Op::StoreItem, at);
            }
            Expr::Tuple(tuple) => self.unpack(&tuple.elts, at)?,
            Expr::List(list) => self.unpack(&list.elts, at)?,
            _ => return Err(Fault::outside(at.start, "this target of an assignment")),
        }
        Ok(())
    }

    fn unpack(&mut self, targets: &'t [Expr], at: crate::source::Span) -> Done {
        let count = super::small(targets.len());
        let starred = targets
            .iter()
            .position(ruff_python_ast::Expr::is_starred_expr);
        match starred {
            Some(before) => {
                let before = super::small(before);
                self.emit(Op::UnpackStarred(before, count - before - 1), at);
            }
            None => {
                self.emit(Op::Unpack(count), at);
            }
        }
        targets.iter().try_for_each(|target| match target {
            Expr::Starred(starred) => self.target(&starred.value),
            target => self.target(target),
        })
    }

    pub(super) fn augmented(&mut self, assign: &'t StmtAugAssign) -> Done {
        let at = span(assign);
        let target = span(&*assign.target);
        let op = Op::InPlace(super::expressions::binary(assign.op, at)?);
        match &*assign.target {
            Expr::Name(name) => {
                self.load(&name.id, target)?;
                self.expr(&assign.value)?;
                self.emit(op, at);
                self.store(&name.id, target);
            }
            Expr::Attribute(attribute) => {
                self.expr(&attribute.value)?;
                let name = self.name(&attribute.attr);
                self.emit(Op::Dup, target);
                self.emit(Op::LoadAttr(name), target);
                self.expr(&assign.value)?;
                self.emit(op, at);
                self.emit(Op::Swap, target);
                self.emit(Op::StoreAttr(name), target);
            }
            Expr::Subscript(subscript) => {
                self.expr(&subscript.value)?;
                self.expr(&subscript.slice)?;
                self.emit(Op::DupTwo, target);
                self.emit(Op::LoadItem, target);
                self.expr(&assign.value)?;
                self.emit(op, at);
                self.emit(Op::RotThree, target);
                self.emit(Op::StoreItem, target);
            }
            _ => return Err(Fault::outside(target.start, "this target of an assignment")),
        }
        Ok(())
    }

    pub(super) fn unbind(&mut self, target: &'t Expr) -> Done {
        let at = span(target);
        match target {
            Expr::Name(name) => self.delete(&name.id, at),
            Expr::Attribute(attribute) => {
                self.expr(&attribute.value)?;
                let name = self.name(&attribute.attr);
                self.emit(Op::DeleteAttr(name), at);
            }
            Expr::Subscript(subscript) => {
                self.expr(&subscript.value)?;
                self.expr(&subscript.slice)?;
                self.emit(Op::DeleteItem, at);
            }
            Expr::Tuple(tuple) => {
                return tuple.elts.iter().try_for_each(|target| self.unbind(target));
            }
            _ => return Err(Fault::outside(at.start, "this target of del")),
        }
        Ok(())
    }

    /// Pushes an expression, or `None` if it is missing.
    pub(super) fn optional(&mut self, expr: Option<&'t Expr>, at: &'t Expr) -> Done {
        if let Some(expr) = expr {
            self.expr(expr)
        } else {
            self.constant(Value::None, span(at));
            Ok(())
        }
    }
}
