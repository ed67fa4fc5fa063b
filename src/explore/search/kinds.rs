//! The kinds in which schedules end: told apart while states are walked, then counted, then each
//! shown by a schedule.

use num_bigint::BigUint;

use super::count::{Tally, count};
use super::graph::Graph;
use super::witness::witnesses;
use crate::explore::cut::{Cut, Told};
use crate::explore::model::{End, letter};
use crate::explore::steps::Finals;
use crate::explore::steps::Machine;
use crate::explore::steps::stuck;

/// The ends of one kind.
pub(super) struct Kind {
    pub(super) end: End,
    /// The first state that showed it.
    first: u32,
    pub(super) states: usize,
    /// Schedules and chance, where they were counted.
    pub(super) tally: Option<Tally>,
    pub(super) schedule: String,
    pub(super) preemptions: u32,
}

/// All kinds, by number.
#[derive(Default)]
pub(super) struct Kinds {
    list: Vec<Kind>,
}

/// How a step program ends in a state in which no thread can move.
pub(super) fn end_of(machine: &Machine, cells: &[u32]) -> End {
    if machine.finished(cells) {
        End::Done((machine.program.judge)(Finals(machine.vars(cells))))
    } else {
        End::Deadlock(stuck(machine, cells))
    }
}

impl Kinds {
    /// The kind of an end, by its number.
    pub(super) fn sort(&mut self, end: End, state: u32) -> u32 {
        let known = self.list.iter().position(|kind| kind.end == end);
        let kind = known.unwrap_or_else(|| {
            self.list.push(Kind {
                end,
                first: state,
                states: 0,
                tally: None,
                schedule: String::new(),
                preemptions: 0,
            });
            self.list.len() - 1
        });
        self.list[kind].states += 1;
        u32::try_from(kind).expect("fewer kinds than states")
    }

    /// Counts the schedules of each kind; the number of all, `None` where there is none.
    pub(super) fn count(&mut self, graph: &Graph, told: &Told) -> Result<Option<BigUint>, Cut> {
        let Some(tallies) = count(graph, self.list.len(), told)? else {
            return Ok(None);
        };
        let all = tallies.iter().map(|tally| &tally.schedules).sum();
        for (kind, tally) in self.list.iter_mut().zip(tallies) {
            kind.tally = Some(tally);
        }
        Ok(Some(all))
    }

    /// The kinds, each with the schedule that shows it best; where the search for that is cut short,
    /// with the one on which the walk came there.
    pub(super) fn chosen(mut self, graph: &Graph, told: &Told) -> (Vec<Kind>, Result<(), Cut>) {
        let (ways, cut) = match witnesses(graph, self.list.len(), told) {
            Ok(ways) => (ways, Ok(())),
            Err(cut) => {
                let firsts = self.list.iter().map(|kind| graph.way(kind.first));
                (firsts.collect(), Err(cut))
            }
        };
        for (kind, (way, preemptions)) in self.list.iter_mut().zip(ways) {
            let letters = way.into_iter().map(|thread| letter(thread.into()));
            kind.schedule = letters.collect();
            kind.preemptions = preemptions;
        }
        (self.list, cut)
    }
}
