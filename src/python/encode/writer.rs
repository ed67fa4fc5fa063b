//! From a state to its bytes.

use super::super::state::{
    Attrs, Birth, Flavor, Frame, Iterator, Kind, Object, Order, Sleep, Space, Stage, State, Status,
    Then, Thread, ThreadObject,
};
use super::super::value::{Opaque, Value};

/// Appends the bytes of a state.
pub(in crate::python) fn write(state: &State, bytes: &mut Vec<u8>) {
    bytes.push(u8::from(state.over));
    number(bytes, state.out.len());
    for piece in &state.out {
        number(bytes, *piece as usize);
    }
    number(bytes, state.failures.len());
    for (thread, text) in &state.failures {
        bytes.push(*thread);
        number(bytes, *text as usize);
    }
    bytes.push(byte(state.spaces.len()));
    bytes.push(byte(state.threads.len()));
    for (index, space) in state.spaces.iter().enumerate() {
        let mut writer = Writer::new(space, bytes);
        writer.space();
        for (place, thread) in state.threads.iter().enumerate() {
            if usize::from(thread.space) == index {
                writer.byte(byte(place));
                writer.thread(thread);
            }
        }
        writer.byte(u8::MAX);
        writer.objects();
    }
}

/// The bytes of a thread's frames and all that they reach, to see whether it repeats itself.
pub(in crate::python) fn frames(space: &Space, thread: &Thread, bytes: &mut Vec<u8>) {
    let mut writer = Writer::new(space, bytes);
    for frame in &thread.frames {
        writer.frame(frame);
    }
    for value in &space.globals {
        writer.value(value);
    }
    writer.objects();
}

/// Which objects of a process are reached from its globals and threads.
pub(in crate::python) fn reached(state: &State, index: usize) -> Vec<bool> {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(&state.spaces[index], &mut bytes);
    writer.space();
    for thread in &state.threads {
        if usize::from(thread.space) == index {
            writer.thread(thread);
        }
    }
    writer.objects();
    writer.numbers.iter().map(|number| *number != 0).collect()
}

struct Writer<'s, 'b> {
    space: &'s Space,
    bytes: &'b mut Vec<u8>,
    /// The new number of each object and one; 0 for those not met.
    numbers: Vec<u32>,
    met: Vec<u32>,
}

impl<'s, 'b> Writer<'s, 'b> {
    fn new(space: &'s Space, bytes: &'b mut Vec<u8>) -> Self {
        Self {
            space,
            bytes,
            numbers: vec![0; space.heap.len()],
            met: Vec::with_capacity(space.heap.len()),
        }
    }

    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    fn number(&mut self, value: u32) {
        number(self.bytes, value as usize);
    }

    fn signed(&mut self, value: i64) {
        let folded = (value << 1) ^ (value >> 63);
        number(
            self.bytes,
            usize::try_from(folded.cast_unsigned()).unwrap_or(usize::MAX),
        );
    }

    fn text(&mut self, text: &str) {
        number(self.bytes, text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn space(&mut self) {
        let globals = &self.space.globals;
        self.number(self.space.made.0);
        self.number(self.space.made.1);
        self.number(self.space.executors);
        number(self.bytes, globals.len());
        for value in globals {
            self.value(value);
        }
    }

    fn reference(&mut self, object: u32) {
        let place = &mut self.numbers[object as usize];
        if *place == 0 {
            self.met.push(object);
            *place = u32::try_from(self.met.len()).unwrap_or(u32::MAX);
        }
        let value = *place - 1;
        self.number(value);
    }

    fn values(&mut self, values: &[Value]) {
        number(self.bytes, values.len());
        for value in values {
            self.value(value);
        }
    }

    fn pairs(&mut self, pairs: &[(Value, Value)]) {
        number(self.bytes, pairs.len());
        for (key, value) in pairs {
            self.value(key);
            self.value(value);
        }
    }

    fn attrs(&mut self, attrs: &Attrs) {
        number(self.bytes, attrs.len());
        for (name, value) in attrs {
            self.number(*name);
            self.value(value);
        }
    }

    fn optional(&mut self, value: Option<u32>) {
        self.number(value.map_or(0, |value| value + 1));
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Unbound => self.byte(0),
            Value::None => self.byte(1),
            Value::Bool(false) => self.byte(2),
            Value::Bool(true) => self.byte(3),
            Value::Int(int) => {
                self.byte(4);
                self.signed(*int);
            }
            Value::Big(big) => {
                self.byte(5);
                let digits = big.to_signed_bytes_le();
                number(self.bytes, digits.len());
                self.bytes.extend_from_slice(&digits);
            }
            Value::Float(float) => {
                self.byte(6);
                self.bytes.extend_from_slice(&float.to_bits().to_le_bytes());
            }
            Value::Str(text) => {
                self.byte(7);
                self.text(text);
            }
            Value::Tuple(values) => {
                self.byte(8);
                self.values(values);
            }
            Value::Range(parts) => {
                self.byte(9);
                parts.iter().for_each(|part| self.signed(*part));
            }
            Value::Slice(parts) => {
                self.byte(10);
                parts.iter().for_each(|part| self.value(part));
            }
            Value::Function(code) => {
                self.byte(11);
                self.number(*code);
            }
            Value::Method(both) => self.both(12, both),
            Value::Native(both) => {
                self.byte(13);
                self.value(&both.0);
                self.number(both.1);
            }
            Value::Super(both) => self.both(14, both),
            Value::Builtin(builtin) => {
                self.byte(15);
                self.byte(*builtin as u8);
            }
            Value::Type(class) => {
                self.byte(16);
                self.byte(class.number());
            }
            Value::Module(module) => {
                self.byte(17);
                self.byte(*module as u8);
            }
            Value::Opaque(kind) => {
                self.byte(18);
                self.byte(match kind {
                    Opaque::Time => 0,
                    Opaque::Random => 1,
                    Opaque::Id => 2,
                });
            }
            Value::Ref(object) => {
                self.byte(19);
                self.reference(*object);
            }
            Value::Ellipsis => self.byte(20),
        }
    }

    fn both(&mut self, tag: u8, both: &(Value, Value)) {
        self.byte(tag);
        self.value(&both.0);
        self.value(&both.1);
    }

    fn thread(&mut self, thread: &Thread) {
        let (tag, line) = match thread.status {
            Status::Ready => (0, 0),
            Status::Joining => (1, 0),
            Status::Ended => (2, 0),
            Status::Endless(line) => (3, line),
            Status::Held(line) => (4, line),
        };
        self.byte(tag | u8::from(thread.daemon) << 4);
        self.number(line);
        self.reference(thread.object);
        self.number(thread.clock);
        self.number(thread.stepped);
        if thread.status == Status::Ended {
            return;
        }
        self.optional(thread.executor.map(|_| 0));
        if let Some(executor) = thread.executor {
            self.reference(executor);
        }
        self.sleep(thread.sleep);
        number(self.bytes, thread.frames.len());
        for frame in &thread.frames {
            self.frame(frame);
        }
    }

    fn sleep(&mut self, sleep: Sleep) {
        match sleep {
            Sleep::No => self.byte(0),
            Sleep::Event { event, woken } => {
                self.byte(1 + u8::from(woken));
                self.reference(event);
            }
            Sleep::Condition {
                condition,
                notified,
                depth,
            } => {
                self.byte(3 + u8::from(notified));
                self.reference(condition);
                self.number(depth);
            }
            Sleep::Barrier { barrier, index } => {
                self.byte(5);
                self.reference(barrier);
                self.number(index);
            }
            Sleep::Done => self.byte(6),
        }
    }

    fn frame(&mut self, frame: &Frame) {
        self.number(frame.code);
        self.number(frame.at);
        match &frame.then {
            Then::Push => self.byte(0),
            Then::Made(value) => {
                self.byte(1);
                self.value(value);
            }
            Then::Text => self.byte(2),
            Then::Truth(truth) => self.byte(3 + u8::from(*truth)),
            Then::Drop => self.byte(5),
        }
        self.values(&frame.slots);
        self.values(&frame.stack);
    }

    /// The objects in the order in which they were met; more are met on the way.
    fn objects(&mut self) {
        let mut next = 0;
        while let Some(object) = self.met.get(next).copied() {
            next += 1;
            let space = self.space;
            if let Some(object) = &space.heap[object as usize] {
                self.object(object);
            } else {
                self.byte(u8::MAX - 1);
            }
        }
        self.byte(u8::MAX);
    }

    fn birth(&mut self, birth: Birth) {
        self.byte(birth.thread);
        self.number(birth.site);
        self.number(birth.number);
    }

    fn object(&mut self, object: &Object) {
        let mark = self.bytes.len();
        self.byte(0);
        self.birth(object.birth);
        let tag = match &object.kind {
            Kind::List(values) => {
                self.values(values);
                0
            }
            Kind::Dict(pairs, default) => {
                self.pairs(pairs);
                self.value(default);
                1
            }
            Kind::Set(values, frozen) => {
                self.values(values);
                2 + u8::from(*frozen)
            }
            Kind::Deque(values, most) => {
                number(self.bytes, values.len());
                values.iter().for_each(|value| self.value(value));
                self.optional(*most);
                4
            }
            Kind::Cell(value) => {
                self.value(value);
                5
            }
            Kind::Function(function) => {
                self.number(function.code);
                self.values(&function.defaults);
                self.pairs(&function.named);
                self.values(&function.closure);
                6
            }
            Kind::Class(class) => {
                self.text(&class.name);
                self.value(&class.base);
                self.attrs(&class.attrs);
                7
            }
            Kind::Instance(class, attrs) => {
                self.reference(*class);
                self.attrs(attrs);
                8
            }
            Kind::Exception(exception) => {
                self.value(&exception.class);
                self.values(&exception.args);
                self.attrs(&exception.attrs);
                9
            }
            Kind::Iterator(iterator) => {
                self.iterator(iterator);
                10
            }
            Kind::Static(value) => {
                self.value(value);
                11
            }
            Kind::ClassMethod(value) => {
                self.value(value);
                12
            }
            Kind::Property(get, set) => {
                self.value(get);
                self.value(set);
                13
            }
            Kind::Thread(thread) => {
                self.thread_object(thread);
                14
            }
            other => self.synchronizer(other),
        };
        self.bytes[mark] = tag;
    }

    fn synchronizer(&mut self, kind: &Kind) -> u8 {
        match kind {
            Kind::Lock(holder) => {
                self.byte(*holder);
                15
            }
            Kind::RLock(holder, depth) => {
                self.byte(*holder);
                self.number(*depth);
                16
            }
            Kind::Semaphore(permits, most) => {
                self.signed(*permits);
                self.signed(most.unwrap_or(-1));
                17
            }
            Kind::Event(set) => 18 + u8::from(*set),
            Kind::Condition(lock, waiters) => {
                self.reference(*lock);
                number(self.bytes, waiters.len());
                self.bytes.extend_from_slice(waiters);
                20
            }
            Kind::Barrier(barrier) => {
                self.number(barrier.parties);
                self.value(&barrier.action);
                self.number(barrier.arrived);
                self.number(barrier.leaving);
                self.byte(u8::from(barrier.broken));
                21
            }
            Kind::Local(threads) => {
                number(self.bytes, threads.len());
                for (thread, attrs) in threads {
                    self.byte(*thread);
                    self.attrs(attrs);
                }
                22
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
                23
            }
            Kind::Executor(executor) => {
                self.number(executor.most);
                self.text(&executor.prefix);
                number(self.bytes, executor.tasks.len());
                executor.tasks.iter().for_each(|value| self.value(value));
                number(self.bytes, executor.workers.len());
                self.bytes.extend_from_slice(&executor.workers);
                self.byte(u8::from(executor.shut));
                24
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
                25
            }
            _ => u8::MAX - 2,
        }
    }

    fn thread_object(&mut self, thread: &ThreadObject) {
        self.optional(thread.class.map(|_| 0));
        if let Some(class) = thread.class {
            self.reference(class);
        }
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

    fn iterator(&mut self, iterator: &Iterator) {
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
            Iterator::Completed(values) => {
                self.byte(10);
                self.values(values);
            }
        }
    }
}

/// A number in as few bytes as it needs.
pub(super) fn number(bytes: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push((value & 0x7f) as u8);
}

/// Spaces and threads are at most 26.
fn byte(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}
