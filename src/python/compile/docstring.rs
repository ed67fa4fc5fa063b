//! Docstrings of modules, classes and functions.

use std::sync::Arc;

use ruff_python_ast::{Expr, Stmt};

/// The docstring that a body opens with.
pub(super) fn docstring(body: &[Stmt]) -> Option<Arc<str>> {
    let Some(Stmt::Expr(first)) = body.first() else {
        return None;
    };
    match &*first.value {
        Expr::StringLiteral(text) => Some(text.value.to_str().into()),
        _ => None,
    }
}
