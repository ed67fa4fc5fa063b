//! One state of a running program: the memory of each process, its threads, what has been printed.

use std::collections::VecDeque;
use std::sync::Arc;

use super::copy_on_write::CopyOnWrite;
pub(super) use super::thread::{Frame, Question, Sleep, Status, Then, Thread};
use super::value::Value;
use super::watched::Watched;

/// A whole state.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// The memory of each process, the program's own first.
    pub(super) spaces: Vec<Space>,
    /// Main first, the others in the order they start.
    pub(super) threads: Watched<Thread>,
    /// What went to stdout, as the number of an output.
    pub(super) out: u32,
    /// Uncaught exceptions: the thread, and the number of the last line's text.
    pub(super) failures: Vec<(u16, u32)>,
    /// How many more waits at a condition may end without a notification.
    pub(super) spurious: u32,
    /// Whether the program has ended, along with its daemons.
    pub(super) over: bool,
}

/// The memory of a process.
#[derive(Clone, Debug, Default)]
pub(super) struct Space {
    pub(super) globals: Watched<CopyOnWrite<Value>>,
    pub(super) heap: Watched<Option<Arc<Object>>>,
    /// How many threads and processes have been made, for their names.
    pub(super) made: (u32, u32),
    /// How many executors.
    pub(super) executors: u32,
}

/// Where and when an object was made, which identifies it in all schedules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Birth {
    pub(super) thread: u8,
    pub(super) site: u32,
    pub(super) number: u32,
}

/// A mutable object.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) birth: Birth,
    pub(super) kind: Kind,
    /// Its number among all objects of a search, as long as it doesn't change.
    pub(super) kept: Option<Numbered>,
}

/// The number of an object among all of a search, and its place on the heap.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbered {
    pub(super) number: u32,
    pub(super) place: u32,
}

/// Attributes, ordered by the numbers of their names.
pub(super) type Attrs = Vec<(u32, Value)>;

/// The kinds of object.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    List(Vec<Value>),
    /// A dict, and the factory for missing values; unbound for an `OrderedDict`.
    Dict(Vec<(Value, Value)>, Value),
    /// A set, and whether it is frozen.
    Set(Vec<Value>, bool),
    Deque(VecDeque<Value>, Option<u32>),
    Cell(Value),
    Function(Function),
    Class(Class),
    Instance(u32, Attrs),
    Exception(Exception),
    Iterator(Iterator),
    Static(Value),
    ClassMethod(Value),
    Property(Value, Value),
    Thread(ThreadObject),
    /// The holder's number plus one; 0 if free.
    Lock(u16),
    /// The holder's number plus one, and how many times it holds the lock.
    RLock(u16, u32),
    /// Permits, and their maximum.
    Semaphore(i64, Option<i64>),
    Event(bool),
    /// Its lock, and the waiting threads in order.
    Condition(u32, Vec<u16>),
    Barrier(Barrier),
    /// The attributes of each thread.
    Local(Vec<(u16, Attrs)>),
    Queue(Queue),
    Executor(Executor),
    Future(Future),
}

#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) code: u32,
    pub(super) defaults: Vec<Value>,
    pub(super) named: Vec<(Value, Value)>,
    pub(super) closure: Vec<Value>,
}

#[derive(Clone, Debug)]
pub(super) struct Class {
    /// Its qualified name: `make.<locals>.Account`.
    pub(super) name: Arc<str>,
    pub(super) base: Value,
    pub(super) attrs: Attrs,
}

#[derive(Clone, Debug)]
pub(super) struct Exception {
    /// Its class, one of the library's or of the program's.
    pub(super) class: Value,
    pub(super) args: Vec<Value>,
    pub(super) attrs: Attrs,
}

/// What an iterator iterates over, and how far it is.
#[derive(Clone, Debug)]
pub(super) enum Iterator {
    /// A list, tuple, string, deque, dict or set, by position; and the length that a dict or set had.
    Over(Value, u32, u32),
    /// The rest of a range.
    Range(i64, i64, i64),
    /// Backwards: the next position plus one.
    Reversed(Value, u32),
    Enumerate(Value, Value),
    Zip(Vec<Value>),
    Map(Value, Vec<Value>),
    Filter(Value, Value),
    /// Values that have been computed already.
    Values(Vec<Value>, u32),
    /// The keys, values or items of a dict: 0, 1, 2.
    View(u32, u8, u32, u32),
    /// The results of futures, in order.
    Results(Vec<Value>, u32),
    /// Futures as they end: those that were done at the call, those that have ended since, in order, and
    /// those that are still open.
    Completed {
        early: Vec<Value>,
        late: Vec<Value>,
        open: Vec<Value>,
    },
}

#[derive(Clone, Debug)]
pub(super) struct ThreadObject {
    /// Its class, if it is one of the program's.
    pub(super) class: Option<u32>,
    pub(super) attrs: Attrs,
    /// Its number, once it has started.
    pub(super) number: Option<u16>,
    pub(super) name: Arc<str>,
    pub(super) target: Value,
    pub(super) args: Vec<Value>,
    pub(super) kwargs: Vec<(Value, Value)>,
    pub(super) daemon: bool,
    pub(super) flavor: Flavor,
    /// Whether `Thread.__init__` was called.
    pub(super) ready: bool,
    /// A process's exit code, or whether a timer was canceled.
    pub(super) code: i64,
}

/// What kind of thread an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavor {
    Thread,
    Timer,
    Process,
    Worker,
}

#[derive(Clone, Debug)]
pub(super) struct Barrier {
    /// How many open it; none ever do if this is 0.
    pub(super) parties: u32,
    pub(super) action: Value,
    /// How many have arrived in this round.
    pub(super) arrived: u32,
    /// How many of the last round have not left yet.
    pub(super) leaving: u32,
    pub(super) broken: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Queue {
    pub(super) order: Order,
    pub(super) most: i64,
    pub(super) items: VecDeque<Value>,
    pub(super) unfinished: u32,
}

/// Which item of a queue comes out next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    First,
    Last,
    Least,
    Simple,
}

#[derive(Clone, Debug)]
pub(super) struct Executor {
    pub(super) most: u32,
    pub(super) prefix: Arc<str>,
    /// Tasks that no worker has taken: the future, function, arguments.
    pub(super) tasks: VecDeque<Value>,
    pub(super) workers: Vec<u16>,
    pub(super) shut: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Future {
    pub(super) stage: Stage,
    pub(super) value: Value,
    /// The clock of the worker that finished it.
    pub(super) clock: u32,
    /// The callbacks to call once it is done.
    pub(super) callbacks: Vec<Value>,
}

/// The progress of a future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Pending,
    Running,
    Returned,
    Raised,
    Cancelled,
}

impl ThreadObject {
    /// A thread before its `__init__`.
    pub(super) fn unready(class: Option<u32>) -> Self {
        Self {
            class,
            attrs: Vec::new(),
            number: None,
            name: Arc::from(""),
            target: Value::None,
            args: Vec::new(),
            kwargs: Vec::new(),
            daemon: false,
            flavor: Flavor::Thread,
            ready: false,
            code: 0,
        }
    }
}

impl Object {
    /// The main thread.
    pub(super) fn main_thread() -> Self {
        let mut thread = ThreadObject::unready(None);
        thread.name = Arc::from("MainThread");
        thread.number = Some(0);
        thread.ready = true;
        Self {
            birth: Birth {
                thread: 0,
                site: u32::MAX,
                number: 0,
            },
            kind: Kind::Thread(thread),
            kept: None,
        }
    }
}

impl Kind {
    /// Whether threads may wait for it to change.
    pub(super) fn is_waited_for(&self) -> bool {
        matches!(
            self,
            Kind::Lock(_)
                | Kind::RLock(..)
                | Kind::Semaphore(..)
                | Kind::Event(_)
                | Kind::Condition(..)
                | Kind::Barrier(_)
                | Kind::Queue(_)
                | Kind::Executor(_)
                | Kind::Thread(_)
        )
    }
}
