//! From bytes to calls, values and objects.

use std::collections::VecDeque;
use std::sync::Arc;

use num_bigint::BigInt;

use super::super::library::{Builtin, Module, Type};
use super::super::state::{
    Attrs, Barrier, Birth, Class, Exception, Executor, Flavor, Frame, Function, Future, Iterator,
    Kind, Numbered, Object, Order, Queue, Stage, Then, ThreadObject,
};
use super::super::value::{Opaque, Value};

/// An object, and its place on the heap before it.
pub(super) fn object(bytes: &[u8], number: u32) -> Object {
    let mut reader = Reader::new(bytes);
    let place = reader.number();
    Object {
        kept: Some(Numbered { number, place }),
        ..reader.object()
    }
}

/// Only its place.
pub(super) fn place(bytes: &[u8]) -> u32 {
    Reader::new(bytes).number()
}

/// The calls of a thread.
pub(super) fn calls(bytes: &[u8]) -> Vec<Frame> {
    let mut reader = Reader::new(bytes);
    reader.list(Reader::frame)
}

/// A value, such as that of a global.
pub(super) fn value(bytes: &[u8]) -> Value {
    Reader::new(bytes).value()
}

/// Bytes being read.
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn thread_numbers(&mut self) -> Vec<u16> {
        self.slice().iter().map(|one| u16::from(*one)).collect()
    }

    pub(super) fn byte(&mut self) -> u8 {
        let byte = self.bytes[self.at];
        self.at += 1;
        byte
    }

    fn size(&mut self) -> usize {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte();
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return value;
            }
            shift += 7;
        }
    }

    pub(super) fn number(&mut self) -> u32 {
        u32::try_from(self.size()).unwrap_or(u32::MAX)
    }

    fn signed(&mut self) -> i64 {
        let folded = self.size() as u64;
        (folded >> 1).cast_signed() ^ -(folded & 1).cast_signed()
    }

    fn slice(&mut self) -> &[u8] {
        let length = self.size();
        let slice = &self.bytes[self.at..self.at + length];
        self.at += length;
        slice
    }

    fn text(&mut self) -> Arc<str> {
        // It was a string when it was written.
        String::from_utf8_lossy(self.slice()).into()
    }

    pub(super) fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let length = self.size();
        (0..length).map(|_| one(self)).collect()
    }

    fn values(&mut self) -> Vec<Value> {
        self.list(Self::value)
    }

    fn deque(&mut self) -> VecDeque<Value> {
        self.values().into()
    }

    fn pairs(&mut self) -> Vec<(Value, Value)> {
        self.list(|reader| (reader.value(), reader.value()))
    }

    fn attrs(&mut self) -> Attrs {
        self.list(|reader| (reader.number(), reader.value()))
    }

    pub(super) fn optional(&mut self) -> Option<u32> {
        self.number().checked_sub(1)
    }

    pub(super) fn optional_reference(&mut self) -> Option<u32> {
        self.optional().map(|_| self.number())
    }

    fn value(&mut self) -> Value {
        match self.byte() {
            0 => Value::Unbound,
            1 => Value::None,
            2 => Value::Bool(false),
            3 => Value::Bool(true),
            4 => Value::Int(self.signed()),
            5 => Value::Big(Arc::new(BigInt::from_signed_bytes_le(self.slice()))),
            6 => {
                let mut bits = [0; 8];
                bits.copy_from_slice(&self.bytes[self.at..self.at + 8]);
                self.at += 8;
                Value::Float(f64::from_bits(u64::from_le_bytes(bits)))
            }
            7 => Value::Str(self.text()),
            8 => Value::tuple(self.values()),
            9 => Value::Range(Arc::new([self.signed(), self.signed(), self.signed()])),
            10 => Value::Slice(Arc::new([self.value(), self.value(), self.value()])),
            11 => Value::Function(self.number()),
            12 => Value::Method(Arc::new((self.value(), self.value()))),
            13 => Value::Native(Arc::new((self.value(), self.number()))),
            14 => Value::Super(Arc::new((self.value(), self.value()))),
            15 => Value::Builtin(Builtin::ALL[usize::from(self.byte())]),
            16 => Value::Type(Type::numbered(self.byte())),
            17 => Value::Module(Module::ALL[usize::from(self.byte())]),
            18 => Value::Opaque(match self.byte() {
                0 => Opaque::Time,
                1 => Opaque::Random,
                _ => Opaque::Id,
            }),
            19 => Value::Ref(self.number()),
            _ => Value::Ellipsis,
        }
    }

    fn frame(&mut self) -> Frame {
        Frame {
            code: self.number(),
            at: self.number(),
            then: match self.byte() {
                0 => Then::Push,
                1 => Then::Made(self.value()),
                2 => Then::Text,
                3 => Then::Truth(false),
                4 => Then::Truth(true),
                5 => Then::Drop,
                6 => Then::Next(self.number()),
                _ => Then::Passed(self.number()),
            },
            slots: self.values(),
            stack: self.values(),
        }
    }

    fn object(&mut self) -> Object {
        let tag = self.byte();
        let birth = Birth {
            thread: self.byte(),
            site: self.number(),
            number: self.number(),
        };
        let kind = match tag {
            0 => Kind::List(self.values()),
            1 => Kind::Dict(self.pairs(), self.value()),
            2 | 3 => Kind::Set(self.values(), tag == 3),
            4 => Kind::Deque(self.deque(), self.optional()),
            5 => Kind::Cell(self.value()),
            6 => Kind::Function(Function {
                code: self.number(),
                defaults: self.values(),
                named: self.pairs(),
                closure: self.values(),
            }),
            7 => Kind::Class(Class {
                name: self.text(),
                base: self.value(),
                attrs: self.attrs(),
            }),
            8 => Kind::Instance(self.number(), self.attrs()),
            9 => Kind::Exception(Exception {
                class: self.value(),
                args: self.values(),
                attrs: self.attrs(),
            }),
            10 => Kind::Iterator(self.iterator()),
            11 => Kind::Static(self.value()),
            12 => Kind::ClassMethod(self.value()),
            13 => Kind::Property(self.value(), self.value()),
            14 => Kind::Thread(self.thread_object()),
            other => self.synchronizer(other),
        };
        Object {
            birth,
            kind,
            kept: None,
        }
    }

    fn synchronizer(&mut self, tag: u8) -> Kind {
        match tag {
            15 => Kind::Lock(self.byte().into()),
            16 => Kind::RLock(self.byte().into(), self.number()),
            17 => {
                let permits = self.signed();
                let most = self.signed();
                Kind::Semaphore(permits, (most >= 0).then_some(most))
            }
            18 | 19 => Kind::Event(tag == 19),
            20 => Kind::Condition(self.number(), self.thread_numbers()),
            21 => Kind::Barrier(Barrier {
                parties: self.number(),
                action: self.value(),
                arrived: self.number(),
                leaving: self.number(),
                broken: self.byte() == 1,
            }),
            22 => Kind::Local(self.list(|reader| (reader.byte().into(), reader.attrs()))),
            23 => Kind::Queue(Queue {
                order: match self.byte() {
                    0 => Order::First,
                    1 => Order::Last,
                    2 => Order::Least,
                    _ => Order::Simple,
                },
                most: self.signed(),
                items: self.deque(),
                unfinished: self.number(),
            }),
            24 => Kind::Executor(Executor {
                most: self.number(),
                prefix: self.text(),
                tasks: self.deque(),
                workers: self.thread_numbers(),
                shut: self.byte() == 1,
            }),
            _ => Kind::Future(Future {
                stage: match self.byte() {
                    0 => Stage::Pending,
                    1 => Stage::Running,
                    2 => Stage::Returned,
                    3 => Stage::Raised,
                    _ => Stage::Cancelled,
                },
                value: self.value(),
                clock: self.number(),
                callbacks: self.values(),
            }),
        }
    }

    fn thread_object(&mut self) -> ThreadObject {
        let class = self.optional_reference();
        let attrs = self.attrs();
        let number = self
            .optional()
            .and_then(|number| u16::try_from(number).ok());
        let name = self.text();
        let target = self.value();
        let args = self.values();
        let kwargs = self.pairs();
        let flags = self.byte();
        ThreadObject {
            class,
            attrs,
            number,
            name,
            target,
            args,
            kwargs,
            daemon: flags & 16 != 0,
            flavor: match flags & 15 {
                0 => Flavor::Thread,
                1 => Flavor::Timer,
                2 => Flavor::Process,
                _ => Flavor::Worker,
            },
            ready: flags & 32 != 0,
            code: self.signed(),
        }
    }

    fn iterator(&mut self) -> Iterator {
        match self.byte() {
            0 => Iterator::Over(self.value(), self.number(), self.number()),
            1 => Iterator::Range(self.signed(), self.signed(), self.signed()),
            2 => Iterator::Reversed(self.value(), self.number()),
            3 => Iterator::Enumerate(self.value(), self.value()),
            4 => Iterator::Zip(self.values()),
            5 => Iterator::Map(self.value(), self.values()),
            6 => Iterator::Filter(self.value(), self.value()),
            7 => Iterator::Values(self.values(), self.number()),
            8 => Iterator::View(self.number(), self.byte(), self.number(), self.number()),
            9 => Iterator::Results(self.values(), self.number()),
            _ => Iterator::Completed {
                early: self.values(),
                late: self.values(),
                open: self.values(),
            },
        }
    }
}
