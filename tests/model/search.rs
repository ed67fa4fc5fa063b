//! The search: which thread runs next and whose wait ends spuriously, with every choice tried or drawn at
//! random.
//!
//! It counts as one would by hand: a schedule is an order of the threads' own steps. The main thread runs
//! whenever it can, and a new thread runs to its first step at once, so starting and joining are not
//! choices. (The crate's own depth-first search counts 69 schedules where there are 6.)

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Once;

use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

use crate::repeats::repeats;
use crate::sync::{expire, forget, waiting};

/// A model with more schedules is too large for an exhaustive search.
const MOST_SCHEDULES: u64 = 300_000;

const SEED: u64 = 0x7468_7265_6164_6564;

thread_local! {
    static TREE: RefCell<Tree> = RefCell::default();
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// A point at which other threads may run.
pub(crate) fn point() {
    shuttle::thread::yield_now();
}

/// Does this without letting another thread run.
pub(crate) fn quietly(act: impl FnOnce()) {
    QUIET.set(true);
    act();
    QUIET.set(false);
}

/// Chooses one of this many alternatives.
pub(crate) fn choose(ways: usize) -> usize {
    TREE.with_borrow_mut(|tree| tree.choose(ways))
}

/// The choices made in one execution after another.
#[derive(Default)]
struct Tree {
    /// What was chosen out of how many, from the first choice on.
    path: Vec<(usize, usize)>,
    depth: usize,
    /// The state of the random generator, if choices are drawn at random.
    random: Option<u64>,
}

impl Tree {
    fn choose(&mut self, ways: usize) -> usize {
        if ways == 1 {
            return 0;
        }
        if let Some(state) = &mut self.random {
            // SplitMix64 (Steele, Lea, Flood 2014).
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            return usize::try_from((z ^ (z >> 31)) % ways as u64).unwrap();
        }
        if self.depth == self.path.len() {
            self.path.push((0, ways));
        }
        let (chosen, of) = self.path[self.depth];
        assert_eq!(of, ways, "the model does not repeat");
        self.depth += 1;
        chosen
    }

    /// Moves on to the next path; `false` once all have been tried.
    fn advance(&mut self) -> bool {
        self.depth = 0;
        if self.random.is_some() {
            return true;
        }
        while let Some((chosen, of)) = self.path.pop() {
            if chosen + 1 < of {
                self.path.push((chosen + 1, of));
                return true;
            }
        }
        false
    }
}

/// How a model is searched.
pub(crate) struct Search {
    spurious: u32,
    most: u64,
    random: Option<u64>,
    spurious_left: u32,
    started: BTreeSet<usize>,
    found: Rc<RefCell<Found>>,
}

#[derive(Default)]
struct Found {
    schedules: u64,
    ended: bool,
    stuck: bool,
}

impl Search {
    /// Every schedule.
    pub(crate) fn all() -> Self {
        Self {
            spurious: 0,
            most: MOST_SCHEDULES,
            random: None,
            spurious_left: 0,
            started: BTreeSet::new(),
            found: Rc::default(),
        }
    }

    /// Schedules drawn at random from a fixed seed, usually this many: not a proof.
    pub(crate) fn sample(usual: usize) -> Self {
        Self {
            most: repeats(usual) as u64,
            random: Some(SEED),
            ..Self::all()
        }
    }

    /// With up to this many spurious wake-ups in a schedule, at any moment.
    pub(crate) fn spurious(self, wakeups: u32) -> Self {
        Self {
            spurious: wakeups,
            ..self
        }
    }

    /// Runs the model in each schedule, and fails if threads wait forever in any of them; returns how
    /// many schedules there were.
    pub(crate) fn run(self, model: impl Fn() + Send + Sync + 'static) -> u64 {
        keep_panic_hook();
        let exhaustive = self.random.is_none();
        TREE.set(Tree {
            random: self.random,
            ..Tree::default()
        });
        let found = Rc::clone(&self.found);
        shuttle::Runner::new(self, shuttle::Config::new()).run(move || {
            // Never chosen, always able to run: without it, a moment in which all threads wait, one of
            // them with a timeout, would count as a deadlock.
            drop(shuttle::future::spawn(async {
                loop {
                    shuttle::future::yield_now().await;
                }
            }));
            model();
        });
        let found = found.borrow();
        let path = TREE.with_borrow(|tree| tree.path.clone());
        assert!(!found.stuck, "threads wait forever: {path:?}");
        assert!(found.ended || !exhaustive, "more schedules than expected");
        found.schedules
    }
}

impl Scheduler for Search {
    fn new_execution(&mut self) -> Option<Schedule> {
        let mut found = self.found.borrow_mut();
        if found.stuck || found.schedules == self.most {
            return None;
        }
        if found.schedules > 0 && !TREE.with_borrow_mut(Tree::advance) {
            found.ended = true;
            return None;
        }
        found.schedules += 1;
        self.spurious_left = self.spurious;
        self.started.clear();
        QUIET.set(false);
        forget();
        Some(Schedule::new(0))
    }

    fn next_task(
        &mut self,
        offered: &[&Task],
        current: Option<TaskId>,
        _is_yielding: bool,
    ) -> Option<TaskId> {
        let offered = || offered.iter().filter(|task| !task.is_detached());
        let ready = || offered().filter(|task| task.runnable()).map(|t| t.id());
        if QUIET.get() && ready().any(|task| Some(task) == current) {
            return current;
        }
        if let Some(new) = ready().find(|task| self.started.insert(usize::from(*task))) {
            return Some(new);
        }
        if let Some(main) = ready().find(|task| usize::from(*task) == 0) {
            return Some(main);
        }
        let mut ways: Vec<_> = ready().map(|task| (task, None)).collect();
        let waiting = waiting();
        for task in offered() {
            if waiting.get(&usize::from(task.id())) == Some(&true) {
                ways.push((task.id(), Some(true)));
            }
        }
        if ways.is_empty() {
            self.found.borrow_mut().stuck = true;
            return None;
        }
        if self.spurious_left > 0 {
            for task in offered() {
                if waiting.contains_key(&usize::from(task.id())) {
                    ways.push((task.id(), Some(false)));
                }
            }
        }
        let (task, expires) = ways[choose(ways.len())];
        if let Some(timed_out) = expires {
            self.spurious_left -= u32::from(!timed_out);
            expire(usize::from(task), timed_out);
        }
        Some(task)
    }

    fn next_u64(&mut self) -> u64 {
        unreachable!("a model draws nothing: its choices are the search's")
    }
}

/// At the first run the crate sets its own panic hook, for the whole process: let it, then restore ours.
fn keep_panic_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = std::panic::take_hook();
        shuttle::Runner::new(Search::all(), shuttle::Config::new()).run(|| {});
        std::panic::set_hook(hook);
    });
}
