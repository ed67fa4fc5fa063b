//! The modules that can be imported and what each contains.

use super::named::named;
use super::{Builtin, Class, Exc, Type};
use crate::value::Value;

named! {
    /// A module.
    Module {
        Threading = "threading",
        Queue = "queue",
        Concurrent = "concurrent",
        Futures = "concurrent.futures",
        Multiprocessing = "multiprocessing",
        Time = "time",
        Random = "random",
        Sys = "sys",
        Collections = "collections",
        Os = "os",
        Typing = "typing",
        Annotations = "__future__",
    }
}

impl Module {
    /// What `from MODULE import *` imports, whether it is supported here or not.
    pub(crate) fn star(self) -> impl Iterator<Item = &'static str> {
        let names = match self {
            Self::Threading => {
                "get_ident active_count Condition current_thread enumerate main_thread TIMEOUT_MAX \
                 Event Lock RLock Semaphore BoundedSemaphore Thread Barrier BrokenBarrierError Timer \
                 ThreadError setprofile settrace local stack_size excepthook ExceptHookArgs \
                 getprofile gettrace"
            }
            Self::Queue => "Empty Full Queue PriorityQueue LifoQueue SimpleQueue",
            Self::Futures => {
                "FIRST_COMPLETED FIRST_EXCEPTION ALL_COMPLETED CancelledError TimeoutError Future \
                 Executor wait as_completed ProcessPoolExecutor ThreadPoolExecutor"
            }
            Self::Time => {
                "sleep time time_ns perf_counter perf_counter_ns monotonic monotonic_ns process_time \
                 thread_time ctime asctime strftime localtime gmtime mktime strptime"
            }
            Self::Random => {
                "random uniform randint randrange choice seed choices sample shuffle gauss triangular \
                 expovariate"
            }
            _ => "",
        };
        names.split_whitespace()
    }

    /// The member with this name.
    pub(crate) fn member(self, name: &str) -> Option<Value> {
        let class = |class| Some(Value::Type(Type::Class(class)));
        let exc = |exc| Some(Value::Type(Type::Exc(exc)));
        let function = |builtin| Some(Value::Builtin(builtin));
        match (self, name) {
            (Self::Threading, "Thread") => class(Class::Thread),
            (Self::Threading, "Timer") => class(Class::Timer),
            (Self::Threading, "Lock") => class(Class::Lock),
            (Self::Threading, "RLock") => class(Class::RLock),
            (Self::Threading, "Semaphore") => class(Class::Semaphore),
            (Self::Threading, "BoundedSemaphore") => class(Class::BoundedSemaphore),
            (Self::Threading, "Event") => class(Class::Event),
            (Self::Threading, "Condition") => class(Class::Condition),
            (Self::Threading, "Barrier") => class(Class::Barrier),
            (Self::Threading, "local") => class(Class::Local),
            (Self::Threading, "BrokenBarrierError") => exc(Exc::BrokenBarrierError),
            (Self::Threading, "ThreadError") => exc(Exc::RuntimeError),
            (Self::Threading, "current_thread" | "currentThread") => {
                function(Builtin::CurrentThread)
            }
            (Self::Threading, "main_thread") => function(Builtin::MainThread),
            (Self::Threading, "active_count" | "activeCount") => function(Builtin::ActiveCount),
            (Self::Threading, "enumerate") => function(Builtin::EnumerateThreads),
            (Self::Threading, "get_ident" | "get_native_id") => function(Builtin::GetIdent),
            (Self::Queue, "Queue") => class(Class::Queue),
            (Self::Queue, "LifoQueue") => class(Class::LifoQueue),
            (Self::Queue, "PriorityQueue") => class(Class::PriorityQueue),
            (Self::Queue, "SimpleQueue") => class(Class::SimpleQueue),
            (Self::Queue, "Empty") => exc(Exc::Empty),
            (Self::Queue, "Full") => exc(Exc::Full),
            (Self::Concurrent, "futures") => Some(Value::Module(Self::Futures)),
            (Self::Futures, "ThreadPoolExecutor") => class(Class::Executor),
            (Self::Futures, "Future") => class(Class::Future),
            (Self::Futures, "as_completed") => function(Builtin::AsCompleted),
            (Self::Futures, "wait") => function(Builtin::Wait),
            (Self::Futures, "TimeoutError") => exc(Exc::TimeoutError),
            (Self::Futures, "CancelledError") => exc(Exc::CancelledError),
            (Self::Futures, "ALL_COMPLETED" | "FIRST_COMPLETED" | "FIRST_EXCEPTION") => {
                Some(Value::text(name))
            }
            (Self::Multiprocessing, "Process") => class(Class::Process),
            (Self::Time, "sleep") => function(Builtin::Sleep),
            (Self::Time, "time") => function(Builtin::Time),
            (Self::Time, "time_ns" | "perf_counter_ns" | "monotonic_ns") => {
                function(Builtin::TimeNs)
            }
            (Self::Time, "perf_counter") => function(Builtin::PerfCounter),
            (Self::Time, "monotonic") => function(Builtin::Monotonic),
            (Self::Time, "process_time") => function(Builtin::ProcessTime),
            (Self::Time, "thread_time") => function(Builtin::ThreadTime),
            (Self::Time, "ctime" | "asctime") => function(Builtin::CTime),
            (Self::Time, "strftime") => function(Builtin::StrFTime),
            (Self::Random, "random") => function(Builtin::Random),
            (Self::Random, "uniform") => function(Builtin::Uniform),
            (Self::Random, "randint") => function(Builtin::RandInt),
            (Self::Random, "randrange") => function(Builtin::RandRange),
            (Self::Random, "choice") => function(Builtin::Choice),
            (Self::Random, "seed") => function(Builtin::Seed),
            (Self::Sys, "exit") => function(Builtin::Exit),
            (Self::Sys, "stdout") => function(Builtin::Stdout),
            (Self::Sys, "stderr") => function(Builtin::Stderr),
            (Self::Sys, "setswitchinterval") => function(Builtin::SetSwitchInterval),
            (Self::Sys, "maxsize") => Some(Value::Int(i64::MAX)),
            (Self::Collections, "deque") => class(Class::Deque),
            (Self::Collections, "defaultdict") => class(Class::DefaultDict),
            (Self::Collections, "OrderedDict") => class(Class::OrderedDict),
            (Self::Os, "getpid") => function(Builtin::GetPid),
            (Self::Os | Self::Multiprocessing, "cpu_count") => function(Builtin::CpuCount),
            (Self::Threading | Self::Multiprocessing, "TIMEOUT_MAX") => {
                Some(Value::Float(9_223_372_036.0))
            }
            // Names used only in annotations.
            (Self::Typing, _) | (Self::Annotations, "annotations") => Some(Value::None),
            _ => None,
        }
    }
}
