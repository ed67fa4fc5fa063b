//! What is different where threads are real: an instruction is taken whenever its thread comes to it,
//! waits have lengths, clocks tell the time, and what is printed goes out.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

use super::super::code::Conversion;
use super::super::library::{Builtin, Exc};
use super::super::number::Int;
use super::super::source::{Fault, Span};
use super::super::state::{Kind, Status};
use super::super::value::{Opaque, Value};
use super::arithmetic::{Numeric, int, numeric};
use super::call::Args;
use super::{Exec, Halt, Run, Stop};
use crate::engine::record::Clock;

/// No wait is longer: thirty years.
const LONGEST: f64 = 1e9;

/// What a run on real threads has besides its state.
pub(in crate::python) struct Real {
    clock: Clock,
    /// Seconds between 1970 and the start of the clock.
    wall: f64,
    seed: u64,
    /// Steps are held until they are granted, as the explorer's are.
    pub(in crate::python) gated: bool,
    sleep: Option<Duration>,
    /// How long the instruction would wait, and whether that is over.
    patience: Option<Duration>,
    expired: bool,
    /// Objects for whose change threads may wait.
    pub(in crate::python) changed: Vec<u32>,
    /// Texts to write, on stderr or stdout.
    pub(in crate::python) written: Vec<(String, bool)>,
    /// Exceptions that were not caught.
    pub(in crate::python) uncaught: Vec<Uncaught>,
    /// The exit code of `sys.exit` in main.
    pub(in crate::python) exit: i64,
    intervals: HashMap<u32, Value>,
    traces: HashMap<usize, Trace>,
}

/// An exception that nobody caught.
pub(in crate::python) struct Uncaught {
    pub(in crate::python) thread: usize,
    /// The last line of what Python says.
    pub(in crate::python) line: String,
    /// The calls that it left, the outermost first: the place in the text and the function.
    pub(in crate::python) calls: Vec<(u32, String)>,
}

/// The calls that an exception has left, the innermost first.
struct Trace {
    exception: Value,
    /// How deep each was, its code and its place in the text.
    calls: Vec<(usize, u32, Span)>,
}

/// What a thread comes to with one instruction.
pub(in crate::python) enum Rest {
    /// It goes on.
    Goes,
    /// It has ended.
    Ended,
    /// It waits for an object's change, or for the end of a thread or task.
    Waits {
        on: Option<u32>,
        joins: bool,
        patience: Option<Duration>,
    },
    /// It sleeps.
    Sleeps(Duration),
    /// It is before a step that was not granted.
    Held,
    /// It came to something that can't be run.
    Refused(Fault),
}

impl Real {
    pub(in crate::python) fn new(clock: Clock, gated: bool) -> Self {
        let since_1970 = seconds_of(ClockId::CLOCK_REALTIME);
        Self {
            wall: since_1970 - clock.now().seconds(),
            clock,
            seed: RandomState::new().hash_one(clock.epoch()) | 1,
            gated,
            sleep: None,
            patience: None,
            expired: false,
            changed: Vec::new(),
            written: Vec::new(),
            uncaught: Vec::new(),
            exit: 0,
            intervals: HashMap::new(),
            traces: HashMap::new(),
        }
    }

    /// The next random number, by xorshift (Marsaglia, 2003).
    fn random(&mut self) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed
    }

    /// A random number from 0 to 1, which it never is.
    fn fraction(&mut self) -> f64 {
        (self.random() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A random number below this one.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.random() % bound.max(1)
    }
}

fn seconds_of(clock: ClockId) -> f64 {
    clock_gettime(clock).map_or(0.0, |time| {
        time.tv_sec() as f64 + time.tv_nsec() as f64 / 1e9
    })
}

impl Run<'_> {
    /// From now on threads are real.
    pub(in crate::python) fn make_real(&mut self, real: Real) {
        self.real = Some(Box::new(real));
        self.set_globals();
    }

    /// Takes one instruction of a thread; a step only if it is granted, and a wait is over if it has
    /// `expired`.
    pub(in crate::python) fn instruct(&mut self, me: usize, granted: bool, expired: bool) -> Rest {
        self.me = me;
        self.grant = granted;
        self.stepped = false;
        self.waits = None;
        if let Some(real) = &mut self.real {
            real.expired = expired;
            real.patience = None;
        }
        let result = if self.thread().frames.is_empty() {
            self.finish()
        } else {
            self.instruction()
        };
        match result {
            Ok(()) | Err(Stop::Asleep | Stop::Again) => {
                let over = me == 0 && self.state.over;
                if over || self.thread().status == Status::Ended {
                    return Rest::Ended;
                }
                let sleep = self.real.as_mut().and_then(|real| real.sleep.take());
                sleep.map_or(Rest::Goes, Rest::Sleeps)
            }
            Err(Stop::Raise(exception)) => match self.unwind(exception) {
                Ok(()) => Rest::Goes,
                Err(Halt::Refused(fault)) => Rest::Refused(fault),
                Err(_) => self.refused("an exception that can't be told", ""),
            },
            Err(Stop::Pause) => Rest::Held,
            Err(stop @ (Stop::Blocked | Stop::Join)) => Rest::Waits {
                on: self.waits.take(),
                joins: matches!(stop, Stop::Join),
                patience: self.real.as_ref().and_then(|real| real.patience),
            },
            Err(Stop::Refuse(what, way)) => self.refused(&what, &way),
            Err(Stop::Bound | Stop::Same) => self.refused("this repeats itself", ""),
        }
    }

    fn refused(&self, what: &str, way: &str) -> Rest {
        Rest::Refused(Fault::new(self.span().start, what, way))
    }

    /// Threads that were started, or can end, by the last instruction.
    pub(in crate::python) fn take_started(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.started)
    }

    /// Whether a thread or a task has ended since this was last asked.
    pub(in crate::python) fn take_events(&mut self) -> bool {
        std::mem::take(&mut self.events)
    }

    /// Whether the heap of a thread's process has grown so that it should be swept.
    pub(in crate::python) fn is_full(&self, thread: usize) -> bool {
        let space = usize::from(self.state.threads[thread].space);
        self.vacant.is_empty() && self.state.spaces[space].heap.len() >= self.full
    }

    /// Frees what nothing refers to; no thread may be amid an instruction, or hold its own frames.
    pub(in crate::python) fn sweep_for(&mut self, thread: usize) -> Result<(), Fault> {
        self.me = thread;
        match self.sweep() {
            Err(Stop::Refuse(what, way)) => Err(Fault::new(self.span().start, what, way)),
            _ => Ok(()),
        }
    }

    /// Whether a wait that may time out does so now: in the explorer it may at any time.
    pub(super) fn gives_up(&self, timed: bool) -> bool {
        timed && self.real.as_ref().is_none_or(|real| real.expired)
    }

    /// Whether a wait may time out, after a number of seconds or never.
    pub(super) fn timed(&mut self, timeout: &Value) -> bool {
        self.waits_for(timeout);
        super::start::timed(timeout)
    }

    /// Notes how long a wait is to last.
    pub(super) fn waits_for(&mut self, timeout: &Value) {
        let seconds = seconds(timeout);
        if let Some(real) = &mut self.real {
            real.patience = seconds.map(bounded);
        }
    }

    /// Notes that threads may wait for a change of an object.
    pub(super) fn changes(&mut self, object: u32) {
        let waited_for = matches!(
            self.kind(object),
            Kind::Lock(_)
                | Kind::RLock(..)
                | Kind::Semaphore(..)
                | Kind::Event(_)
                | Kind::Condition(..)
                | Kind::Barrier(_)
                | Kind::Queue(_)
                | Kind::Executor(_)
                | Kind::Thread(_)
        );
        if let Some(real) = self.real.as_mut().filter(|_| waited_for) {
            real.changed.push(object);
        }
    }

    /// The interval of a timer, kept until it fires.
    pub(super) fn keep_interval(&mut self, timer: u32, interval: &Value) {
        if let Some(real) = &mut self.real {
            real.intervals.insert(timer, interval.clone());
        }
    }

    /// Whether a timer has still to wait.
    pub(super) fn interval_runs(&mut self, timer: u32) -> bool {
        let interval = self
            .real
            .as_ref()
            .and_then(|real| real.intervals.get(&timer).cloned());
        let Some(interval) = interval else {
            return false;
        };
        self.waits_for(&interval);
        !self.gives_up(true)
    }

    /// What the library says where clocks run and numbers are random; `None` for what is no different.
    pub(super) fn real_builtin(&mut self, builtin: Builtin, args: &Args) -> Exec<Option<Value>> {
        let Some(real) = &mut self.real else {
            return Ok(None);
        };
        let since = real.clock.now().seconds();
        Ok(Some(match builtin {
            Builtin::Sleep => {
                self.sleep_for(args)?;
                Value::None
            }
            Builtin::Time => Value::Float(real.wall + since),
            Builtin::PerfCounter | Builtin::Monotonic => {
                Value::Float(real.clock.epoch() as f64 / 1e9 + since)
            }
            Builtin::TimeNs => {
                let now = (real.wall + since) * 1e9;
                #[expect(clippy::cast_possible_truncation, reason = "it fits until 2262")]
                Value::Int(now as i64)
            }
            Builtin::ProcessTime => Value::Float(seconds_of(ClockId::CLOCK_PROCESS_CPUTIME_ID)),
            Builtin::ThreadTime => Value::Float(seconds_of(ClockId::CLOCK_THREAD_CPUTIME_ID)),
            Builtin::CTime | Builtin::StrFTime => {
                return Err(Stop::outside(format_args!("{}() in a run", builtin.name())));
            }
            Builtin::Random => Value::Float(real.fraction()),
            Builtin::Uniform | Builtin::RandInt | Builtin::RandRange | Builtin::Choice => {
                return self.chance(builtin, args).map(Some);
            }
            Builtin::Seed => {
                if let Some(Value::Int(seed)) = args.list.first() {
                    // By xorshift's rule it is never 0.
                    real.seed = seed.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
                }
                Value::None
            }
            Builtin::Id => match args.list.first() {
                Some(Value::Ref(object)) => Value::Int(address(*object)),
                _ => Value::Int(address(0)),
            },
            Builtin::GetIdent => Value::Int(address(self.thread().object)),
            Builtin::GetPid => Value::Int(i64::from(std::process::id())),
            Builtin::CpuCount => {
                Value::count(std::thread::available_parallelism().map_or(1, usize::from))
            }
            _ => return Ok(None),
        }))
    }

    /// What stands for an object's address in a text: no schedule determines it.
    pub(super) fn place(&self, object: u32) -> String {
        match self.real {
            Some(_) => format!("{:#x}", address(object)),
            None => Opaque::Id.mark().to_string(),
        }
    }

    fn sleep_for(&mut self, args: &Args) -> Exec {
        let Some(seconds) = args.list.first().and_then(|time| seconds(time)) else {
            return Err(self.type_error("sleep() takes one number of seconds"));
        };
        if seconds < 0.0 {
            return Err(self.value_error("sleep length must be non-negative"));
        }
        if let Some(real) = &mut self.real {
            real.sleep = Some(bounded(seconds));
        }
        Ok(())
    }

    /// `uniform`, `randint`, `randrange` and `choice`.
    fn chance(&mut self, builtin: Builtin, args: &Args) -> Exec<Value> {
        let mut ends = [0.0; 2];
        let mut whole = [0_i64; 2];
        for (place, value) in args.list.iter().take(2).enumerate() {
            ends[place] = seconds(value).unwrap_or(0.0);
            whole[place] = int(value).map_or(0, |int| int.saturated());
        }
        if builtin == Builtin::Choice {
            let values = match args.list.first() {
                Some(values) => self.iterated(&values.clone())?,
                None => Vec::new(),
            };
            let Some(real) = self.real.as_mut().filter(|_| !values.is_empty()) else {
                return Err(self.raise(Exc::IndexError, "Cannot choose from an empty sequence"));
            };
            let place = real.below(values.len() as u64);
            return Ok(values[usize::try_from(place).unwrap_or(0)].clone());
        }
        let Some(real) = &mut self.real else {
            return Ok(Value::None);
        };
        if builtin == Builtin::Uniform {
            return Ok(Value::Float(
                ends[0] + (ends[1] - ends[0]) * real.fraction(),
            ));
        }
        let (low, high) = match (builtin, args.list.len()) {
            (Builtin::RandRange, 1) => (0, whole[0] - 1),
            (Builtin::RandRange, _) => (whole[0], whole[1] - 1),
            _ => (whole[0], whole[1]),
        };
        let span = i128::from(high) - i128::from(low) + 1;
        let Some(span) = u64::try_from(span).ok().filter(|span| *span > 0) else {
            return Err(self.value_error("empty range for randrange()"));
        };
        Ok(Value::Int(low.wrapping_add_unsigned(real.below(span))))
    }

    /// Adds the calls that an exception leaves to what is told of it.
    pub(super) fn trace(&mut self, exception: &Value) {
        let me = self.me;
        let depth = self.state.threads[me].frames.len();
        let (code, span) = match self.state.threads[me].frames.last() {
            Some(frame) => (frame.code, self.span()),
            None => return,
        };
        let same = |trace: &Trace| trace.exception.same(exception);
        let known = self
            .real
            .as_ref()
            .and_then(|real| real.traces.get(&me))
            .is_some_and(same);
        let Some(real) = &mut self.real else { return };
        let trace = real.traces.entry(me).or_insert_with(|| Trace {
            exception: exception.clone(),
            calls: Vec::new(),
        });
        if !known {
            trace.exception = exception.clone();
            trace.calls.clear();
        }
        // Raised again where it was handled: it has been here.
        if trace.calls.last().is_none_or(|last| last.0 != depth) {
            trace.calls.push((depth, code, span));
        }
    }

    /// Notes the exit code of `sys.exit`, and the text that stands for one.
    pub(super) fn tell_exit(&mut self, exception: &Value) {
        let args = match self.kind_of(exception) {
            Some(Kind::Exception(exception)) => exception.args.clone(),
            _ => Vec::new(),
        };
        let (code, text) = match args.first() {
            None | Some(Value::None) => (0, None),
            Some(Value::Int(code)) => (*code, None),
            Some(Value::Bool(truth)) => (i64::from(*truth), None),
            Some(other) => (1, self.written(other, Conversion::Str).ok()),
        };
        let Some(real) = &mut self.real else { return };
        real.exit = code;
        real.written.extend(text.map(|text| (text + "\n", true)));
    }

    /// Notes an exception that nobody catches.
    pub(super) fn tell_uncaught(&mut self, line: &str) {
        let (me, program) = (self.me, self.program);
        let Some(real) = &mut self.real else { return };
        let trace = real.traces.remove(&me);
        let calls = trace.map_or(Vec::new(), |trace| trace.calls);
        let name = |code: u32| program.codes[code as usize].name.clone();
        let calls = calls.iter().rev();
        real.uncaught.push(Uncaught {
            thread: me,
            line: line.to_string(),
            calls: calls
                .map(|(_, code, span)| (span.start, name(*code)))
                .collect(),
        });
    }
}

/// A number of seconds.
fn seconds(value: &Value) -> Option<f64> {
    Some(match numeric(value)? {
        Numeric::Float(seconds) => seconds,
        Numeric::Int(Int::Small(seconds)) => seconds as f64,
        Numeric::Int(big) => big.saturated() as f64,
    })
}

/// A number that stands for an object's address.
pub(super) fn address(object: u32) -> i64 {
    0x7f00_0000_0000 + i64::from(object) * 0x40
}

fn bounded(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds.clamp(0.0, LONGEST))
}
