//! Parts that many states share: objects, the calls of a thread, the globals of a process. A state refers
//! to each by its number, so parts that a step leaves unchanged cost next to nothing.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::copy_on_write::CopyOnWrite;
use super::super::growth::{room_in, room_in_list};
use super::super::hashing::Hashing;
use super::super::numbers::Numbers;
use super::super::state::{Birth, Frame, Object, Thread};
use super::super::value::Value;
use super::reader;
use explore::Cut;

/// Larger parts are decoded each time rather than held in both forms.
const LARGE: usize = 4 << 10;

/// All parts of the states of a search.
#[derive(Default)]
pub(crate) struct Parts {
    pub(super) places: Places,
    pub(super) objects: Table<Object>,
    pub(super) calls: Table<Vec<Frame>>,
    pub(super) globals: Table<Value>,
    /// Threads without their calls.
    pub(super) threads: Numbers<Thread<()>>,
    pub(super) heads: Numbers<Head>,
    /// Buffers reused from state to state.
    pub(super) buffers: Buffers,
}

/// The heap place that an object has in every state, by its birth.
#[derive(Default)]
pub(super) struct Places(HashMap<Birth, u32, Hashing>);

impl Parts {
    /// Makes room for more.
    pub(crate) fn make_room(&mut self) -> Result<(), Cut> {
        room_in(&mut self.places.0)?;
        self.objects.make_room()?;
        self.calls.make_room()?;
        self.globals.make_room()?;
        self.threads.make_room()?;
        self.heads.make_room()
    }
}

impl Places {
    pub(super) fn of(&mut self, object: &Object) -> u32 {
        if let Some(kept) = object.kept {
            return kept.place;
        }
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(object.birth).or_insert(next)
    }
}

/// Buffers; see `Parts::buffers`.
#[derive(Default)]
pub(super) struct Buffers {
    pub(super) bytes: Vec<u8>,
    /// The objects that the part being written refers to.
    pub(super) reached: Vec<u32>,
    /// The objects of the state, in the order they are met.
    pub(super) met: Vec<u32>,
    pub(super) marks: Vec<bool>,
}

impl Buffers {
    /// Starts on a process with this many places on its heap.
    pub(super) fn enter(&mut self, heap: usize) {
        self.met.clear();
        self.marks.clear();
        self.marks.resize(heap, false);
    }

    /// Records that the state contains an object.
    pub(super) fn meet(&mut self, object: u32) {
        let mark = &mut self.marks[object as usize];
        if !std::mem::replace(mark, true) {
            self.met.push(object);
        }
    }

    /// Records that the state contains objects.
    pub(super) fn meet_all(&mut self, objects: &[u32]) {
        for object in objects {
            self.meet(*object);
        }
    }

    /// Records all objects of the part that was just written.
    pub(super) fn meet_reached(&mut self) {
        for at in 0..self.reached.len() {
            self.meet(self.reached[at]);
        }
        self.reached.clear();
    }
}

/// What a state has besides its output, its threads and the memory of its processes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Head {
    pub(super) over: bool,
    pub(super) spurious: u32,
    pub(super) failures: Vec<(u16, u32)>,
    pub(super) threads: usize,
    /// How many global variables a process has.
    pub(super) globals: usize,
    /// For each process how many threads, processes and executors have been made.
    pub(super) made: Vec<(u32, u32, u32)>,
}

/// Parts of one kind that are kept as bytes.
pub(super) struct Table<T> {
    numbers: HashMap<Arc<[u8]>, u32, Hashing>,
    all: Vec<Part<T>>,
}

struct Part<T> {
    bytes: Arc<[u8]>,
    /// What the bytes decode to, unless they are many.
    read: Option<Arc<T>>,
    /// The places of the objects that it refers to; and as bits, as far as there are bits for them.
    reaches: Box<[u32]>,
    bits: u64,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            numbers: HashMap::default(),
            all: Vec::new(),
        }
    }
}

impl<T: Read> Table<T> {
    /// The number of the part with these bytes, if it exists.
    pub(super) fn number(&self, bytes: &[u8]) -> Option<u32> {
        self.numbers.get(bytes).copied()
    }

    /// Adds a part, and the places of the objects that it refers to.
    pub(super) fn add(&mut self, bytes: &[u8], reaches: Box<[u32]>) -> u32 {
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let bytes: Arc<[u8]> = bytes.into();
        let read = (bytes.len() <= LARGE).then(|| Arc::new(T::read(&bytes, number)));
        self.numbers.insert(Arc::clone(&bytes), number);
        self.all.push(Part {
            bytes,
            read,
            bits: reaches.iter().fold(0, |bits, place| bits | bit(*place)),
            reaches,
        });
        number
    }

    fn make_room(&mut self) -> Result<(), Cut> {
        room_in(&mut self.numbers)?;
        room_in_list(&mut self.all)
    }

    /// The places of the objects that a part refers to.
    pub(super) fn reaches(&self, number: u32) -> &[u32] {
        &self.all[number as usize].reaches
    }

    /// The same as bits, as far as there are bits for them.
    pub(super) fn bits(&self, number: u32) -> u64 {
        self.all[number as usize].bits
    }

    /// The size of a part that is decoded each time; 0 for one that is held decoded.
    pub(super) fn large(&self, number: u32) -> usize {
        let part = &self.all[number as usize];
        part.read.as_ref().map_or(part.bytes.len(), |_| 0)
    }

    /// A part, decoded.
    pub(super) fn part(&self, number: u32) -> Arc<T> {
        let part = &self.all[number as usize];
        match &part.read {
            Some(read) => Arc::clone(read),
            None => Arc::new(T::read(&part.bytes, number)),
        }
    }

    /// The same, with its number.
    pub(super) fn kept(&self, number: u32) -> CopyOnWrite<T> {
        CopyOnWrite::shared(number, self.part(number))
    }
}

impl Table<Object> {
    /// The place that an object has on the heap.
    pub(super) fn place(&self, number: u32) -> u32 {
        let part = &self.all[number as usize];
        let kept = part.read.as_ref().and_then(|object| object.kept);
        kept.map_or_else(|| reader::place(&part.bytes), |kept| kept.place)
    }
}

/// The bit of a place; none if it has none.
pub(super) fn bit(place: u32) -> u64 {
    1u64.checked_shl(place).unwrap_or(0)
}

/// How a kind of part is decoded from bytes.
pub(super) trait Read {
    fn read(bytes: &[u8], number: u32) -> Self;
}

impl Read for Object {
    fn read(bytes: &[u8], number: u32) -> Self {
        reader::object(bytes, number)
    }
}

impl Read for Vec<Frame> {
    fn read(bytes: &[u8], _: u32) -> Self {
        reader::calls(bytes)
    }
}

impl Read for Value {
    fn read(bytes: &[u8], _: u32) -> Self {
        reader::value(bytes)
    }
}
