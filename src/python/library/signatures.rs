//! The parameters of the library's functions, and Python's messages for wrong arguments. Functions
//! written in Python are treated like the program's own, those in C like `CPython`'s.

use super::classes::Class;
use super::functions::Builtin;

/// The parameters of a library function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature<'n> {
    /// The class, or for a function in C the module, that messages put before it.
    owner: &'static str,
    name: &'n str,
    /// Positional or keyword parameters, in order, without `self`.
    params: &'static [&'static str],
    /// Keyword-only parameters.
    named: &'static [&'static str],
    /// How many of the first are required.
    required: usize,
    style: Style,
}

/// How a function counts its arguments, and how it words errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// A method in Python: `self` counts.
    Method,
    /// A method in Python that takes any number of further arguments.
    Open,
    /// A function in Python.
    Function,
    /// A function in C that takes none.
    Native,
}

impl<'n> Signature<'n> {
    /// The parameters of a method, or of a class's `__init__`; `None` if the method checks them itself.
    pub(crate) fn of(class: Class, name: &'n str) -> Option<Self> {
        use Class as C;
        let mut style = Style::Method;
        let mut named: &[&str] = &[];
        let (owner, required, params): (_, _, &[&str]) = match (class, name) {
            (C::Timer, "__init__") => ("Timer", 2, &["interval", "function", "args", "kwargs"]),
            (C::Timer, "cancel") => ("Timer", 0, &[]),
            (C::Thread | C::Timer | C::Process, _) => {
                let owner = ["Thread", "BaseProcess"][usize::from(class == C::Process)];
                match name {
                    "__init__" => {
                        named = &["daemon"];
                        (owner, 0, &["group", "target", "name", "args", "kwargs"])
                    }
                    "join" => (owner, 0, &["timeout"]),
                    "setName" => (owner, 1, &["name"]),
                    "setDaemon" => (owner, 1, &["daemonic"]),
                    "start" | "run" | "is_alive" | "getName" | "isDaemon" => (owner, 0, &[]),
                    _ => return None,
                }
            }
            (C::BoundedSemaphore, "__init__") => ("BoundedSemaphore", 0, &["value"]),
            (C::BoundedSemaphore, "release") => ("BoundedSemaphore", 0, &["n"]),
            (C::Semaphore, "__init__") => ("Semaphore", 0, &["value"]),
            (C::Semaphore, "release") => ("Semaphore", 0, &["n"]),
            (C::Semaphore | C::BoundedSemaphore, "acquire") => {
                ("Semaphore", 0, &["blocking", "timeout"])
            }
            (C::Event, "wait") => ("Event", 0, &["timeout"]),
            (C::Event, _) => ("Event", 0, &[]),
            (C::Condition, "__init__") => ("Condition", 0, &["lock"]),
            (C::Condition, "wait") => ("Condition", 0, &["timeout"]),
            (C::Condition, "wait_for") => ("Condition", 1, &["predicate", "timeout"]),
            (C::Condition, "notify") => ("Condition", 0, &["n"]),
            (C::Condition, "notify_all" | "notifyAll") => ("Condition", 0, &[]),
            (C::Barrier, "__init__") => ("Barrier", 1, &["parties", "action", "timeout"]),
            (C::Barrier, "wait") => ("Barrier", 0, &["timeout"]),
            (C::Barrier, _) => ("Barrier", 0, &[]),
            (C::Queue | C::LifoQueue | C::PriorityQueue, _) => match name {
                "__init__" => ("Queue", 0, &["maxsize"]),
                "put" => ("Queue", 1, &["item", "block", "timeout"]),
                "get" => ("Queue", 0, &["block", "timeout"]),
                "put_nowait" => ("Queue", 1, &["item"]),
                _ => ("Queue", 0, &[]),
            },
            (C::Executor, "submit" | "map") => {
                style = Style::Open;
                let owner = ["Executor", "ThreadPoolExecutor"][usize::from(name == "submit")];
                (owner, 1, &["fn"])
            }
            (C::Executor, "shutdown") => {
                named = &["cancel_futures"];
                ("ThreadPoolExecutor", 0, &["wait"])
            }
            (C::Executor, "__init__") => {
                let params = &[
                    "max_workers",
                    "thread_name_prefix",
                    "initializer",
                    "initargs",
                ];
                ("ThreadPoolExecutor", 0, params)
            }
            (C::Future, "result" | "exception") => ("Future", 0, &["timeout"]),
            (C::Future, "add_done_callback") => ("Future", 1, &["fn"]),
            (C::Future, _) => ("Future", 0, &[]),
            (C::Lock, "__init__") => return Some(Self::native("_thread", "allocate_lock")),
            (C::Lock, "release" | "release_lock" | "locked") => {
                return Some(Self::native("lock", name));
            }
            (C::RLock, "release") => return Some(Self::native("RLock", name)),
            (C::SimpleQueue, "empty" | "qsize") => return Some(Self::native("SimpleQueue", name)),
            (C::Deque, "pop" | "popleft" | "clear" | "copy" | "reverse") => {
                return Some(Self::native("deque", name));
            }
            _ => return None,
        };
        Some(Self {
            owner,
            name,
            params,
            named,
            required,
            style,
        })
    }

    fn native(owner: &'static str, name: &'n str) -> Self {
        Self {
            owner,
            name,
            params: &[],
            named: &[],
            required: 0,
            style: Style::Native,
        }
    }

    /// Whether this many positional arguments are accepted, with none by name.
    pub(crate) fn takes(&self, given: usize) -> bool {
        given >= self.required && (given <= self.params.len() || self.style == Style::Open)
    }

    /// Python's error message for this many positional arguments and these keyword ones; `None` if they
    /// are accepted.
    pub(crate) fn complaint(&self, given: usize, named: &[&str]) -> Option<String> {
        let (owner, name) = (self.owner, self.name);
        let called = match self.style {
            Style::Function => name.to_string(),
            _ => format!("{owner}.{name}"),
        };
        if self.style == Style::Native {
            return match (named.is_empty(), given) {
                (false, _) => Some(format!("{called}() takes no keyword arguments")),
                (true, 0) => None,
                _ => Some(format!("{called}() takes no arguments ({given} given)")),
            };
        }
        let by_position = self.params.iter().take(given);
        let open = self.style == Style::Open;
        for key in named {
            if !open && by_position.clone().any(|param| param == key) {
                return Some(format!(
                    "{called}() got multiple values for argument '{key}'"
                ));
            }
            if !open && !self.params.contains(key) && !self.named.contains(key) {
                return Some(format!(
                    "{called}() got an unexpected keyword argument '{key}'"
                ));
            }
        }
        let own = usize::from(self.style != Style::Function);
        if given > self.params.len() && !open {
            let positional = self.params.len() + own;
            let defaults = self.params.len() - self.required;
            let only = named.iter().filter(|key| self.named.contains(key)).count();
            return Some(too_many(&called, positional, defaults, given + own, only));
        }
        let required = self.params.iter().take(self.required).skip(given);
        let missing = required.filter(|param| open || !named.contains(param));
        let missing: Vec<String> = missing.map(|param| format!("'{param}'")).collect();
        (!missing.is_empty()).then(|| missing_ones(&called, "positional", &missing))
    }
}

impl Builtin {
    /// The parameters of a module's function; `None` if only the number of arguments is checked.
    pub(crate) fn signature(self) -> Option<Signature<'static>> {
        let owner = match self {
            Self::CurrentThread | Self::MainThread | Self::ActiveCount | Self::EnumerateThreads => {
                let name = self.name().rsplit('.').next().unwrap_or_default();
                let style = Style::Function;
                return Some(Signature {
                    style,
                    ..Signature::native("", name)
                });
            }
            Self::GetIdent => "_thread",
            Self::Time
            | Self::PerfCounter
            | Self::Monotonic
            | Self::ProcessTime
            | Self::ThreadTime
            | Self::TimeNs => "time",
            Self::GetPid => "posix",
            Self::Random => "Random",
            _ => return None,
        };
        Some(Signature::native(owner, self.name()))
    }
}

/// The error for more positional arguments than a function in Python takes; `only` are the keyword-only
/// ones.
pub(crate) fn too_many(
    called: &str,
    positional: usize,
    defaults: usize,
    given: usize,
    only: usize,
) -> String {
    let takes = if defaults > 0 {
        format!("from {} to {positional}", positional - defaults)
    } else {
        positional.to_string()
    };
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let taken = if positional == 1 && defaults == 0 {
        ""
    } else {
        "s"
    };
    let given = if only > 0 {
        format!(
            "{given} positional argument{} (and {only} keyword-only argument{}) were",
            plural(given),
            plural(only)
        )
    } else {
        format!("{given} {}", if given == 1 { "was" } else { "were" })
    };
    format!("{called}() takes {takes} positional argument{taken} but {given} given")
}

/// The error for missing arguments of a function in Python, with their names in quotes.
pub(crate) fn missing_ones(called: &str, kind: &str, names: &[String]) -> String {
    let all = match names {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
        [] => String::new(),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    let count = names.len();
    format!("{called}() missing {count} required {kind} argument{plural}: {all}")
}
