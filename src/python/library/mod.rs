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

pub(in crate::python) use classes::{Class, Type};
pub(in crate::python) use exceptions::Exc;
pub(in crate::python) use functions::Builtin;
pub(in crate::python) use modules::Module;
pub(in crate::python) use signatures::{Signature, missing_ones, too_many};
