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
        Enumerate = "enumerate",
        Zip = "zip",
        Map = "map",
        Filter = "filter",
        Reversed = "reversed",
        Generator = "generator",
        ListIterator = "list_iterator",
        ListReversed = "list_reverseiterator",
        TupleIterator = "tuple_iterator",
        SetIterator = "set_iterator",
        RangeIterator = "range_iterator",
        StrIterator = "str_iterator",
        AsciiIterator = "str_ascii_iterator",
        DequeIterator = "_deque_iterator",
        DequeReversed = "_deque_reverse_iterator",
        DictKeys = "dict_keys",
        DictValues = "dict_values",
        DictItems = "dict_items",
        KeyIterator = "dict_keyiterator",
        ValueIterator = "dict_valueiterator",
        ItemIterator = "dict_itemiterator",
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
        Traceback = "traceback",
    }
}

impl Class {
    /// Its module and its name there, as Python shows them.
    pub(crate) const fn module(self) -> (&'static str, &'static str) {
        let module = match self {
            Self::Deque | Self::DefaultDict | Self::OrderedDict => "collections",
            Self::DequeIterator | Self::DequeReversed => "_collections",
            Self::Lock | Self::RLock => "_thread",
            Self::Local => return ("_thread", "_local"),
            Self::Thread
            | Self::Timer
            | Self::Semaphore
            | Self::BoundedSemaphore
            | Self::Event
            | Self::Condition
            | Self::Barrier => "threading",
            Self::Queue | Self::LifoQueue | Self::PriorityQueue => "queue",
            Self::SimpleQueue => "_queue",
            Self::Executor => "concurrent.futures.thread",
            Self::Future => "concurrent.futures._base",
            Self::Process => "multiprocessing.context",
            _ => "",
        };
        (module, self.name())
    }

    /// Whether it is written in C, so that messages include its module.
    pub(crate) const fn native(self) -> bool {
        matches!(
            self,
            Self::Deque
                | Self::DefaultDict
                | Self::OrderedDict
                | Self::Lock
                | Self::RLock
                | Self::Local
                | Self::SimpleQueue
                | Self::DequeIterator
                | Self::DequeReversed
        )
    }
}

/// A class of the library, including exceptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Type {
    /// Any class other than an exception.
    Class(Class),
    /// An exception.
    Exc(Exc),
}

/// The number of classes that are not exceptions.
#[allow(clippy::cast_possible_truncation)] // 61 of them, and their numbers are a `u8` each
const CLASSES: u8 = Class::ALL.len() as u8;

impl Type {
    /// Its name in Python.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Class(class) => class.name(),
            Self::Exc(exc) => exc.name(),
        }
    }

    /// Its name with its module, as `repr` shows it.
    pub(crate) fn full_name(self) -> String {
        match self {
            Self::Class(class) => match class.module() {
                ("", name) => name.into(),
                (module, name) => format!("{module}.{name}"),
            },
            Self::Exc(exc) => exc.name().into(),
        }
    }

    /// Its number among all classes.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Class(class) => class as u8,
            Self::Exc(exc) => CLASSES + exc as u8,
        }
    }

    /// The class with that number.
    pub(crate) fn numbered(number: u8) -> Self {
        let number = usize::from(number);
        match Class::ALL.get(number) {
            Some(class) => Self::Class(*class),
            None => Self::Exc(Exc::ALL[number - Class::ALL.len()]),
        }
    }

    /// Whether it is the same as another class or derives from it.
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
