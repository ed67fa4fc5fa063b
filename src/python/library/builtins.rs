//! The names that need no import, including those that are not supported.

use super::{Builtin, Class, Exc, Type};
use crate::value::Value;

/// The built-in names that need no import.
pub(crate) fn builtin(name: &str) -> Option<Value> {
    const TYPES: &[Class] = &[
        Class::Object,
        Class::Type,
        Class::Int,
        Class::Float,
        Class::Bool,
        Class::Str,
        Class::List,
        Class::Tuple,
        Class::Dict,
        Class::Set,
        Class::FrozenSet,
        Class::Range,
    ];
    if let Some(class) = Class::find(name).filter(|class| TYPES.contains(class)) {
        return Some(Value::Type(Type::Class(class)));
    }
    let exit = matches!(name, "exit" | "quit");
    if exit {
        return Some(Value::Builtin(Builtin::Exit));
    }
    if let Some(found) = Builtin::find(name).filter(|found| *found <= Builtin::Property) {
        return Some(Value::Builtin(found));
    }
    Exc::find(name)
        .filter(|exc| exc.builtin())
        .map(|exc| Value::Type(Type::Exc(exc)))
}

/// `CPython`'s built-in names that are not supported.
pub(crate) const LEFT_OUT: &[&str] = &[
    "input",
    "open",
    "eval",
    "exec",
    "compile",
    "globals",
    "locals",
    "vars",
    "dir",
    "bytes",
    "bytearray",
    "memoryview",
    "complex",
    "delattr",
    "breakpoint",
    "help",
    "__import__",
    "ascii",
    "aiter",
    "anext",
    "NotImplemented",
    "BaseExceptionGroup",
    "BlockingIOError",
    "BrokenPipeError",
    "BytesWarning",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "DeprecationWarning",
    "Ellipsis",
    "EncodingWarning",
    "EnvironmentError",
    "ExceptionGroup",
    "FileExistsError",
    "FutureWarning",
    "IOError",
    "ImportWarning",
    "IndentationError",
    "IsADirectoryError",
    "NotADirectoryError",
    "PendingDeprecationWarning",
    "ProcessLookupError",
    "ReferenceError",
    "ResourceWarning",
    "RuntimeWarning",
    "StopAsyncIteration",
    "SyntaxError",
    "SyntaxWarning",
    "TabError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeTranslateError",
    "UnicodeWarning",
    "slice",
    "__debug__",
    "__loader__",
    "__spec__",
    "__package__",
    "__build_class__",
    "copyright",
    "credits",
    "license",
];
