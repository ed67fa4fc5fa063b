//! What of Python's library there is: modules, functions and classes by their names. What they do is
//! in the machine.

mod exceptions;
mod modules;

pub(in crate::python) use exceptions::Exc;
pub(in crate::python) use modules::Module;

macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($case:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[allow(missing_docs)] // Python's own names
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($case,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$case,)*];

            /// Its name in Python.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$case => $text,)* }
            }

            /// The one of that name.
            pub fn find(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}
pub(super) use named;

named! {
    /// A function of the library.
    Builtin {
        Print = "print",
        Len = "len",
        Enumerate = "enumerate",
        Zip = "zip",
        Sum = "sum",
        Min = "min",
        Max = "max",
        Sorted = "sorted",
        Reversed = "reversed",
        Abs = "abs",
        Any = "any",
        All = "all",
        IsInstance = "isinstance",
        IsSubclass = "issubclass",
        Map = "map",
        Filter = "filter",
        Repr = "repr",
        Id = "id",
        Hash = "hash",
        Round = "round",
        DivMod = "divmod",
        Pow = "pow",
        Chr = "chr",
        Ord = "ord",
        Callable = "callable",
        GetAttr = "getattr",
        HasAttr = "hasattr",
        SetAttr = "setattr",
        Iter = "iter",
        Next = "next",
        Format = "format",
        Bin = "bin",
        Hex = "hex",
        Oct = "oct",
        Super = "super",
        StaticMethod = "staticmethod",
        ClassMethod = "classmethod",
        Property = "property",
        CurrentThread = "current_thread",
        MainThread = "main_thread",
        ActiveCount = "active_count",
        EnumerateThreads = "threading.enumerate",
        GetIdent = "get_ident",
        Sleep = "sleep",
        Time = "time",
        PerfCounter = "perf_counter",
        Monotonic = "monotonic",
        ProcessTime = "process_time",
        ThreadTime = "thread_time",
        TimeNs = "time_ns",
        CTime = "ctime",
        StrFTime = "strftime",
        Random = "random",
        Uniform = "uniform",
        RandInt = "randint",
        RandRange = "randrange",
        Choice = "choice",
        Seed = "seed",
        Exit = "exit",
        SetSwitchInterval = "setswitchinterval",
        Stdout = "stdout",
        Stderr = "stderr",
        AsCompleted = "as_completed",
        Wait = "wait",
        GetPid = "getpid",
        CpuCount = "cpu_count",
    }
}

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
pub enum Type {
    /// Any other than an exception.
    Class(Class),
    /// An exception.
    Exc(Exc),
}

impl Type {
    /// Its name in Python.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Class(class) => class.name(),
            Self::Exc(exc) => exc.name(),
        }
    }

    /// Its number among all classes.
    pub fn number(self) -> u8 {
        match self {
            Self::Class(class) => class as u8,
            Self::Exc(exc) => Class::ALL.len() as u8 + exc as u8,
        }
    }

    /// The one of that number.
    pub fn numbered(number: u8) -> Self {
        let number = usize::from(number);
        match Class::ALL.get(number) {
            Some(class) => Self::Class(*class),
            None => Self::Exc(Exc::ALL[number - Class::ALL.len()]),
        }
    }

    /// Whether it is another one or derives from it.
    pub fn derives(self, other: Self) -> bool {
        match (self, other) {
            (_, Self::Class(Class::Object)) => true,
            (Self::Exc(own), Self::Exc(other)) => own.derives(other),
            (Self::Class(Class::Bool), Self::Class(Class::Int))
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

/// The built-in names that need no import.
pub(super) fn builtin(name: &str) -> Option<super::value::Value> {
    use super::value::Value;
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
    if let Some(class) = TYPES.iter().find(|class| class.name() == name) {
        return Some(Value::Type(Type::Class(*class)));
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

/// Built-in names of CPython's that are left out.
pub(super) const LEFT_OUT: &[&str] = &[
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
];
