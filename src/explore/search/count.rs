//! Counting without enumerating: each state passes the number of schedules that reach it, and the
//! chance of reaching it, on to the states after it, in an order in which all of a state's
//! predecessors come first. Where there is no such order, the states have a cycle.

use num_bigint::BigUint;

use super::graph::Graph;
use crate::explore::cut::{Cut, Told};
use crate::explore::memory::{filled, reserve};

/// How often, and how probably, schedules come to ends of one kind.
#[derive(Clone, Default)]
pub(super) struct Tally {
    /// The schedules that end so.
    pub(super) schedules: BigUint,
    /// The chance of ending so when each move is drawn uniformly from the threads that can move;
    /// rounded as `f64` rounds.
    pub(super) chance: f64,
}

/// Counts the schedules to every kind of end; `None` where states have a cycle, and schedules no
/// number.
pub(super) fn count(graph: &Graph, kinds: usize, told: &Told) -> Result<Option<Vec<Tally>>, Cut> {
    told.ask()?;
    let Some((order, longest)) = order(graph, told)? else {
        return Ok(None);
    };
    let widest = order
        .iter()
        .map(|state| graph.moves(*state as usize).len())
        .max()
        .unwrap_or(1);
    // There are at most widest ^ longest schedules, so this many bits never overflow.
    let each = usize::BITS - (widest.max(2) - 1).leading_zeros();
    let bits = f64::from(each) * f64::from(longest) + 2.0;
    let mut sums = Sums::new(graph.states(), bits)?;
    let start = sums.slot(0)?;
    sums.limbs[start] = 1;
    sums.chances[start] = 1.0;
    let mut tallies = vec![Tally::default(); kinds];
    let mut carried = vec![0; sums.width];
    for state in order {
        told.go_on()?;
        let slot = sums.slot(state as usize)?;
        carried.copy_from_slice(sums.number(slot));
        let moves = graph.moves(state as usize);
        let chance = sums.chances[slot] / moves.len().max(1) as f64;
        if let Some(kind) = graph.kind(state as usize) {
            let bytes = carried.iter().flat_map(|limb| limb.to_le_bytes());
            tallies[kind].schedules += BigUint::from_bytes_le(&bytes.collect::<Vec<_>>());
            tallies[kind].chance += chance;
        }
        sums.free(state as usize, slot)?;
        for edge in moves {
            sums.add(edge.to(), &carried, chance)?;
        }
    }
    Ok(Some(tallies))
}

/// The states with all predecessors of each before it (Kahn 1962), and the length of the longest
/// schedule.
fn order(graph: &Graph, told: &Told) -> Result<Option<(Vec<u32>, u32)>, Cut> {
    let mut missing = filled(0u32, graph.states())?;
    for state in 0..graph.states() {
        told.go_on()?;
        for edge in graph.moves(state) {
            missing[edge.to()] += 1;
        }
    }
    if missing[0] != 0 {
        return Ok(None);
    }
    let mut order = Vec::new();
    reserve(&mut order, graph.states())?;
    order.push(0u32);
    // Breadth first, so that few states at a time hold a number.
    let mut longest = filled(0u32, graph.states())?;
    let mut next = 0;
    while next < order.len() {
        told.go_on()?;
        let state = order[next] as usize;
        next += 1;
        for edge in graph.moves(state) {
            let to = edge.to();
            longest[to] = longest[to].max(longest[state] + 1);
            missing[to] -= 1;
            if missing[to] == 0 {
                order.push(u32::try_from(to).expect("27 bits"));
            }
        }
    }
    let longest = longest.into_iter().max().unwrap_or(0);
    Ok((order.len() == graph.states()).then_some((order, longest)))
}

/// The numbers of the states between the first and the last that are under way.
struct Sums {
    /// Limbs per number, the lowest first.
    width: usize,
    limbs: Vec<u64>,
    chances: Vec<f64>,
    /// Each state's slot plus one; 0 for none.
    slots: Vec<u32>,
    unused: Vec<u32>,
}

impl Sums {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a small positive number
    fn new(states: usize, bits: f64) -> Result<Self, Cut> {
        Ok(Self {
            width: (bits / 64.0).ceil() as usize,
            limbs: Vec::new(),
            chances: Vec::new(),
            slots: filled(0, states)?,
            unused: Vec::new(),
        })
    }

    fn slot(&mut self, state: usize) -> Result<usize, Cut> {
        if self.slots[state] == 0 {
            let slot = match self.unused.pop() {
                Some(slot) => slot,
                None => self.another()?,
            };
            self.slots[state] = slot + 1;
        }
        Ok(self.slots[state] as usize - 1)
    }

    /// A slot that was not there before.
    fn another(&mut self) -> Result<u32, Cut> {
        reserve(&mut self.limbs, self.width)?;
        reserve(&mut self.chances, 1)?;
        self.limbs.resize(self.limbs.len() + self.width, 0);
        self.chances.push(0.0);
        Ok(u32::try_from(self.chances.len() - 1).expect("fewer slots than states"))
    }

    fn number(&self, slot: usize) -> &[u64] {
        &self.limbs[slot * self.width..][..self.width]
    }

    fn free(&mut self, state: usize, slot: usize) -> Result<(), Cut> {
        reserve(&mut self.unused, 1)?;
        self.limbs[slot * self.width..][..self.width].fill(0);
        self.chances[slot] = 0.0;
        self.slots[state] = 0;
        self.unused
            .push(u32::try_from(slot).expect("fewer slots than states"));
        Ok(())
    }

    fn add(&mut self, state: usize, number: &[u64], chance: f64) -> Result<(), Cut> {
        let slot = self.slot(state)?;
        self.chances[slot] += chance;
        let mut carry = false;
        for (limb, more) in self.limbs[slot * self.width..].iter_mut().zip(number) {
            let (sum, over) = limb.overflowing_add(*more);
            let (sum, over_again) = sum.overflowing_add(u64::from(carry));
            *limb = sum;
            carry = over || over_again;
        }
        debug_assert!(!carry, "the bound on bits holds");
        Ok(())
    }
}
