//! What a walk shows beside its steps: what the threads share, by the name that leads to it from a global
//! or a local of main's, and locks, queues and the like.

use super::super::machine::Run;
use super::super::sharing::{Location, Shared};
use super::super::state::{Attrs, Kind, Object, State};
use super::super::value::Value;
use super::program::{Python, letter_number};
use explore::letter;

/// The maximum number of columns shown.
const MOST: usize = 8;
/// How many elements of a container are examined, and how deep.
const MOST_ELEMENTS: usize = 8;
/// See above.
const DEEPEST: usize = 2;

/// Something that is shown.
pub(super) struct Column {
    pub(super) name: String,
    /// The location that steps read and write, if there is one.
    pub(super) location: Option<Location>,
    root: Root,
    path: Vec<Part>,
}

/// Where the path to it begins.
#[derive(Clone, Copy)]
enum Root {
    Global(usize),
    /// A local of main's, in the call at this depth, which runs this code.
    Local(usize, u32, usize),
}

/// One step of the path.
#[derive(Clone, Copy)]
enum Part {
    /// An element, or the value of a dict's pair, by position.
    Element(usize),
    Attr(u32),
    /// What a captured variable holds.
    Captured,
}

impl Python {
    /// What there is to show, in the state before the first step.
    pub(super) fn columns(&self, state: &State) -> Vec<Column> {
        let mut common = self.common();
        let run = self.run(&mut common, state.clone());
        let mut finder = Finder {
            run: &run,
            shared: &self.shared,
            names: &self.program.names,
            met: Vec::new(),
            found: Vec::new(),
        };
        let space = &state.spaces[0];
        for (number, (name, value)) in self
            .program
            .globals
            .iter()
            .zip(space.globals.each())
            .enumerate()
        {
            let location = u32::try_from(number).map(|number| Location::Global(0, number));
            let route = Route::new(name, Root::Global(number));
            finder.variable(route, location.ok(), value);
        }
        for (depth, frame) in state.threads[0].frames.iter().enumerate() {
            let slots = &self.program.codes[frame.code as usize].slots;
            for (slot, (name, value)) in slots.iter().zip(&frame.slots).enumerate() {
                if !name.is_empty() {
                    let root = Root::Local(depth, frame.code, slot);
                    finder.inside(Route::new(name, root), value);
                }
            }
        }
        finder.found
    }
}

/// The path to something, and its name.
#[derive(Clone)]
struct Route {
    name: String,
    root: Root,
    path: Vec<Part>,
}

impl Route {
    fn new(name: &str, root: Root) -> Self {
        Self {
            name: name.into(),
            root,
            path: Vec::new(),
        }
    }

    fn to(&self, part: Part, name: &str) -> Self {
        let mut route = self.clone();
        route.name.push_str(name);
        route.path.push(part);
        route
    }
}

struct Finder<'f, 'm> {
    run: &'f Run<'m>,
    shared: &'f Shared,
    names: &'f [String],
    /// Objects that have been examined.
    met: Vec<u32>,
    found: Vec<Column>,
}

impl Finder<'_, '_> {
    fn show(&mut self, route: Route, location: Option<Location>) {
        if self.found.len() < MOST {
            self.found.push(Column {
                name: route.name,
                location,
                root: route.root,
                path: route.path,
            });
        }
    }

    /// A variable: itself if it is shared, otherwise what is inside it.
    fn variable(&mut self, route: Route, location: Option<Location>, value: &Value) {
        match location.filter(|location| self.shared.contains(location)) {
            Some(location) => self.show(route, Some(location)),
            None => self.inside(route, value),
        }
    }

    fn inside(&mut self, route: Route, value: &Value) {
        let heap = &self.run.state.spaces[0].heap;
        if let Value::Tuple(values) = value {
            return self.elements(&route, values, |_| None);
        }
        let Value::Ref(number) = value else { return };
        let Some(object) = heap[*number as usize].as_deref() else {
            return;
        };
        if self.met.contains(number) {
            return;
        }
        self.met.push(*number);
        let birth = object.birth;
        match &object.kind {
            Kind::Lock(_)
            | Kind::RLock(..)
            | Kind::Semaphore(..)
            | Kind::Event(_)
            | Kind::Condition(..)
            | Kind::Barrier(_)
            | Kind::Queue(_) => self.show(route, None),
            Kind::List(_) | Kind::Dict(..) | Kind::Set(..) | Kind::Deque(..)
                if self.shared.contains(&Location::Shape(birth)) =>
            {
                self.show(route, None);
            }
            Kind::List(values) => {
                let element = |place: usize| Some(Location::Element(birth, place as u64));
                self.elements(&route, values, element);
            }
            Kind::Dict(pairs, _) => self.pairs(&route, object, pairs),
            Kind::Cell(inner) => {
                let route = route.to(Part::Captured, "");
                self.variable(route, Some(Location::Cell(birth)), inner);
            }
            Kind::Instance(_, attrs) => self.attrs(&route, object, attrs),
            Kind::Thread(thread) => self.attrs(&route, object, &thread.attrs),
            Kind::Class(class) => self.attrs(&route, object, &class.attrs),
            _ => {}
        }
    }

    fn elements(
        &mut self,
        route: &Route,
        values: &[Value],
        location: impl Fn(usize) -> Option<Location>,
    ) {
        if route.path.len() >= DEEPEST {
            return;
        }
        for (place, value) in values.iter().enumerate().take(MOST_ELEMENTS) {
            let route = route.to(Part::Element(place), &format!("[{place}]"));
            self.variable(route, location(place), value);
        }
    }

    fn pairs(&mut self, route: &Route, object: &Object, pairs: &[(Value, Value)]) {
        if route.path.len() >= DEEPEST {
            return;
        }
        for (place, (key, value)) in pairs.iter().enumerate().take(MOST_ELEMENTS) {
            let name = match key {
                Value::Str(text) => format!("[{text:?}]"),
                Value::Int(int) => format!("[{int}]"),
                _ => continue,
            };
            let location = Location::Element(object.birth, self.run.key_hash(key));
            self.variable(route.to(Part::Element(place), &name), Some(location), value);
        }
    }

    fn attrs(&mut self, route: &Route, object: &Object, attrs: &Attrs) {
        if route.path.len() >= DEEPEST {
            return;
        }
        for (attr, value) in attrs {
            let name = format!(".{}", self.names[*attr as usize]);
            let location = Location::Attr(object.birth, *attr);
            self.variable(route.to(Part::Attr(*attr), &name), Some(location), value);
        }
    }
}

impl Column {
    /// Its value, as long as it exists.
    pub(super) fn value<'s>(&self, state: &'s State) -> Option<&'s Value> {
        let space = &state.spaces[0];
        let mut value = match self.root {
            Root::Global(number) => &*space.globals[number],
            Root::Local(depth, code, slot) => {
                let frame = state.threads[0].frames.get(depth)?;
                frame.slots.get(slot).filter(|_| frame.code == code)?
            }
        };
        for part in &self.path {
            value = match (part, value) {
                (Part::Element(place), Value::Tuple(values)) => values.get(*place)?,
                (part, Value::Ref(object)) => {
                    inner(&space.heap[*object as usize].as_ref()?.kind, *part)?
                }
                _ => return None,
            };
        }
        Some(value)
    }

    /// The object that is its value.
    pub(super) fn object<'s>(&self, state: &'s State) -> Option<(u32, &'s Kind)> {
        match self.value(state)? {
            Value::Ref(object) => {
                let heap = &state.spaces[0].heap;
                Some((*object, &heap[*object as usize].as_deref()?.kind))
            }
            _ => None,
        }
    }

    /// Its value in words, in the state of a run.
    pub(super) fn shown(&self, run: &mut Run<'_>) -> String {
        let holder = |holder: u16| match holder {
            0 => "-".to_owned(),
            holder => letter(letter_number(usize::from(holder) - 1).into()).to_string(),
        };
        let state = &run.state;
        match self.object(state).map(|(_, kind)| kind) {
            Some(Kind::Lock(held) | Kind::RLock(held, _)) => holder(*held),
            Some(Kind::Condition(lock, _)) => {
                match state.spaces[0].heap[*lock as usize]
                    .as_deref()
                    .map(|lock| &lock.kind)
                {
                    Some(Kind::Lock(held) | Kind::RLock(held, _)) => holder(*held),
                    _ => "-".into(),
                }
            }
            Some(Kind::Semaphore(permits, _)) => permits.to_string(),
            Some(Kind::Event(set)) => if *set { "set" } else { "-" }.into(),
            Some(Kind::Queue(queue)) => queue.items.len().to_string(),
            Some(Kind::Barrier(barrier)) => barrier.arrived.to_string(),
            _ => match self.value(state).cloned() {
                Some(value) if value.bound() => run.show(&value),
                _ => "-".into(),
            },
        }
    }
}

/// What one step of a path leads to inside an object.
fn inner(kind: &Kind, part: Part) -> Option<&Value> {
    match (part, kind) {
        (Part::Element(place), Kind::List(values)) => values.get(place),
        (Part::Element(place), Kind::Dict(pairs, _)) => pairs.get(place).map(|(_, value)| value),
        (Part::Captured, Kind::Cell(value)) => Some(value),
        (Part::Attr(name), Kind::Instance(_, attrs)) => attr(attrs, name),
        (Part::Attr(name), Kind::Thread(thread)) => attr(&thread.attrs, name),
        (Part::Attr(name), Kind::Class(class)) => attr(&class.attrs, name),
        _ => None,
    }
}

fn attr(attrs: &Attrs, name: u32) -> Option<&Value> {
    let found = attrs.iter().find(|(one, _)| *one == name);
    found.map(|(_, value)| value)
}
