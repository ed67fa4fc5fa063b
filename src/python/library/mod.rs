//! The supported part of Python's library: modules, functions and classes by name. What they do is in the
//! machine.

pub(super) mod builtins;
mod classes;
mod exceptions;
mod functions;
mod methods;
mod modules;
mod named;
mod signatures;

pub(crate) use classes::{Class, Type};
pub(crate) use exceptions::Exc;
pub(crate) use functions::Builtin;
pub(crate) use modules::Module;
pub(crate) use signatures::{Signature, missing_ones, too_many};
