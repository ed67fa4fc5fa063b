//! All states of a program, with what a reader sees in each, and the moves between them: what a page
//! needs to let its reader be the scheduler. Nothing is counted here, and symmetry is not reduced, since
//! threads have names for a reader.

use std::collections::HashMap;
use std::hash::Hash;
use std::mem;

use super::cut::{Asker, Callback, Cut};
use super::model::{MOVERS, Model, Moves, ScheduleEnd};
use super::replay::{Access, Listing, Moved, Walk};

/// The states of a program, and everything shown of them, stored once each.
#[derive(Debug, Default)]
pub struct Atlas {
    /// The threads that ever move or get stuck, 0 for A, with their names.
    pub threads: Vec<(usize, String)>,
    /// The shared things: each one's name, and whether it is a lock.
    pub columns: Vec<(String, bool)>,
    /// The program's text.
    pub text: Vec<Listing>,
    /// What was printed before the first step.
    pub opening: String,
    /// The states, numbered in the order in which they were found, breadth first.
    pub states: Vec<State>,
    /// What moves do.
    pub actions: Vec<Action>,
    /// What is shown of a thread.
    pub views: Vec<View>,
    /// The values of columns.
    pub values: Vec<String>,
    /// The distinct ends.
    pub ends: Vec<ScheduleEnd>,
    /// Whether all states and moves are included.
    pub whole: bool,
}

/// One state.
#[derive(Debug, Default)]
pub struct State {
    /// The number of each thread's view, then of each column's value.
    pub cells: Vec<u32>,
    /// What comes next.
    pub next: Next,
}

/// What comes after a state.
#[derive(Debug, Default)]
pub enum Next {
    /// Unknown: the atlas ends here.
    #[default]
    Unknown,
    /// One of these moves, in the order of threads.
    Moves(Vec<Edge>),
    /// Nothing: the schedule ends, with the end of this number.
    End(usize),
}

/// A move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The thread, 0 for A.
    pub thread: usize,
    /// The number of what it does.
    pub action: u32,
    /// The state that it leads to.
    pub to: u32,
}

/// What a move does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Action {
    /// In words: `read 0`.
    pub text: String,
    /// What is notable about it in this state.
    pub note: String,
    /// What it prints.
    pub printed: String,
    /// The variable that it reads or sets.
    pub access: Option<Access>,
}

/// What is shown of a thread in a state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct View {
    /// The line of the text that it is on.
    pub line: Option<usize>,
    /// Its next step; empty if it has ended.
    pub next: String,
    /// Why it can't move; empty if it can.
    pub obstacle: String,
    /// The column at which it waits.
    pub waits_at: Option<usize>,
    /// What only this thread sees, by name.
    pub own: Vec<(String, String)>,
}

/// Numbers things, storing each once.
struct Numbered<T>(HashMap<T, u32>);

impl<T: Eq + Hash> Numbered<T> {
    fn number(&mut self, thing: T) -> u32 {
        let next = u32::try_from(self.0.len()).expect("fewer than states");
        *self.0.entry(thing).or_insert(next)
    }

    fn list(self) -> Vec<T> {
        let mut list: Vec<(T, u32)> = self.0.into_iter().collect();
        list.sort_unstable_by_key(|(_, number)| *number);
        list.into_iter().map(|(thing, _)| thing).collect()
    }
}

impl Atlas {
    /// How many states have been expanded: the first ones.
    pub fn walked(&self) -> usize {
        let known = |state: &State| !matches!(state.next, Next::Unknown);
        self.states.partition_point(known)
    }

    /// The first states of a program, of which `most` are expanded; the states that these lead to are
    /// included too. `start` is the empty schedule.
    ///
    /// # Errors
    /// The reason to stop, if `callback` returns one.
    pub fn of<M: Model>(
        model: &M,
        start: &impl Walk,
        most: usize,
        callback: Callback,
    ) -> Result<Self, Cut> {
        let asker = Asker::new(callback);
        let mut survey = Survey::new(start);
        let mut initial = Vec::new();
        model.initial(&mut initial);
        survey.state(&initial);
        let (mut scratch, mut moves) = (model.scratch(), Moves::default());
        let mut last = HashMap::new();
        let mut at = 0;
        while at < survey.found.len() && at < most {
            asker.go_on()?;
            let bytes = survey.found[at].clone();
            moves.clear();
            match model.moves(&bytes, &mut scratch, &mut moves) {
                Ok(()) => {}
                Err(Cut::Refused | Cut::Bound) => break,
                Err(cut) => return Err(cut),
            }
            let end = moves.is_empty().then(|| {
                let end = model.last(&bytes, &mut scratch);
                *last
                    .entry(end.clone())
                    .or_insert_with(|| survey.end(model.judge(&end)))
            });
            survey.walked(at, &moves, end);
            at += 1;
        }
        Ok(survey.finish(at))
    }
}

/// An atlas being built.
struct Survey<'w, W> {
    start: &'w W,
    atlas: Atlas,
    /// The states found, as the model encodes them, with their numbers.
    found: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, u32>,
    /// For each state: the view of each letter, then the columns.
    cells: Vec<Vec<u32>>,
    actions: Numbered<Action>,
    views: Numbered<View>,
    values: Numbered<String>,
    names: Vec<Option<String>>,
    /// Which threads ever move or get stuck.
    moves: [bool; MOVERS],
}

impl<'w, W: Walk> Survey<'w, W> {
    fn new(start: &'w W) -> Self {
        let columns = start.columns().into_iter().enumerate();
        let columns = columns.map(|(column, name)| (name, start.is_lock(column)));
        Self {
            start,
            atlas: Atlas {
                columns: columns.collect(),
                text: start.text(),
                opening: start.opening(),
                ..Atlas::default()
            },
            found: Vec::new(),
            numbers: HashMap::new(),
            cells: Vec::new(),
            actions: Numbered(HashMap::new()),
            views: Numbered(HashMap::new()),
            values: Numbered(HashMap::new()),
            names: vec![None; MOVERS],
            moves: [false; MOVERS],
        }
    }

    /// The number of a state.
    fn state(&mut self, bytes: &[u8]) -> u32 {
        if let Some(number) = self.numbers.get(bytes) {
            return *number;
        }
        let number = u32::try_from(self.found.len()).expect("bounded by its caller");
        self.found.push(bytes.to_vec());
        self.numbers.insert(bytes.to_vec(), number);
        self.atlas.states.push(State::default());
        let cells = self.seen(&self.start.at(bytes));
        self.cells.push(cells);
        number
    }

    /// What is shown of a state: a view for each letter, whether or not there is such a thread, and the
    /// values.
    fn seen(&mut self, walk: &W) -> Vec<u32> {
        let able = walk.able();
        let nothing = self.views.number(View::default());
        let mut cells = vec![nothing; MOVERS];
        for (thread, cell) in cells.iter_mut().enumerate() {
            if let Some(name) = walk.name(thread) {
                *cell = (self.views).number(view(walk, thread, able.contains(&thread)));
                self.names[thread] = Some(name);
            }
        }
        let values = walk.values().into_iter();
        cells.extend(values.map(|value| self.values.number(value)));
        cells
    }

    /// The number of an end; its stuck threads get columns.
    fn end(&mut self, end: ScheduleEnd) -> usize {
        if let ScheduleEnd::Deadlock(stuck) = &end {
            for one in stuck {
                self.moves[one.thread] = true;
            }
        }
        let ends = &mut self.atlas.ends;
        let known = ends.iter().position(|known| *known == end);
        known.unwrap_or_else(|| {
            ends.push(end);
            ends.len() - 1
        })
    }

    /// Adds what comes after a state.
    fn walked(&mut self, at: usize, moves: &Moves, end: Option<usize>) {
        let walk = self.start.at(&self.found[at]);
        let mut edges = Vec::new();
        for (possible, successor) in moves.iter() {
            let thread = usize::from(possible.made.thread);
            self.moves[thread] = true;
            let moved = walk.clone().advance(thread, possible.made.alternative);
            edges.push(Edge {
                thread,
                action: self.actions.number(action(moved)),
                to: self.state(successor),
            });
        }
        self.atlas.states[at].next = end.map_or(Next::Moves(edges), Next::End);
    }

    /// The atlas, with columns for only those threads that need one.
    fn finish(self, walked: usize) -> Atlas {
        let mut atlas = self.atlas;
        let columns = atlas.columns.len();
        let threads: Vec<usize> = (0..MOVERS).filter(|one| self.moves[*one]).collect();
        let mut all = self.views.list();
        // The number of each view among those of these threads.
        let mut kept = vec![None; all.len()];
        for (state, cells) in atlas.states.iter_mut().zip(self.cells) {
            let own = threads.iter().map(|thread| cells[*thread] as usize);
            let number = |view: usize| {
                *kept[view].get_or_insert_with(|| {
                    atlas.views.push(mem::take(&mut all[view]));
                    u32::try_from(atlas.views.len() - 1).expect("no more than before")
                })
            };
            state.cells = own.map(number).collect();
            state.cells.extend(&cells[cells.len() - columns..]);
        }
        let name = |thread: usize| self.names[thread].clone().unwrap_or_default();
        atlas.threads = threads.into_iter().map(|one| (one, name(one))).collect();
        atlas.whole = walked == atlas.states.len();
        atlas.actions = self.actions.list();
        atlas.values = self.values.list();
        atlas
    }
}

fn action(moved: Moved) -> Action {
    Action {
        text: moved.text,
        note: moved.note,
        printed: moved.printed,
        access: moved.access,
    }
}

/// What is shown of a thread that has started.
fn view(walk: &impl Walk, thread: usize, able: bool) -> View {
    View {
        line: walk.line(thread),
        next: walk.next_step(thread),
        obstacle: if able {
            String::new()
        } else {
            walk.obstacle(thread)
        },
        waits_at: (!able).then(|| walk.waits_at(thread)).flatten(),
        own: walk.own(thread),
    }
}
