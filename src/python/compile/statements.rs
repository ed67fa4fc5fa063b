//! Statements other than loops and handlers.

use ruff_python_ast::{Expr, Stmt, StmtIf};

use super::{Compiler, Done, Op, span};
use crate::library::{Exc, Type};
use crate::source::Fault;
use crate::value::Value;

/// So many loops, `with` and `try` statements may be within each other, as in `CPython`.
const MOST_BLOCKS: usize = 20;

impl<'t> Compiler<'t> {
    pub(super) fn body(&mut self, body: &'t [Stmt]) -> Done {
        body.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    fn stmt(&mut self, stmt: &'t Stmt) -> Done {
        let at = span(stmt);
        let opens = matches!(
            stmt,
            Stmt::For(_) | Stmt::While(_) | Stmt::Try(_) | Stmt::With(_)
        );
        if opens && self.now().blocks.len() >= MOST_BLOCKS {
            return Err(Fault::new(
                at.start,
                "syntax error: too many statically nested blocks",
                "Python takes 20 loops, with and try statements within each other: move some into a function",
            ));
        }
        match stmt {
            Stmt::Expr(expr) => match &*expr.value {
                // A docstring, or a placeholder.
                Expr::StringLiteral(_) | Expr::EllipsisLiteral(_) => Ok(()),
                value => {
                    self.expr(value)?;
                    self.emit(Op::Pop, at);
                    Ok(())
                }
            },
            Stmt::Pass(_) | Stmt::Global(_) => Ok(()),
            Stmt::Nonlocal(nonlocal) => self.nonlocal(nonlocal),
            Stmt::Assign(assign) => self.assign(assign),
            Stmt::AugAssign(assign) => self.augmented(assign),
            Stmt::AnnAssign(assign) => match &assign.value {
                Some(value) => {
                    self.expr(value)?;
                    self.target(&assign.target)
                }
                None => Ok(()),
            },
            Stmt::If(one) => self.branches(one),
            Stmt::While(one) => self.while_loop(one),
            Stmt::For(one) => self.for_loop(one),
            Stmt::Break(_) => self.leave_loop(true, at),
            Stmt::Continue(_) => self.leave_loop(false, at),
            Stmt::Return(one) => self.leave(one.value.as_deref(), at),
            Stmt::Delete(one) => one
                .targets
                .iter()
                .try_for_each(|target| self.unbind(target)),
            Stmt::Raise(one) => self.raise(one),
            Stmt::Try(one) => self.try_block(one),
            Stmt::With(one) => self.with_block(one),
            Stmt::Assert(one) => {
                self.expr(&one.test)?;
                let jump = self.emit(Op::JumpIfTrue(0), span(&*one.test));
                self.constant(Value::Type(Type::Exc(Exc::AssertionError)), at);
                if let Some(message) = &one.msg {
                    self.expr(message)?;
                }
                self.emit(Op::Call(u32::from(one.msg.is_some())), at);
                self.emit(Op::Raise, at);
                self.land(&[jump]);
                Ok(())
            }
            Stmt::Import(one) => self.import(one),
            Stmt::ImportFrom(one) => self.import_from(one),
            Stmt::FunctionDef(one) => self.def(one),
            Stmt::ClassDef(one) => self.class(one),
            Stmt::Match(_) => Err(Fault::new(
                at.start,
                "match isn't in the subset",
                "write if and elif",
            )),
            Stmt::TypeAlias(_) => Err(Fault::outside(at.start, "a type alias")),
            Stmt::IpyEscapeCommand(_) => Err(Fault::outside(at.start, "a notebook's command")),
        }
    }

    fn nonlocal(&mut self, nonlocal: &ruff_python_ast::StmtNonlocal) -> Done {
        for name in &nonlocal.names {
            if self.scope().meaning(name) != super::Meaning::Free {
                return Err(Fault::new(
                    span(name).start,
                    format!("syntax error: no binding for nonlocal '{name}' found"),
                    "assign it in the enclosing function, or declare it global",
                ));
            }
        }
        Ok(())
    }

    fn branches(&mut self, one: &'t StmtIf) -> Done {
        let mut ends = Vec::new();
        let mut next = self.jump_unless(&one.test)?;
        self.body(&one.body)?;
        for (index, clause) in one.elif_else_clauses.iter().enumerate() {
            // The jump belongs to the line being left.
            ends.push(self.emit(Op::Jump(0), span(one)));
            self.land(&next);
            next = match &clause.test {
                Some(test) => self.jump_unless(test)?,
                None => Vec::new(),
            };
            self.body(&clause.body)?;
            debug_assert!(clause.test.is_some() || index + 1 == one.elif_else_clauses.len());
        }
        self.land(&next);
        self.land(&ends);
        Ok(())
    }

    /// Jumps if a test is false.
    pub(super) fn jump_unless(&mut self, test: &'t Expr) -> Done<Vec<usize>> {
        match test {
            Expr::BoolOp(both) if both.op == ruff_python_ast::BoolOp::And => {
                let mut jumps = Vec::new();
                for value in &both.values {
                    jumps.extend(self.jump_unless(value)?);
                }
                Ok(jumps)
            }
            _ => {
                self.expr(test)?;
                Ok(vec![self.emit(Op::JumpIfFalse(0), span(test))])
            }
        }
    }
}
