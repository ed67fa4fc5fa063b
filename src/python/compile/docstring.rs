//! The text that says what a module, class or function is for.

use std::sync::Arc;

use ruff_python_ast::{Expr, Stmt};

/// The text that a body opens with.
pub(super) fn docstring(body: &[Stmt]) -> Option<Arc<str>> {
    let Some(Stmt::Expr(first)) = body.first() else {
        return None;
    };
    match &*first.value {
        Expr::StringLiteral(text) => Some(text.value.to_str().into()),
        _ => None,
    }
}
