//! From an object to its bytes.

use super::super::state::{Birth, Flavor, Iterator, Kind, Object, Order, Stage, ThreadObject};
use super::writer::{Writer, number};

/// The tag that distinguishes the kinds of object.
fn tag(kind: &Kind) -> u8 {
    match kind {
        Kind::List(_) => 0,
        Kind::Dict(..) => 1,
        Kind::Set(_, frozen) => 2 + u8::from(*frozen),
        Kind::Deque(..) => 4,
        Kind::Cell(_) => 5,
        Kind::Function(_) => 6,
        Kind::Class(_) => 7,
        Kind::Instance(..) => 8,
        Kind::Exception(_) => 9,
        Kind::Iterator(_) => 10,
        Kind::Static(_) => 11,
        Kind::ClassMethod(_) => 12,
        Kind::Property(..) => 13,
        Kind::Thread(_) => 14,
        Kind::Lock(_) => 15,
        Kind::RLock(..) => 16,
        Kind::Semaphore(..) => 17,
        Kind::Event(set) => 18 + u8::from(*set),
        Kind::Condition(..) => 20,
        Kind::Barrier(_) => 21,
        Kind::Local(_) => 22,
        Kind::Queue(_) => 23,
        Kind::Executor(_) => 24,
        Kind::Future(_) => 25,
    }
}

impl Writer<'_, '_> {
    pub(super) fn birth(&mut self, birth: Birth) {
        self.byte(birth.thread);
        self.number(birth.site);
        self.number(birth.number);
    }

    pub(super) fn object(&mut self, object: &Object) {
        self.byte(tag(&object.kind));
        self.birth(object.birth);
        match &object.kind {
            Kind::List(values) | Kind::Set(values, _) => self.values(values),
            Kind::Dict(pairs, default) => {
                self.pairs(pairs);
                self.value(default);
            }
            Kind::Deque(values, most) => {
                number(self.bytes, values.len());
                for value in values {
                    self.value(value);
                }
                self.optional(*most);
            }
            Kind::Cell(value) | Kind::Static(value) | Kind::ClassMethod(value) => self.value(value),
            Kind::Function(function) => {
                self.number(function.code);
                self.values(&function.defaults);
                self.pairs(&function.named);
                self.values(&function.closure);
            }
            Kind::Class(class) => {
                self.text(&class.name);
                self.value(&class.base);
                self.attrs(&class.attrs);
            }
            Kind::Instance(class, attrs) => {
                self.reference(*class);
                self.attrs(attrs);
            }
            Kind::Exception(exception) => {
                self.value(&exception.class);
                self.values(&exception.args);
                self.attrs(&exception.attrs);
            }
            Kind::Iterator(iterator) => {
                self.iterator(iterator);
            }
            Kind::Property(get, set) => {
                self.value(get);
                self.value(set);
            }
            Kind::Thread(thread) => {
                self.thread_object(thread);
            }
            other => self.synchronizer(other),
        }
    }

    pub(super) fn synchronizer(&mut self, kind: &Kind) {
        match kind {
            Kind::Lock(holder) => {
                self.thread_number(*holder);
            }
            Kind::RLock(holder, depth) => {
                self.thread_number(*holder);
                self.number(*depth);
            }
            Kind::Semaphore(permits, most) => {
                self.signed(*permits);
                self.signed(most.unwrap_or(-1));
            }
            Kind::Condition(lock, waiters) => {
                self.reference(*lock);
                number(self.bytes, waiters.len());
                for one in waiters {
                    self.thread_number(*one);
                }
            }
            Kind::Barrier(barrier) => {
                self.number(barrier.parties);
                self.value(&barrier.action);
                self.number(barrier.arrived);
                self.number(barrier.leaving);
                self.byte(u8::from(barrier.broken));
            }
            Kind::Local(threads) => {
                number(self.bytes, threads.len());
                for (thread, attrs) in threads {
                    self.thread_number(*thread);
                    self.attrs(attrs);
                }
            }
            Kind::Queue(queue) => {
                self.byte(match queue.order {
                    Order::First => 0,
                    Order::Last => 1,
                    Order::Least => 2,
                    Order::Simple => 3,
                });
                self.signed(queue.most);
                number(self.bytes, queue.items.len());
                queue.items.iter().for_each(|value| self.value(value));
                self.number(queue.unfinished);
            }
            Kind::Executor(executor) => {
                self.number(executor.most);
                self.text(&executor.prefix);
                number(self.bytes, executor.tasks.len());
                executor.tasks.iter().for_each(|value| self.value(value));
                number(self.bytes, executor.workers.len());
                for one in &executor.workers {
                    self.thread_number(*one);
                }
                self.byte(u8::from(executor.shut));
            }
            Kind::Future(future) => {
                self.byte(match future.stage {
                    Stage::Pending => 0,
                    Stage::Running => 1,
                    Stage::Returned => 2,
                    Stage::Raised => 3,
                    Stage::Cancelled => 4,
                });
                self.value(&future.value);
                self.number(future.clock);
                self.values(&future.callbacks);
            }
            _ => {}
        }
    }

    pub(super) fn thread_object(&mut self, thread: &ThreadObject) {
        self.optional_reference(thread.class);
        self.attrs(&thread.attrs);
        self.optional(thread.number.map(u32::from));
        self.text(&thread.name);
        self.value(&thread.target);
        self.values(&thread.args);
        self.pairs(&thread.kwargs);
        let flavor = match thread.flavor {
            Flavor::Thread => 0,
            Flavor::Timer => 1,
            Flavor::Process => 2,
            Flavor::Worker => 3,
        };
        self.byte(flavor | u8::from(thread.daemon) << 4 | u8::from(thread.ready) << 5);
        self.signed(thread.code);
    }

    pub(super) fn iterator(&mut self, iterator: &Iterator) {
        match iterator {
            Iterator::Over(value, at, size) => {
                self.byte(0);
                self.value(value);
                self.number(*at);
                self.number(*size);
            }
            Iterator::Range(at, stop, step) => {
                self.byte(1);
                self.signed(*at);
                self.signed(*stop);
                self.signed(*step);
            }
            Iterator::Reversed(value, at) => {
                self.byte(2);
                self.value(value);
                self.number(*at);
            }
            Iterator::Enumerate(iterator, count) => {
                self.byte(3);
                self.value(iterator);
                self.value(count);
            }
            Iterator::Zip(iterators) => {
                self.byte(4);
                self.values(iterators);
            }
            Iterator::Map(function, iterators) => {
                self.byte(5);
                self.value(function);
                self.values(iterators);
            }
            Iterator::Filter(function, iterator) => {
                self.byte(6);
                self.value(function);
                self.value(iterator);
            }
            Iterator::Values(values, at) => {
                self.byte(7);
                self.values(values);
                self.number(*at);
            }
            Iterator::View(dict, part, at, size) => {
                self.byte(8);
                self.reference(*dict);
                self.byte(*part);
                self.number(*at);
                self.number(*size);
            }
            Iterator::Results(values, at) => {
                self.byte(9);
                self.values(values);
                self.number(*at);
            }
            Iterator::Completed { early, late, open } => {
                self.byte(10);
                self.values(early);
                self.values(late);
                self.values(open);
            }
        }
    }
}
