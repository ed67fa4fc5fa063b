//! Locks and semaphores, and `with`.

use super::super::library::{Class, Exc};
use super::super::number::Int;
use super::super::state::{Kind, Then};
use super::super::value::Value;
use super::arithmetic::int;
use super::call::{Args, Called};
use super::timeouts::{is_never, seconds};
use super::{Act, Exec, Run, Stop, id};

impl Run<'_> {
    /// Makes one of the library's synchronizers.
    pub(super) fn construct_synchronizer(&mut self, class: Class, args: Args) -> Exec<Called> {
        let kind = match class {
            Class::Thread | Class::Timer | Class::Process => {
                return self.new_thread(class, args).map(Called::Value);
            }
            Class::Lock => Kind::Lock(0),
            Class::RLock => Kind::RLock(0, 0),
            Class::Semaphore | Class::BoundedSemaphore => {
                let [value] = self.params("Semaphore", ["value"], args)?;
                let permits = match &value {
                    Value::Unbound => Int::Small(1),
                    value => self.compared_int(value, "<", "this number of permits")?,
                };
                if permits.is_negative() {
                    return Err(self.value_error("semaphore initial value must be >= 0"));
                }
                let permits = permits.to_i64().ok_or_else(too_many)?;
                Kind::Semaphore(
                    permits,
                    (class == Class::BoundedSemaphore).then_some(permits),
                )
            }
            Class::Event => Kind::Event(false),
            Class::Condition => {
                let [lock] = self.params("Condition.__init__", ["lock"], args)?;
                Kind::Condition(self.lock_of_condition(lock)?, Vec::new())
            }
            Class::Barrier => return self.new_barrier(args).map(Called::Value),
            Class::Local => Kind::Local(Vec::new()),
            Class::Queue | Class::LifoQueue | Class::PriorityQueue | Class::SimpleQueue => {
                return self.new_queue(class, args).map(Called::Value);
            }
            Class::Executor => return self.new_executor(args).map(Called::Value),
            _ => {
                let name = class.name();
                return Err(self.type_error(format!("cannot create '{name}' instances")));
            }
        };
        self.make(kind).map(Called::Value)
    }

    /// The lock of a condition: the one given, or a new one.
    fn lock_of_condition(&mut self, lock: Value) -> Exec<u32> {
        let lock = match lock {
            Value::Unbound | Value::None => self.make(Kind::RLock(0, 0))?,
            given => given,
        };
        match (&lock, self.kind_of(&lock)) {
            (Value::Ref(object), Some(Kind::Lock(_) | Kind::RLock(..))) => Ok(*object),
            (_, Some(Kind::Semaphore(..) | Kind::Condition(..) | Kind::Instance(..))) => Err(
                Stop::outside("a Condition on anything but a Lock or an RLock"),
            ),
            _ => Err(self.no_attribute(&lock, "acquire")),
        }
    }

    /// The arguments of `acquire`: whether it may block, and whether it may time out.
    fn acquire_arguments(&mut self, object: u32, args: Args) -> Exec<(bool, Value)> {
        let [blocking, timeout] = self.params("acquire", ["blocking", "timeout"], args)?;
        let semaphore = matches!(self.kind(object), Kind::Semaphore(..));
        let most = if semaphore { None } else { seconds(&timeout) };
        // For a lock, -1 means no timeout and None is an error; for a semaphore, None means no timeout.
        let timed = most != Some(-1.0) && self.timed(&timeout);
        if !semaphore && timeout.bound() && timeout.opaque().is_none() && most.is_none() {
            return Err(self.no_integer(&timeout));
        }
        let known = !blocking.bound() || int(&blocking).is_some() || blocking.opaque().is_some();
        if !semaphore {
            if !known {
                return Err(self.no_integer(&blocking));
            }
            self.c_int(&blocking)?;
            self.clocked(&timeout)?;
        }
        let blocking = !blocking.bound() || self.plain_truth(&blocking);
        match (semaphore, blocking, timed) {
            (true, false, true) => {
                Err(self.value_error("can't specify timeout for non-blocking acquire"))
            }
            (false, false, true) => {
                Err(self.value_error("can't specify a timeout for a non-blocking call"))
            }
            _ if timed && most.is_some_and(|most| most < 0.0) => {
                Err(self.value_error("timeout value must be positive"))
            }
            _ if timed => Ok((blocking, timeout)),
            _ => Ok((blocking, Value::None)),
        }
    }

    /// Refuses an integer that C's `int` can't hold.
    fn c_int(&mut self, value: &Value) -> Exec {
        let Some(number) = int(value) else {
            return Ok(());
        };
        let message = match number.to_i64() {
            None => return Err(self.beyond_c("long")),
            Some(number) if number > i64::from(i32::MAX) => {
                "signed integer is greater than maximum"
            }
            Some(number) if number < i64::from(i32::MIN) => "signed integer is less than minimum",
            Some(_) => return Ok(()),
        };
        Err(self.raise(Exc::OverflowError, message))
    }

    pub(super) fn lock_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Value> {
        match name {
            "acquire" | "acquire_lock" => {
                let (blocking, timeout) = self.acquire_arguments(object, args)?;
                self.acquire(object, blocking, &timeout).map(Value::Bool)
            }
            "__enter__" => self.acquire(object, true, &Value::None).map(Value::Bool),
            "locked" => {
                self.step()?;
                let held = matches!(self.kind(object), Kind::Lock(holder) if *holder != 0);
                self.note(|_| Act::Said(format!("locked? {}", if held { "yes" } else { "no" })));
                Ok(Value::Bool(held))
            }
            "release" if matches!(self.kind(object), Kind::Semaphore(..)) => {
                let [times] = self.params(name, ["n"], args)?;
                let times = match &times {
                    Value::Unbound => Int::Small(1),
                    times => self.compared_int(times, "<", "this number of permits")?,
                };
                if times.is_negative() || times.is_zero() {
                    return Err(self.value_error("n must be one or more"));
                }
                self.release(object, times.saturated())?;
                Ok(Value::None)
            }
            _ => {
                self.release(object, 1)?;
                Ok(Value::None)
            }
        }
    }

    /// One step, possible when it succeeds at once or doesn't have to wait; returns whether it succeeded.
    fn acquire(&mut self, object: u32, blocking: bool, timeout: &Value) -> Exec<bool> {
        self.step()?;
        let timed = super::timeouts::timed(timeout);
        let me = id(self.me) + 1;
        let free = match self.kind(object) {
            Kind::Lock(holder) => *holder == 0,
            Kind::RLock(holder, _) => *holder == 0 || *holder == me,
            Kind::Semaphore(permits, _) => *permits > 0,
            _ => return Err(Stop::outside("this lock")),
        };
        if !free {
            if let Kind::Semaphore(..) = self.kind(object) {
                self.check_deadline(timeout)?;
            }
            if blocking && (is_never(timeout) || !self.gives_up(timed)) {
                return self.block(object);
            }
            let words = if timed {
                "acquire times out"
            } else {
                "acquire: it is taken"
            };
            self.note(|_| Act::Said(words.into()));
            return Ok(false);
        }
        self.note(|_| Act::Said("acquire".into()));
        match self.kind_mut(object) {
            Kind::Lock(holder) => *holder = me,
            Kind::RLock(holder, depth) => {
                *holder = me;
                *depth += 1;
            }
            Kind::Semaphore(permits, _) => *permits -= 1,
            _ => {}
        }
        Ok(true)
    }

    /// The granted step isn't possible: nothing has happened.
    pub(super) fn block<T>(&mut self, on: u32) -> Exec<T> {
        self.waits = Some(on);
        self.stepped = false;
        Err(Stop::Blocked)
    }

    pub(super) fn release(&mut self, object: u32, times: i64) -> Exec {
        self.step()?;
        let me = id(self.me) + 1;
        match self.kind(object) {
            Kind::Lock(0) => {
                self.note(|_| Act::Said("release: it isn't held".into()));
                return Err(self.raise(Exc::RuntimeError, "release unlocked lock"));
            }
            Kind::RLock(holder, _) if *holder != me => {
                self.note(|_| Act::Said("release: it isn't held".into()));
                return Err(self.raise(Exc::RuntimeError, "cannot release un-acquired lock"));
            }
            Kind::Semaphore(permits, Some(most)) if times > *most - *permits => {
                self.note(|_| Act::Said("release: too often".into()));
                return Err(self.value_error("Semaphore released too many times"));
            }
            Kind::Semaphore(permits, None) if permits.checked_add(times).is_none() => {
                return Err(too_many());
            }
            _ => {}
        }
        self.note(|_| Act::Said("release".into()));
        match self.kind_mut(object) {
            Kind::Lock(holder) => *holder = 0,
            Kind::RLock(holder, depth) => {
                *depth -= 1;
                if *depth == 0 {
                    *holder = 0;
                }
            }
            Kind::Semaphore(permits, _) => *permits += times,
            _ => {}
        }
        Ok(())
    }

    /// Enters a `with`.
    pub(super) fn enter_with(&mut self) -> Exec {
        let manager = self.peek(0);
        if let Value::Ref(object) = manager {
            let inner = match self.kind(object) {
                Kind::Condition(lock, _) => Some(*lock),
                Kind::Lock(_) | Kind::RLock(..) | Kind::Semaphore(..) => Some(object),
                Kind::Executor(_) => {
                    self.advance();
                    return Ok(());
                }
                _ => None,
            };
            if let Some(lock) = inner {
                self.acquire(lock, true, &Value::None)?;
                self.replace(1, Value::Bool(true));
                self.advance();
                return Ok(());
            }
            if let Some(function) = self.special(&manager, "__enter__") {
                if self.special(&manager, "__exit__").is_none() {
                    return Err(self.no_manager(&manager, "__exit__"));
                }
                return self.invoke(&function, Args::of(vec![manager]), 1, Then::Push);
            }
        }
        Err(self.no_manager(&manager, "__enter__"))
    }

    fn no_manager(&mut self, manager: &Value, missing: &str) -> Stop {
        let name = self.type_name(manager);
        let detail = if missing == "__exit__" {
            " (missed __exit__ method)"
        } else {
            ""
        };
        self.type_error(format!(
            "'{name}' object does not support the context manager protocol{detail}"
        ))
    }

    /// Leaves a `with` on a library object; false for one of the program.
    fn leave_library(&mut self, manager: &Value) -> Exec<bool> {
        let Value::Ref(object) = manager else {
            return Ok(false);
        };
        match self.kind(*object) {
            Kind::Condition(lock, _) => {
                let lock = *lock;
                self.release(lock, 1)?;
            }
            Kind::Lock(_) | Kind::RLock(..) | Kind::Semaphore(..) => self.release(*object, 1)?,
            Kind::Executor(_) => self.shut_down(*object, true)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    pub(super) fn exit_with(&mut self) -> Exec {
        let manager = self.peek(0);
        if self.leave_library(&manager)? {
            self.pop();
            self.advance();
            return Ok(());
        }
        let Some(function) = self.special(&manager, "__exit__") else {
            return Err(self.no_manager(&manager, "__exit__"));
        };
        let args = vec![manager, Value::None, Value::None, Value::None];
        self.invoke(&function, Args::of(args), 1, Then::Drop)
    }

    pub(super) fn exit_raised(&mut self) -> Exec {
        let (manager, exception) = (self.peek(1), self.peek(0));
        if self.leave_library(&manager)? {
            self.replace(2, Value::Bool(false));
            self.advance();
            return Ok(());
        }
        let Some(function) = self.special(&manager, "__exit__") else {
            return Err(self.no_manager(&manager, "__exit__"));
        };
        let class = self.class_of(&exception);
        let traceback = self.make(Kind::Cell(Value::None))?;
        let args = vec![manager, class, exception, traceback];
        self.invoke(&function, Args::of(args), 2, Then::Push)
    }
}

fn too_many() -> Stop {
    Stop::beyond("this number of permits", i64::BITS)
}
