//! The heap: making objects, reaching them, and limits on what a program may allocate.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::encode;
use super::super::failure::room;
use super::super::library::Exc;
use super::super::state::{Birth, Kind, Object};
use super::super::value::Value;
use super::{Exec, Location, Run, Stop, number};
use explore::Cut;

/// The maximum size of a text or number, in bytes.
pub(super) const MOST_BYTES: usize = 64 << 20;
/// Characters that are copied in the time it takes to compare two small values.
pub(super) const LETTERS: usize = 256;
/// The maximum number of elements in one container.
pub(super) const MOST_ELEMENTS: usize = 4_000_000;
/// What an element takes in a list of Python's, in bytes.
pub(super) const POINTER: usize = 8;
/// More memory than a machine has that a lesson is run on: half a terabyte.
const MOST_OF_A_MACHINE: usize = 1 << 39;
/// Elements of lists made since the last sweep that trigger another: a hundred megabytes.
const HEAVY: usize = MOST_ELEMENTS;
/// The maximum number of objects at a time.
const MOST_OBJECTS: usize = 4_000_000;

impl Run<'_> {
    pub(super) fn space(&self) -> usize {
        usize::from(self.state.threads[self.me].space)
    }

    pub(super) fn object(&self, object: u32) -> &Object {
        let heap = &self.state.spaces[self.space()].heap;
        heap[object as usize]
            .as_deref()
            .expect("what is referred to is alive")
    }

    pub(super) fn object_mut(&mut self, object: u32) -> &mut Object {
        let space = self.space();
        let heap = &mut self.state.spaces[space].heap;
        let object = heap[object as usize]
            .as_mut()
            .expect("what is referred to is alive");
        let object = Arc::make_mut(object);
        object.kept = None;
        object
    }

    pub(super) fn kind(&self, object: u32) -> &Kind {
        &self.object(object).kind
    }

    pub(super) fn kind_mut(&mut self, object: u32) -> &mut Kind {
        if self.real.is_some() {
            self.changes(object);
        }
        &mut self.object_mut(object).kind
    }

    pub(super) fn birth(&self, object: u32) -> Birth {
        self.object(object).birth
    }

    /// The object of a value, if it has one.
    pub(super) fn kind_of<'a>(&'a self, value: &Value) -> Option<&'a Kind> {
        match value {
            Value::Ref(object) => Some(self.kind(*object)),
            _ => None,
        }
    }

    /// Makes an object.
    pub(super) fn make(&mut self, kind: Kind) -> Exec<Value> {
        let birth = self.new_birth();
        if let Kind::List(values) = &kind {
            self.heavy += values.len();
        }
        let object = Some(Arc::new(Object {
            birth,
            kind,
            kept: None,
        }));
        let space = self.space();
        if let Some(place) = self.vacant.get_mut(space).and_then(Vec::pop) {
            self.state.spaces[space].heap[place as usize] = object;
            return Ok(Value::Ref(place));
        }
        let heap = &mut self.state.spaces[space].heap;
        if heap.len() > 2 * MOST_OBJECTS {
            return Err(Stop::too_large("more than 8 million objects in one call"));
        }
        let place = u32::try_from(heap.len()).unwrap_or(u32::MAX);
        heap.push(object);
        Ok(Value::Ref(place))
    }

    /// Between two instructions: frees unreachable objects once the heap has grown.
    pub(super) fn sweep(&mut self) -> Exec {
        let space = self.space();
        if !self.is_full(self.me) {
            return Ok(());
        }
        self.heavy = 0;
        let reached = encode::reached(&self.state, space);
        let heap = &mut self.state.spaces[space].heap;
        if self.vacant.len() <= space {
            self.vacant.resize_with(space + 1, Vec::new);
        }
        let vacant = &mut self.vacant[space];
        vacant.clear();
        for (place, _) in reached.iter().enumerate().filter(|(_, reached)| !**reached) {
            heap[place] = None;
            vacant.push(u32::try_from(place).unwrap_or(u32::MAX));
        }
        let living = heap.len() - vacant.len();
        if living > MOST_OBJECTS {
            return Err(Stop::too_large("more than 4 million objects"));
        }
        self.full = living * 2 + 4_096;
        Ok(())
    }

    /// Whether a process's heap has places that can be reused.
    pub(super) fn has_vacant(&self, space: usize) -> bool {
        self.vacant
            .get(space)
            .is_some_and(|vacant| !vacant.is_empty())
    }

    /// Whether the heap of a thread's process has grown enough to be swept.
    pub(crate) fn is_full(&self, thread: usize) -> bool {
        let space = usize::from(self.state.threads[thread].space);
        let full = self.state.spaces[space].heap.len() >= self.full;
        self.heavy > HEAVY || full && !self.has_vacant(space)
    }

    fn new_birth(&mut self) -> Birth {
        if self.real.as_ref().is_some_and(|real| !real.gated) {
            // Births identify what is shared, which isn't needed here.
            return Birth::default();
        }
        let thread = number(self.me);
        let frame = self.state.threads[self.me].frames.last();
        let site = frame.map_or(0, |frame| frame.code << 16 | frame.at & 0xffff);
        let space = self.space();
        let births = self.births.get_or_insert_with(HashMap::new);
        let known = births.entry((thread, site)).or_insert_with(|| {
            let heap = &self.state.spaces[space].heap;
            let same = heap
                .iter()
                .flatten()
                .filter(|one| one.birth.thread == thread && one.birth.site == site);
            same.map(|one| one.birth.number + 1).max().unwrap_or(0)
        });
        let birth = Birth {
            thread,
            site,
            number: *known,
        };
        *known += 1;
        birth
    }

    /// An exception of the library with a message.
    pub(super) fn raise(&mut self, class: Exc, message: impl Into<String>) -> Stop {
        let message = Value::text(message.into());
        self.raise_with(class, vec![message])
    }

    /// Raises `MemoryError` for what takes more memory in Python than any machine has.
    pub(super) fn memory_for(&mut self, bytes: usize) -> Exec {
        if bytes > MOST_OF_A_MACHINE {
            return Err(self.raise_with(Exc::MemoryError, Vec::new()));
        }
        Ok(())
    }

    /// Touches a container as a whole: its shape and each of its elements.
    pub(super) fn whole(&mut self, object: u32, write: bool) -> Exec {
        let birth = self.birth(object);
        let mut shared = self.touch(Location::Shape(birth), write)?;
        for element in self.element_locations(object) {
            self.works(1)?;
            shared |= self.touch(element, write)?;
        }
        let _ = shared;
        Ok(())
    }
}

/// An error for a text or number of more bytes than allowed, or than there is memory for.
pub(super) fn within(bytes: usize) -> Exec {
    if bytes > MOST_BYTES {
        return Err(Stop::too_large("a value of more than 64 MiB"));
    }
    room(bytes).map_err(|_| Stop::Cut(Cut::Memory))
}

/// Adds to a text that grows part by part.
pub(super) fn append(text: &mut String, part: &str) -> Exec {
    let length = text.len() + part.len();
    if length > text.capacity() {
        within(length)?;
    }
    text.push_str(part);
    Ok(())
}

/// An error if a container that grew by one has too many elements.
pub(super) fn grown(elements: usize) -> Exec {
    // It allocates more memory only now and then.
    if elements.is_power_of_two() || elements > MOST_ELEMENTS {
        fits(elements)
    } else {
        Ok(())
    }
}

/// An error for a container with too many elements, or more than there is memory for.
pub(super) fn fits(elements: usize) -> Exec {
    if elements > MOST_ELEMENTS {
        return Err(Stop::too_large(
            "a container of more than 4 million elements",
        ));
    }
    let bytes = elements * size_of::<Value>();
    room(bytes).map_err(|_| Stop::Cut(Cut::Memory))
}
