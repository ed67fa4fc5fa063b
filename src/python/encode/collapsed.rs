//! A state as the numbers of its parts: parts that a step leaves unchanged cost next to nothing. As
//! bytes, equal states are equal: an object is identified by the place that its birth gives it in all
//! states, and unreachable objects are left out.

use super::super::state::{Status, Thread};
use super::parts::{Head, Parts, Read, Table, bit};
use super::writer::number;

/// The word that is the number of the head.
pub(crate) const HEAD: usize = 0;
/// The word that is the number of the output.
pub(crate) const OUT: usize = 1;
/// The first word of the threads.
const THREADS: usize = 2;

/// A state as the numbers of its parts, in a row of words: the numbers of its head and of its output;
/// two for each thread; for each process how many places its heap has, the numbers of its globals, and for
/// each place its object's number plus one, 0 if it is free.
#[derive(Clone, Debug, Default)]
pub(crate) struct Collapsed {
    pub(super) words: Vec<u32>,
    threads: usize,
    globals: usize,
    processes: usize,
}

/// What a word of a state is.
enum Word {
    /// A thread without its calls.
    Thread,
    /// Its calls.
    Calls,
    /// A global.
    Global,
    /// An object.
    Object,
    /// None of these.
    Other,
}

impl Collapsed {
    /// A state with nothing in its processes yet.
    pub(super) fn new(head: &Head, out: u32, parts: &mut Parts) -> Self {
        let mut words = vec![parts.heads.number(head), out];
        words.resize(THREADS + 2 * head.threads, 0);
        Self {
            words,
            threads: head.threads,
            globals: head.globals,
            processes: head.made.len(),
        }
    }

    /// Reads what `write` wrote.
    pub(crate) fn read(&mut self, bytes: &[u8], parts: &Parts) {
        self.words.clear();
        // Most states have small numbers only: each is its byte.
        if bytes.is_ascii() {
            self.words.extend(bytes.iter().map(|byte| u32::from(*byte)));
        } else {
            self.read_long(bytes);
        }
        let head = parts.heads.part(self.words[HEAD]);
        (self.threads, self.globals) = (head.threads, head.globals);
        self.processes = head.made.len();
    }

    fn read_long(&mut self, bytes: &[u8]) {
        let (mut word, mut shift) = (0, 0);
        for byte in bytes {
            word |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                self.words.push(word);
                (word, shift) = (0, 0);
            }
        }
    }

    /// Appends its bytes.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        let bits = self.words.iter().fold(0, |bits, word| bits | word);
        if bits < 0x80 {
            bytes.extend(self.words.iter().map(|word| word.to_le_bytes()[0]));
            return;
        }
        for word in &self.words {
            number(bytes, *word as usize);
        }
    }

    /// Copies another state, reusing the memory of this one.
    pub(crate) fn copy(&mut self, other: &Self) {
        self.words.clone_from(&other.words);
        (self.threads, self.globals) = (other.threads, other.globals);
        self.processes = other.processes;
    }

    /// Sets the number of its output.
    pub(crate) fn print(&mut self, out: u32) {
        self.words[OUT] = out;
    }

    /// How many threads have been started.
    pub(crate) fn threads(&self) -> usize {
        self.threads
    }

    /// The word of a thread without its calls.
    pub(crate) fn thread(place: usize) -> usize {
        THREADS + 2 * place
    }

    /// The word of its calls.
    pub(crate) fn calls(place: usize) -> usize {
        Self::thread(place) + 1
    }

    /// The word that says how many places the heap of the first process has.
    fn first_process(&self) -> usize {
        Self::thread(self.threads)
    }

    /// The word of a global of the first process.
    pub(crate) fn global(&self, place: usize) -> usize {
        self.first_process() + 1 + place
    }

    /// The word of a place on its heap.
    pub(crate) fn object(&self, place: usize) -> usize {
        self.global(self.globals) + place
    }

    /// A word; 0 past the last.
    pub(crate) fn word(&self, at: usize) -> u32 {
        self.words.get(at).copied().unwrap_or(0)
    }

    /// What a thread is doing.
    pub(crate) fn status(&self, place: usize, parts: &Parts) -> Status {
        let thread = self.words[Self::thread(place)];
        parts.threads.part(thread).status
    }

    /// Whether the program has ended.
    pub(crate) fn is_over(&self, parts: &Parts) -> bool {
        parts.heads.part(self.words[HEAD]).over
    }

    /// The words of the globals and of the heap of each process.
    pub(super) fn memories(&self) -> impl Iterator<Item = (&[u32], &[u32])> {
        let mut left = &self.words[self.first_process()..];
        (0..self.processes).map(move |_| {
            let (heap, rest) = left.split_first().unwrap_or((&0, &[]));
            let (globals, rest) = rest.split_at(self.globals);
            let (objects, rest) = rest.split_at(*heap as usize);
            left = rest;
            (globals, objects)
        })
    }

    /// What a word of a state with one process is.
    fn kind(&self, at: usize) -> Word {
        let process = self.first_process();
        match at {
            ..THREADS => Word::Other,
            _ if at < process && (at - THREADS).is_multiple_of(2) => Word::Thread,
            _ if at < process => Word::Calls,
            _ if at == process => Word::Other,
            _ if at < self.object(0) => Word::Global,
            _ => Word::Object,
        }
    }

    /// Replaces a word of a state with one process.
    pub(crate) fn set(&mut self, at: u32, new: u32) {
        self.words[at as usize] = new;
    }

    /// The same; returns whether the state refers to the same objects as before.
    pub(crate) fn replace(&mut self, at: u32, new: u32, parts: &Parts) -> bool {
        let old = std::mem::replace(&mut self.words[at as usize], new);
        self.refers_alike(at as usize, old, parts)
    }

    /// Whether a word of a state with one process refers to the same objects as another one in its place.
    pub(crate) fn refers_alike(&self, at: usize, old: u32, parts: &Parts) -> bool {
        let new = self.word(at);
        match self.kind(at) {
            Word::Other => true,
            _ if new == old => true,
            Word::Thread => {
                let refers_to = |thread| parts.threads.part(thread).refers_to();
                let ended = |thread| parts.threads.part(thread).status == Status::Ended;
                refers_to(old) == refers_to(new) && ended(old) == ended(new)
            }
            // Whether there are any, its thread says.
            Word::Calls => {
                let (calls, ended) = (&parts.calls, self.words[at - 1]);
                parts.threads.part(ended).status == Status::Ended
                    || calls.reaches(old) == calls.reaches(new)
            }
            Word::Global => parts.globals.reaches(old) == parts.globals.reaches(new),
            Word::Object => {
                let reaches =
                    |object: u32| object.checked_sub(1).map(|one| parts.objects.reaches(one));
                reaches(old) == reaches(new)
            }
        }
    }

    /// Leaves unreachable objects out of a state with one process.
    pub(crate) fn leave_out_unreached(&mut self, parts: &mut Parts) {
        let first = self.object(0);
        if self.words.len() - first <= u64::BITS as usize {
            return self.leave_out_of_few(first, parts);
        }
        let Parts {
            objects,
            calls,
            globals,
            threads,
            buffers,
            ..
        } = parts;
        buffers.enter(self.words.len() - first);
        for global in &self.words[self.global(0)..first] {
            buffers.meet_all(globals.reaches(*global));
        }
        for place in 0..self.threads {
            let thread: &Thread<()> = threads.part(self.words[Self::thread(place)]);
            for object in thread.refers_to().into_iter().flatten() {
                buffers.meet(object);
            }
            if thread.status != Status::Ended {
                buffers.meet_all(calls.reaches(self.words[Self::calls(place)]));
            }
        }
        let mut next = 0;
        while let Some(place) = buffers.met.get(next).copied() {
            next += 1;
            buffers.meet_all(objects.reaches(self.words[first + place as usize] - 1));
        }
        for (word, met) in self.words[first..].iter_mut().zip(&buffers.marks) {
            if !met {
                *word = 0;
            }
        }
        let last = buffers.marks.iter().rposition(|met| *met);
        self.set_heap(last.map_or(0, |last| last + 1));
    }

    /// The same if every place of the heap has a bit; the heap begins with the word `first`.
    fn leave_out_of_few(&mut self, first: usize, parts: &Parts) {
        let globals = self.words[self.global(0)..first].iter();
        let mut met = globals.fold(0, |met, global| met | parts.globals.bits(*global));
        for place in 0..self.threads {
            let thread = parts.threads.part(self.words[Self::thread(place)]);
            for object in thread.refers_to() {
                met |= object.map_or(0, bit);
            }
            if thread.status != Status::Ended {
                met |= parts.calls.bits(self.words[Self::calls(place)]);
            }
        }
        let mut left = met;
        while left != 0 {
            let object = self.words[first + left.trailing_zeros() as usize] - 1;
            left &= left - 1;
            let more = parts.objects.bits(object) & !met;
            (met, left) = (met | more, left | more);
        }
        let mut places = met;
        for word in &mut self.words[first..] {
            if places & 1 == 0 {
                *word = 0;
            }
            places >>= 1;
        }
        self.set_heap((u64::BITS - met.leading_zeros()) as usize);
    }

    /// Says how many places the heap of the first process has, which is the only one.
    fn set_heap(&mut self, places: usize) {
        let process = self.first_process();
        self.words.truncate(self.object(places));
        self.words[process] = u32::try_from(places).unwrap_or(u32::MAX);
    }
}

/// How many bytes those parts of a table have that are too large to be held as values.
pub(super) fn large<T: Read>(table: &Table<T>, numbers: impl Iterator<Item = u32>) -> usize {
    numbers.map(|number| table.large(number)).sum()
}
