//! The kinds of ends of schedules: the ends that the walk met, those that they represent in a program
//! with symmetry, and which of these are the same in words.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::count::Tally;
use super::graph::Graph;
use super::store::{Map, Set};
use crate::cut::{Asker, Cut};
use crate::memory::{SMALL, room_for};
use crate::model::{Model, Move, Renaming, ScheduleEnd};

/// The ends of one kind.
pub(super) struct Kind<F> {
    pub(super) end: ScheduleEnd,
    /// The ends of this kind, as the model distinguishes them.
    pub(super) finals: Vec<F>,
    /// The ends met by the walk that represent at least one of this kind: each with how many of this
    /// kind, and how many in all.
    pub(super) lasts: Vec<(usize, u32, u32)>,
    pub(super) states: u128,
    /// Whether no schedule ends so if threads are switched only where `CPython` does it.
    pub(super) hidden_by_gil: bool,
    /// Schedules and chance, if they were counted.
    pub(super) tally: Option<Tally>,
    /// The schedule that shows it, and its preemptions.
    pub(super) way: Vec<Move>,
    pub(super) preemptions: u32,
    /// Whether there is such a schedule.
    pub(super) shown: bool,
}

/// A hash of an end's words.
fn hash(end: &ScheduleEnd) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(end)
}

/// All kinds.
pub(super) struct Kinds<'m, M: Model> {
    model: &'m M,
    pub(super) list: Vec<Kind<M::Final>>,
    /// The kind of each known end.
    known: Map<M::Final, usize>,
    /// The kinds whose ends have each hash: there may be thousands, and their words may be long.
    hashes: Map<u64, Vec<usize>>,
}

impl<'m, M: Model> Kinds<'m, M> {
    pub(super) fn new(model: &'m M) -> Self {
        Self {
            model,
            list: Vec::new(),
            known: Map::default(),
            hashes: Map::default(),
        }
    }

    /// Classifies all ends that the walk met.
    ///
    /// An end represents everything that renamings make of it, and each of these has the same number of
    /// schedules.
    pub(super) fn add(&mut self, graph: &Graph<M::Final>, asker: &Asker) -> Result<(), Cut> {
        self.add_until(graph, asker, usize::MAX)
    }

    /// Classifies the ends that a search met before it was cut short, up to this many bytes of words:
    /// lack of memory may be why it was cut.
    pub(super) fn add_until(
        &mut self,
        graph: &Graph<M::Final>,
        asker: &Asker,
        most: usize,
    ) -> Result<(), Cut> {
        /// Ends and bytes of words that are added before room is asked for again.
        const ENDS: usize = 64;
        const WORDS: usize = 256 << 10;
        let (mut words, mut asked, mut kinds) = (0, 0, 0);
        for (number, (last, states)) in graph.lasts.iter().enumerate() {
            if number.is_multiple_of(ENDS) || words > asked + WORDS {
                room_for(SMALL)?;
                asked = words;
            }
            let all = self.renamed(last, asker)?;
            let many = u32::try_from(all.len()).map_err(|_| Cut::Memory)?;
            for (last, _) in all {
                let kind = self.kind(&last);
                let kind = &mut self.list[kind];
                match kind.lasts.last_mut() {
                    Some((last, times, _)) if *last == number => *times += 1,
                    _ => kind.lasts.push((number, 1, many)),
                }
                kind.states += states / u128::from(many);
            }
            words += self.list[kinds..]
                .iter()
                .map(|kind| kind.end.words())
                .sum::<usize>();
            kinds = self.list.len();
            if words > most {
                return Err(Cut::Memory);
            }
        }
        Ok(())
    }

    /// Gives each kind its share of what was counted for the ends that represent it.
    pub(super) fn tally(&mut self, tallies: &[Tally]) {
        for kind in &mut self.list {
            let tally = kind.tally.insert(Tally::default());
            for (last, times, of) in &kind.lasts {
                let all = &tallies[*last];
                tally.schedules += &all.schedules / of * times;
                tally.chance.add(all.chance.part(*of).times(*times));
            }
        }
    }

    /// Marks the kinds of which the GIL lets no end be reached.
    pub(super) fn hide(&mut self, reached: &[bool]) {
        for kind in &mut self.list {
            kind.hidden_by_gil = !kind.lasts.iter().any(|(last, ..)| reached[*last]);
        }
    }

    /// The number of an end's kind.
    pub(super) fn kind(&mut self, last: &M::Final) -> usize {
        if let Some(kind) = self.known.get(last) {
            return *kind;
        }
        let end = self.model.judge(last);
        let alike = self.hashes.entry(hash(&end)).or_default();
        let known = alike.iter().find(|kind| self.list[**kind].end == end);
        let kind = known.copied().unwrap_or_else(|| {
            alike.push(self.list.len());
            self.list.push(Kind {
                end,
                finals: Vec::new(),
                lasts: Vec::new(),
                states: 0,
                hidden_by_gil: false,
                tally: None,
                way: Vec::new(),
                preemptions: 0,
                shown: false,
            });
            self.list.len() - 1
        });
        self.list[kind].finals.push(last.clone());
        self.known.insert(last.clone(), kind);
        kind
    }

    /// The number of an end's kind, if it is known.
    pub(super) fn known(&self, last: &M::Final) -> Option<usize> {
        self.known.get(last).copied()
    }

    /// Gives a schedule that reaches this end to those kinds that the end represents and that have none
    /// yet.
    pub(super) fn show(&mut self, last: &M::Final, way: &[Move], preemptions: u32) {
        let never = Asker::new(&|_| None);
        for (last, by) in self.renamed(last, &never).into_iter().flatten() {
            let Some(kind) = self.known(&last).map(|kind| &mut self.list[kind]) else {
                continue;
            };
            if !kind.shown {
                let renamed = way.iter().map(|made| Move {
                    thread: by.to[usize::from(made.thread)],
                    ..*made
                });
                (kind.way, kind.preemptions, kind.shown) = (renamed.collect(), preemptions, true);
            }
        }
    }

    /// Everything that renamings make of an end, each with its renaming.
    fn renamed(&self, last: &M::Final, asker: &Asker) -> Result<Vec<(M::Final, Renaming)>, Cut> {
        let mut all = vec![(last.clone(), Renaming::NONE)];
        let mut seen: Set<M::Final> = Set::default();
        seen.insert(last.clone());
        let mut next = 0;
        while next < all.len() {
            asker.go_on()?;
            for by in self.model.symmetry() {
                let (last, so_far) = &all[next];
                let renamed = self.model.renamed(last, by);
                if seen.insert(renamed.clone()) {
                    let by = so_far.then(by);
                    all.push((renamed, by));
                }
            }
            next += 1;
        }
        Ok(all)
    }
}
