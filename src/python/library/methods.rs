//! The methods of the library's classes. What they do is in the machine.

use super::{Class, Type};
use crate::text::methods::NAMES;

const LIST: &[&str] = &[
    "append", "extend", "insert", "remove", "pop", "clear", "index", "count", "sort", "reverse",
    "copy",
];
const DICT: &[&str] = &[
    "fromkeys",
    "get",
    "keys",
    "values",
    "items",
    "pop",
    "popitem",
    "setdefault",
    "update",
    "clear",
    "copy",
];
const SET: &[&str] = &[
    "add",
    "remove",
    "discard",
    "pop",
    "clear",
    "update",
    "difference_update",
    "intersection_update",
    "symmetric_difference_update",
    "copy",
    "union",
    "intersection",
    "difference",
    "symmetric_difference",
    "issubset",
    "issuperset",
    "isdisjoint",
];
/// The methods before this one modify a set.
const FIRST_OF_FROZEN: usize = 9;
const DEQUE: &[&str] = &[
    "append",
    "appendleft",
    "pop",
    "popleft",
    "extend",
    "extendleft",
    "clear",
    "count",
    "rotate",
    "remove",
    "reverse",
    "copy",
    "index",
    "insert",
];
const THREAD: &[&str] = &[
    "__init__",
    "start",
    "run",
    "join",
    "is_alive",
    "isAlive",
    "getName",
    "setName",
    "isDaemon",
    "setDaemon",
    "cancel",
];
/// What `CPython` itself stores in a thread, apart from what it calls.
const UNDER_A_THREAD: &[&str] = &[
    "_bootstrap",
    "_bootstrap_inner",
    "_daemonic",
    "_delete",
    "_ident",
    "_is_stopped",
    "_name",
    "_started",
    "_stop",
    "_tstate_lock",
];
const LOCK: &[&str] = &[
    "acquire",
    "release",
    "locked",
    "__enter__",
    "__exit__",
    "acquire_lock",
    "release_lock",
];
const CONDITION: &[&str] = &[
    "acquire",
    "release",
    "wait",
    "wait_for",
    "notify",
    "notify_all",
    "notifyAll",
    "__enter__",
    "__exit__",
];
const QUEUE: &[&str] = &[
    "put",
    "get",
    "put_nowait",
    "get_nowait",
    "task_done",
    "join",
    "empty",
    "full",
    "qsize",
];
const FUTURE: &[&str] = &[
    "result",
    "exception",
    "done",
    "running",
    "cancel",
    "cancelled",
    "add_done_callback",
];

impl Type {
    /// Whether its objects have a method.
    pub(crate) fn has_method(self, name: &str) -> bool {
        // What an OrderedDict has in addition to a dict's methods.
        let ordered = name == "move_to_end" && matches!(self, Self::Class(Class::OrderedDict));
        ordered || self.methods().contains(&name)
    }

    /// Whether its objects have, in Python, an attribute that is outside the subset.
    pub(crate) fn lacks(self, name: &str) -> bool {
        let Self::Class(class) = self else {
            return false;
        };
        let lacking: &[&str] = match class {
            Class::Str => &["encode", "format_map"],
            Class::Dict | Class::OrderedDict | Class::DefaultDict => &["default_factory"],
            Class::Int | Class::Bool => &[
                "as_integer_ratio",
                "bit_count",
                "conjugate",
                "denominator",
                "from_bytes",
                "imag",
                "numerator",
                "real",
                "to_bytes",
            ],
            Class::Float => &[
                "as_integer_ratio",
                "conjugate",
                "fromhex",
                "hex",
                "imag",
                "real",
            ],
            Class::Thread => UNDER_A_THREAD,
            Class::Timer => &["finished", "interval", "function"],
            Class::Process => &["terminate", "kill", "close", "sentinel", "authkey"],
            Class::Queue | Class::LifoQueue | Class::PriorityQueue => &[
                "queue",
                "mutex",
                "not_empty",
                "not_full",
                "all_tasks_done",
                "unfinished_tasks",
            ],
            Class::Future => &[
                "set_exception",
                "set_result",
                "set_running_or_notify_cancel",
            ],
            _ => &[],
        };
        lacking.contains(&name)
    }

    /// The methods of its objects.
    fn methods(self) -> &'static [&'static str] {
        match self {
            Self::Exc(_) => &["__init__", "with_traceback", "add_note", "__str__"],
            Self::Class(class) => match class {
                Class::Object => &["__init__", "__str__", "__repr__"],
                Class::List => LIST,
                Class::Tuple => &["index", "count"],
                Class::Dict | Class::OrderedDict | Class::DefaultDict => DICT,
                Class::Set => SET,
                Class::FrozenSet => &SET[FIRST_OF_FROZEN..],
                Class::Range => &["count", "index"],
                Class::DictKeys | Class::DictItems => &["isdisjoint"],
                Class::Deque => DEQUE,
                Class::Str => NAMES,
                Class::Int | Class::Bool => &["bit_length"],
                Class::Float => &["is_integer"],
                Class::Thread | Class::Timer | Class::Process => THREAD,
                Class::Lock => LOCK,
                Class::RLock => &["acquire", "release", "__enter__", "__exit__"],
                Class::Semaphore | Class::BoundedSemaphore => {
                    &["acquire", "release", "__enter__", "__exit__"]
                }
                Class::Event => &["set", "clear", "wait", "is_set", "isSet"],
                Class::Condition => CONDITION,
                Class::Barrier => &["wait", "reset", "abort"],
                Class::Queue | Class::LifoQueue | Class::PriorityQueue => QUEUE,
                Class::SimpleQueue => &["put", "get", "put_nowait", "get_nowait", "empty", "qsize"],
                Class::Executor => &["submit", "map", "shutdown", "__enter__", "__exit__"],
                Class::Future => FUTURE,
                Class::BuiltinFunction => &["write", "flush"],
                _ => &[],
            },
        }
    }
}
