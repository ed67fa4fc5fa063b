//! The classes of the library, and which derives from which.

use super::exceptions::Exc;
use super::named::named;

named! {
    /// A class of the library.
    Class {
        Object = "object",
        Type = "type",
        NoneType = "NoneType",
        Int = "int",
        Float = "float",
        Bool = "bool",
        Str = "str",
        List = "list",
        Tuple = "tuple",
        Dict = "dict",
        Set = "set",
        FrozenSet = "frozenset",
        Range = "range",
        Slice = "slice",
        Function = "function",
        Method = "method",
        BuiltinFunction = "builtin_function_or_method",
        Module = "module",
        Iterator = "iterator",
        Deque = "deque",
        DefaultDict = "defaultdict",
        OrderedDict = "OrderedDict",
        Thread = "Thread",
        Timer = "Timer",
        Lock = "lock",
        RLock = "RLock",
        Semaphore = "Semaphore",
        BoundedSemaphore = "BoundedSemaphore",
        Event = "Event",
        Condition = "Condition",
        Barrier = "Barrier",
        Local = "local",
        Queue = "Queue",
        LifoQueue = "LifoQueue",
        PriorityQueue = "PriorityQueue",
        SimpleQueue = "SimpleQueue",
        Executor = "ThreadPoolExecutor",
        Future = "Future",
        Process = "Process",
    }
}

/// A class of the library, exceptions among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Type {
    /// Any other than an exception.
    Class(Class),
    /// An exception.
    Exc(Exc),
}

/// How many classes are no exceptions.
#[allow(clippy::cast_possible_truncation)] // 41 of them, and their numbers are a `u8` each
const CLASSES: u8 = Class::ALL.len() as u8;

impl Type {
    /// Its name in Python.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Class(class) => class.name(),
            Self::Exc(exc) => exc.name(),
        }
    }

    /// Its number among all classes.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Class(class) => class as u8,
            Self::Exc(exc) => CLASSES + exc as u8,
        }
    }

    /// The one of that number.
    pub(crate) fn numbered(number: u8) -> Self {
        let number = usize::from(number);
        match Class::ALL.get(number) {
            Some(class) => Self::Class(*class),
            None => Self::Exc(Exc::ALL[number - Class::ALL.len()]),
        }
    }

    /// Whether it is another one or derives from it.
    pub(crate) fn derives(self, other: Self) -> bool {
        match (self, other) {
            (Self::Exc(own), Self::Exc(other)) => own.derives(other),
            (_, Self::Class(Class::Object))
            | (Self::Class(Class::Bool), Self::Class(Class::Int))
            | (Self::Class(Class::Timer), Self::Class(Class::Thread))
            | (Self::Class(Class::BoundedSemaphore), Self::Class(Class::Semaphore))
            | (Self::Class(Class::DefaultDict | Class::OrderedDict), Self::Class(Class::Dict))
            | (Self::Class(Class::LifoQueue | Class::PriorityQueue), Self::Class(Class::Queue)) => {
                true
            }
            (own, other) => own == other,
        }
    }
}
