//! A state as the numbers of its parts: parts that a step leaves unchanged cost next to nothing. As
//! bytes, equal states are equal: an object is identified by the place that its birth gives it in all
//! states, and unreachable objects are left out.

use super::super::state::{Sleep, Status, Thread};
use super::parts::Parts;
use super::reader::Reader;
use super::writer::{byte, number};

/// A state as the numbers of its parts.
#[derive(Clone, Debug, Default)]
pub(in crate::python) struct Sketch {
    pub(in crate::python) over: bool,
    pub(in crate::python) spurious: u32,
    pub(in crate::python) out: u32,
    pub(in crate::python) failures: Vec<(u16, u32)>,
    pub(in crate::python) processes: Vec<Process>,
    /// The threads, each with the number of its calls; 0 if it has ended.
    pub(in crate::python) threads: Vec<Thread<u32>>,
}

/// The memory of a process as the numbers of its parts.
#[derive(Clone, Debug, Default)]
pub(in crate::python) struct Process {
    pub(in crate::python) made: (u32, u32),
    pub(in crate::python) executors: u32,
    pub(in crate::python) globals: u32,
    /// For each place on the heap, its object's number plus one; 0 if it is free.
    pub(in crate::python) objects: Vec<u32>,
}

impl Sketch {
    /// Reads what `write` wrote.
    pub(in crate::python) fn read(bytes: &[u8], parts: &Parts) -> Self {
        let mut reader = Reader::new(bytes);
        let mut sketch = Self {
            over: reader.byte() == 1,
            spurious: reader.number(),
            out: reader.number(),
            failures: reader.list(|reader| (reader.byte().into(), reader.number())),
            ..Self::default()
        };
        let (processes, threads) = (reader.byte(), reader.byte());
        sketch.threads = (0..threads).map(|_| reader.thread()).collect();
        sketch.processes = (0..processes).map(|_| reader.process(parts)).collect();
        sketch
    }

    /// Copies another state, reusing the memory of this one.
    pub(in crate::python) fn copy(&mut self, other: &Self) {
        (self.over, self.spurious, self.out) = (other.over, other.spurious, other.out);
        self.failures.clone_from(&other.failures);
        self.threads.clone_from(&other.threads);
        self.processes
            .resize_with(other.processes.len(), Process::default);
        for (own, other) in self.processes.iter_mut().zip(&other.processes) {
            (own.made, own.executors) = (other.made, other.executors);
            own.globals = other.globals;
            own.objects.clone_from(&other.objects);
        }
    }

    /// Appends its bytes.
    pub(in crate::python) fn write(&self, parts: &mut Parts, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(self.over));
        number(bytes, self.spurious as usize);
        number(bytes, self.out as usize);
        number(bytes, self.failures.len());
        for (thread, text) in &self.failures {
            bytes.push(byte(usize::from(*thread)));
            number(bytes, *text as usize);
        }
        bytes.push(byte(self.processes.len()));
        bytes.push(byte(self.threads.len()));
        for one in &self.threads {
            bytes.push(one.space);
            thread(one, bytes);
            number(bytes, one.frames as usize);
        }
        for (process, space) in self.processes.iter().zip(0..) {
            self.process(process, space, parts, bytes);
        }
    }

    /// Appends a process, with the objects that its globals and threads reach, in the order they are met.
    fn process(&self, process: &Process, space: u8, parts: &mut Parts, bytes: &mut Vec<u8>) {
        let (made, executors) = (process.made, process.executors);
        for count in [made.0, made.1, executors, process.globals] {
            number(bytes, count as usize);
        }
        let Parts {
            objects,
            calls,
            globals,
            room,
            ..
        } = parts;
        room.enter(process.objects.len());
        room.meet_all(globals.reaches(process.globals));
        for thread in self.threads.iter().filter(|one| one.space == space) {
            let _ = thread.with((), |object| {
                room.meet(object);
                object
            });
            if thread.status != Status::Ended {
                room.meet_all(calls.reaches(thread.frames));
            }
        }
        let mut next = 0;
        while let Some(place) = room.met.get(next).copied() {
            next += 1;
            let object = process.objects[place as usize];
            number(bytes, object as usize);
            room.meet_all(objects.reaches(object - 1));
        }
        bytes.push(0);
    }
}

/// Appends the bytes of a thread, except for its process and its calls.
pub(in crate::python) fn thread(thread: &Thread<u32>, bytes: &mut Vec<u8>) {
    let (tag, line) = match thread.status {
        Status::Ready => (0, 0),
        Status::Joining => (1, 0),
        Status::Ended => (2, 0),
        Status::Endless(line) => (3, line),
        Status::Held(line) => (4, line),
    };
    bytes.push(tag | u8::from(thread.daemon) << 4);
    let optional = |object: Option<u32>| object.map_or(0, |object| object + 1);
    for part in [
        line,
        thread.object,
        thread.clock,
        thread.stepped,
        optional(thread.executor),
        optional(thread.joins),
    ] {
        number(bytes, part as usize);
    }
    let (tag, parts) = match thread.sleep {
        Sleep::No => (0, [0, 0]),
        Sleep::Event { event, woken } => (1 + u8::from(woken), [event, 0]),
        Sleep::Condition {
            condition,
            notified,
            depth,
        } => (3 + u8::from(notified), [condition, depth]),
        Sleep::Barrier { barrier, index } => (5, [barrier, index]),
        Sleep::Done => (6, [0, 0]),
    };
    bytes.push(tag);
    if !matches!(tag, 0 | 6) {
        for part in parts {
            number(bytes, part as usize);
        }
    }
}

impl Reader<'_> {
    fn thread(&mut self) -> Thread<u32> {
        let space = self.byte();
        let tag = self.byte();
        let line = self.number();
        Thread {
            status: match tag & 15 {
                0 => Status::Ready,
                1 => Status::Joining,
                2 => Status::Ended,
                3 => Status::Endless(line),
                _ => Status::Held(line),
            },
            space,
            daemon: tag & 16 != 0,
            object: self.number(),
            clock: self.number(),
            stepped: self.number(),
            executor: self.optional(),
            joins: self.optional(),
            sleep: self.sleep(),
            frames: self.number(),
        }
    }

    fn sleep(&mut self) -> Sleep {
        let tag = self.byte();
        match tag {
            0 => Sleep::No,
            1 | 2 => {
                let (event, _) = (self.number(), self.number());
                let woken = tag == 2;
                Sleep::Event { event, woken }
            }
            3 | 4 => Sleep::Condition {
                condition: self.number(),
                notified: tag == 4,
                depth: self.number(),
            },
            5 => Sleep::Barrier {
                barrier: self.number(),
                index: self.number(),
            },
            _ => Sleep::Done,
        }
    }

    fn process(&mut self, parts: &Parts) -> Process {
        let mut process = Process {
            made: (self.number(), self.number()),
            executors: self.number(),
            globals: self.number(),
            objects: Vec::new(),
        };
        while let Some(object) = self.optional() {
            let place = parts.objects.place(object) as usize;
            if process.objects.len() <= place {
                process.objects.resize(place + 1, 0);
            }
            process.objects[place] = object + 1;
        }
        process
    }
}
