//! From calls, values and objects to bytes.

use std::hash::{DefaultHasher, Hasher};

use super::super::state::{Attrs, Frame, Object, Space, State, Then, Thread};
use super::super::value::{Opaque, Value};
use super::parts::Places;
use explore::room_for;

/// How the objects of a process are identified.
pub(super) enum Names<'b> {
    /// By the order in which they are met: for each object its number plus one, or 0 if not met yet; and
    /// the objects met so far.
    Met(Vec<u32>, Vec<u32>),
    /// By the places that they have in all states; reached objects are recorded.
    Placed(&'b mut Places, &'b mut Vec<u32>),
}

/// Marks the end of the objects, and a place without an object.
const END: u8 = u8::MAX;
const VACANT: u8 = u8::MAX - 1;

/// How many bytes are hashed at a time.
const PIECE: usize = 1 << 16;

/// A digest that identifies a string of bytes: two strings with the same digest are considered equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digest {
    pub(crate) sum: u128,
    pub(crate) bytes: usize,
}

/// A digest being computed; hashed bytes are not kept.
#[derive(Default)]
pub(super) struct Summing {
    hashers: [DefaultHasher; 2],
    bytes: usize,
}

impl Summing {
    fn add(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        for hasher in &mut self.hashers {
            hasher.write(bytes);
        }
    }
}

/// A digest of a thread's frames and everything they reach, to detect that it repeats itself.
pub(crate) fn frames(space: &Space, thread: &Thread, start: [u8; 3]) -> Digest {
    let mut bytes = start.to_vec();
    let mut writer = Writer::new(space, &mut bytes);
    for frame in &*thread.frames {
        writer.frame(frame);
    }
    writer.globals();
    writer.objects();
    let mut summing = writer.summing.unwrap_or_default();
    summing.add(&bytes);
    // Makes the second hash differ from the first.
    summing.hashers[1].write_u8(1);
    let [high, low] = summing.hashers.map(|hasher| u128::from(hasher.finish()));
    Digest {
        sum: high << 64 | low,
        bytes: summing.bytes,
    }
}

/// Which objects of a process are reachable from its globals and threads.
pub(crate) fn reached(state: &State, index: usize) -> Vec<bool> {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(&state.spaces[index], &mut bytes);
    writer.globals();
    for thread in &state.threads {
        if usize::from(thread.space) == index {
            let _ = thread.with((), |object| {
                writer.reference(object);
                object
            });
            thread.frames.iter().for_each(|frame| writer.frame(frame));
        }
    }
    writer.objects();
    match writer.names {
        Names::Met(numbers, _) => numbers.iter().map(|number| *number != 0).collect(),
        Names::Placed(..) => Vec::new(),
    }
}

pub(super) struct Writer<'s, 'b> {
    pub(super) space: &'s Space,
    pub(super) bytes: &'b mut Vec<u8>,
    pub(super) names: Names<'b>,
    /// Hashes the bytes instead of keeping them.
    pub(super) summing: Option<Summing>,
    /// Whether there was no memory for the bytes.
    pub(super) refused: bool,
}

impl<'s, 'b> Writer<'s, 'b> {
    fn new(space: &'s Space, bytes: &'b mut Vec<u8>) -> Self {
        let heap = space.heap.len();
        Self {
            space,
            bytes,
            names: Names::Met(vec![0; heap], Vec::with_capacity(heap)),
            summing: Some(Summing::default()),
            refused: false,
        }
    }

    /// Makes room for this many more bytes.
    fn make_room(&mut self, more: usize) {
        let length = self.bytes.len();
        match &mut self.summing {
            Some(summing) if length >= PIECE => {
                summing.add(self.bytes);
                self.bytes.clear();
            }
            // Growing doubles the buffer and copies it.
            None if self.bytes.capacity() - length < more => {
                self.refused |= room_for(4 * (length + more)).is_err();
            }
            _ => {}
        }
    }

    /// The objects in the order they were met; more are met along the way.
    fn objects(&mut self) {
        let mut next = 0;
        while let Names::Met(_, met) = &self.names
            && let Some(object) = met.get(next).copied()
        {
            next += 1;
            let space = self.space;
            match &space.heap[object as usize] {
                Some(object) => self.object(object),
                None => self.byte(VACANT),
            }
        }
        self.byte(END);
    }

    fn globals(&mut self) {
        for value in self.space.globals.each() {
            self.value(value);
        }
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// The number of a thread: the explorer has at most 26.
    pub(super) fn thread_number(&mut self, thread: u16) {
        self.byte(byte(usize::from(thread)));
    }

    pub(super) fn number(&mut self, value: u32) {
        number(self.bytes, value as usize);
    }

    pub(super) fn signed(&mut self, value: i64) {
        let folded = (value << 1) ^ (value >> 63);
        number(
            self.bytes,
            usize::try_from(folded.cast_unsigned()).unwrap_or(usize::MAX),
        );
    }

    pub(super) fn text(&mut self, text: &str) {
        number(self.bytes, text.len());
        self.make_room(text.len());
        match &mut self.summing {
            Some(summing) if text.len() >= PIECE => {
                summing.add(self.bytes);
                self.bytes.clear();
                summing.add(text.as_bytes());
            }
            _ if self.refused => {}
            _ => self.bytes.extend_from_slice(text.as_bytes()),
        }
    }

    pub(super) fn reference(&mut self, object: u32) {
        let value = match &mut self.names {
            Names::Met(numbers, met) => {
                let number = &mut numbers[object as usize];
                if *number == 0 {
                    met.push(object);
                    *number = u32::try_from(met.len()).unwrap_or(u32::MAX);
                }
                *number - 1
            }
            Names::Placed(places, reached) => {
                reached.push(object);
                places.of(alive(self.space, object))
            }
        };
        self.number(value);
    }

    pub(super) fn values(&mut self, values: &[Value]) {
        number(self.bytes, values.len());
        for value in values {
            self.value(value);
        }
    }

    pub(super) fn pairs(&mut self, pairs: &[(Value, Value)]) {
        number(self.bytes, pairs.len());
        for (key, value) in pairs {
            self.value(key);
            self.value(value);
        }
    }

    pub(super) fn attrs(&mut self, attrs: &Attrs) {
        number(self.bytes, attrs.len());
        for (name, value) in attrs {
            self.number(*name);
            self.value(value);
        }
    }

    pub(super) fn optional(&mut self, value: Option<u32>) {
        self.number(value.map_or(0, |value| value + 1));
    }

    pub(super) fn optional_reference(&mut self, object: Option<u32>) {
        self.byte(u8::from(object.is_some()));
        if let Some(object) = object {
            self.reference(object);
        }
    }

    pub(super) fn value(&mut self, value: &Value) {
        /// The maximum size of a value that contains no other values and no characters.
        const MOST: usize = 32;
        self.make_room(MOST);
        if self.refused {
            return;
        }
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
            // The explorer has no `Rounds`; for real threads, only what they reach matters.
            Value::Rounds(parts) => parts.iter().for_each(|part| self.signed(*part)),
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

    pub(super) fn both(&mut self, tag: u8, both: &(Value, Value)) {
        self.byte(tag);
        self.value(&both.0);
        self.value(&both.1);
    }

    pub(super) fn calls(&mut self, frames: &[Frame]) {
        number(self.bytes, frames.len());
        for frame in frames {
            self.frame(frame);
        }
    }

    pub(super) fn frame(&mut self, frame: &Frame) {
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
            Then::Next(end) => {
                self.byte(6);
                self.number(*end);
            }
            Then::Passed(barrier) => {
                self.byte(7);
                self.reference(*barrier);
            }
        }
        self.values(&frame.slots);
        self.values(&frame.stack);
    }
}

/// A number in as few bytes as it needs.
pub(crate) fn number(bytes: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
}

/// Spaces and threads are at most 26.
pub(super) fn byte(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// The object at a place on the heap.
pub(super) fn alive(space: &Space, place: u32) -> &Object {
    let object = space.heap.unnoted(place as usize);
    object
        .and_then(Option::as_deref)
        .expect("what is referred to is alive")
}
