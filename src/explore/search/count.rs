//! Counting without enumerating: each state passes the number of schedules that reach it, and the chance
//! of reaching it, on to its successors, in an order in which all predecessors of a state come first. If
//! there is no such order, the states have a cycle.

use num_bigint::BigUint;

use super::chance::Chance;
use super::graph::{Edge, Graph};
use crate::cut::{Asker, Cut};
use crate::memory::{filled, reserve};

/// How often, and with what chance, schedules come to ends of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// The number of schedules that end this way.
    pub(super) schedules: BigUint,
    /// The chance of ending this way if each move is drawn uniformly from the threads that can move.
    pub(super) chance: Chance,
}

/// Counts the schedules to every end; `None` if the states have a cycle, so that schedules have no
/// number.
pub(super) fn count<F>(graph: &Graph<F>, asker: &Asker) -> Result<Option<Vec<Tally>>, Cut> {
    asker.ask()?;
    let mut tallies = vec![Tally::default(); graph.lasts.len()];
    if graph.graded {
        rows(graph, &mut tallies, asker)?;
        return Ok(Some(tallies));
    }
    let order = if graph.forward {
        None
    } else {
        let Some(order) = order(graph, asker)? else {
            return Ok(None);
        };
        Some(order)
    };
    listed(graph, order.as_deref(), &mut tallies, asker)?;
    Ok(Some(tallies))
}

/// How many threads can move.
fn able(moves: impl Iterator<Item = Edge>) -> u32 {
    moves.map(|edge| u32::from(edge.times)).sum()
}

/// Counts layer by layer if no move stays within its layer: only two layers hold numbers at a time, each
/// as wide as its largest number can be.
fn rows<F>(graph: &Graph<F>, tallies: &mut [Tally], asker: &Asker) -> Result<(), Cut> {
    let mut now = Sums::new(0, 1, 1, asker)?;
    now.start();
    // The number of schedules that reach a layer.
    let mut all = vec![1u64];
    let ends = graph.layers[1..].iter().map(|next| *next as usize);
    for until in ends.chain([graph.states]) {
        let from = now.from;
        let after = graph
            .layers
            .partition_point(|first| *first as usize <= until);
        let after = graph
            .layers
            .get(after)
            .map_or(graph.states, |next| *next as usize);
        // Each schedule continues in at most 26 ways.
        let limbs = u32::try_from(all.len()).expect("a number fits memory");
        let bits = limbs * 64 - all.last().map_or(0, |limb| limb.leading_zeros()) + 5;
        let mut then = Sums::new(until, after - until, bits.div_ceil(64) as usize, asker)?;
        all = vec![0; then.width + 1];
        for state in from..until {
            asker.go_on()?;
            let (number, chance) = now.get(state);
            let moves = graph.moves(state);
            let able = able(moves.clone());
            if let Some(end) = graph.end(state) {
                tallies[end].add(number, chance);
            }
            let part = chance.part(able.max(1));
            for edge in moves {
                then.add(edge.to as usize, number, part, edge.times);
            }
            add(&mut all, number, u64::from(able));
        }
        while all.len() > 1 && all.last() == Some(&0) {
            all.pop();
        }
        now = then;
    }
    Ok(())
}

/// Counts in topological order, given by a list or by the states' numbers.
fn listed<F>(
    graph: &Graph<F>,
    order: Option<&[u32]>,
    tallies: &mut [Tally],
    asker: &Asker,
) -> Result<(), Cut> {
    let mut widest = 1;
    let mut longest = filled(0u32, graph.states, asker)?;
    let state = |nth: usize| order.map_or(nth, |order| order[nth] as usize);
    for at in (0..graph.states).map(state) {
        asker.go_on()?;
        widest = widest.max(able(graph.moves(at)));
        for edge in graph.moves(at) {
            let to = edge.to as usize;
            longest[to] = longest[to].max(longest[at] + 1);
        }
    }
    // There are at most widest ^ longest schedules, so this many bits never overflow.
    let each = u64::from(u32::BITS - (widest.max(2) - 1).leading_zeros());
    let longest = u64::from(longest.into_iter().max().unwrap_or(0));
    let width = usize::try_from((each * longest + 2).div_ceil(64)).map_err(|_| Cut::Memory)?;
    let mut sums = Slots::new(graph.states, width, asker)?;
    let start = sums.slot(0)?;
    sums.limbs[start * width] = 1;
    sums.chances[start] = Chance::SURE;
    let mut number = vec![0; width];
    for at in (0..graph.states).map(state) {
        asker.go_on()?;
        let slot = sums.slot(at)?;
        number.copy_from_slice(&sums.limbs[slot * width..][..width]);
        let moves = graph.moves(at);
        let chance = sums.chances[slot];
        if let Some(end) = graph.end(at) {
            tallies[end].add(&number, chance);
        }
        sums.free(at, slot)?;
        let part = chance.part(able(moves.clone()).max(1));
        for edge in moves {
            let slot = sums.slot(edge.to as usize)?;
            let times = edge.times;
            add(
                &mut sums.limbs[slot * width..][..width],
                &number,
                times.into(),
            );
            sums.chances[slot].add(part.times(times.into()));
        }
    }
    Ok(())
}

impl Tally {
    fn add(&mut self, number: &[u64], chance: Chance) {
        let bytes: Vec<u8> = number.iter().flat_map(|limb| limb.to_le_bytes()).collect();
        self.schedules += BigUint::from_bytes_le(&bytes);
        self.chance.add(chance);
    }
}

/// Adds a number this many times to a sum that has room for it; limbs of 64 bits, lowest first.
/// (`BigUint` allocates for each number, and can't handle a refusal.)
#[allow(clippy::cast_possible_truncation)] // the lower and the upper half are taken one by one
fn add(sum: &mut [u64], number: &[u64], times: u64) {
    let mut carry = 0u128;
    let (low, high) = sum.split_at_mut(number.len().min(sum.len()));
    for (limb, more) in low.iter_mut().zip(number) {
        carry += u128::from(*more) * u128::from(times) + u128::from(*limb);
        *limb = carry as u64;
        carry >>= 64;
    }
    for limb in high {
        if carry == 0 {
            break;
        }
        carry += u128::from(*limb);
        *limb = carry as u64;
        carry >>= 64;
    }
    debug_assert!(carry == 0, "the bound on bits holds");
}

/// The numbers and chances of the states in one layer.
struct Sums {
    from: usize,
    width: usize,
    limbs: Vec<u64>,
    chances: Vec<Chance>,
}

impl Sums {
    fn new(from: usize, states: usize, width: usize, asker: &Asker) -> Result<Self, Cut> {
        Ok(Self {
            from,
            width,
            limbs: filled(0, states * width, asker)?,
            chances: filled(Chance::default(), states, asker)?,
        })
    }

    fn start(&mut self) {
        self.limbs[0] = 1;
        self.chances[0] = Chance::SURE;
    }

    fn get(&self, state: usize) -> (&[u64], Chance) {
        let place = state - self.from;
        let number = &self.limbs[place * self.width..][..self.width];
        (number, self.chances[place])
    }

    fn add(&mut self, state: usize, number: &[u64], chance: Chance, times: u8) {
        let place = state - self.from;
        let sum = &mut self.limbs[place * self.width..][..self.width];
        match (sum, number) {
            ([sum], [number]) => *sum += number * u64::from(times),
            (sum, number) => add(sum, number, times.into()),
        }
        self.chances[place].add(chance.times(times.into()));
    }
}

/// The states in topological order (Kahn 1962); `None` if there is a cycle.
fn order<F>(graph: &Graph<F>, asker: &Asker) -> Result<Option<Vec<u32>>, Cut> {
    let mut missing = filled(0u32, graph.states, asker)?;
    for state in 0..graph.states {
        asker.go_on()?;
        for edge in graph.moves(state) {
            missing[edge.to as usize] += 1;
        }
    }
    if missing[0] != 0 {
        return Ok(None);
    }
    let mut order = Vec::new();
    reserve(&mut order, graph.states)?;
    order.push(0u32);
    let mut next = 0;
    while next < order.len() {
        asker.go_on()?;
        let state = order[next] as usize;
        next += 1;
        for edge in graph.moves(state) {
            let missing = &mut missing[edge.to as usize];
            *missing -= 1;
            if *missing == 0 {
                order.push(edge.to);
            }
        }
    }
    Ok((order.len() == graph.states).then_some(order))
}

/// The numbers of the states that have been reached but not yet passed on.
struct Slots {
    width: usize,
    limbs: Vec<u64>,
    chances: Vec<Chance>,
    /// Each state's slot plus one; 0 for none.
    of: Vec<u32>,
    unused: Vec<u32>,
}

impl Slots {
    fn new(states: usize, width: usize, asker: &Asker) -> Result<Self, Cut> {
        Ok(Self {
            width,
            limbs: Vec::new(),
            chances: Vec::new(),
            of: filled(0, states, asker)?,
            unused: Vec::new(),
        })
    }

    fn slot(&mut self, state: usize) -> Result<usize, Cut> {
        if self.of[state] == 0 {
            let slot = match self.unused.pop() {
                Some(slot) => slot,
                None => self.another()?,
            };
            self.of[state] = slot + 1;
        }
        Ok(self.of[state] as usize - 1)
    }

    /// A new slot.
    fn another(&mut self) -> Result<u32, Cut> {
        reserve(&mut self.limbs, self.width)?;
        reserve(&mut self.chances, 1)?;
        self.limbs.resize(self.limbs.len() + self.width, 0);
        self.chances.push(Chance::default());
        Ok(u32::try_from(self.chances.len() - 1).expect("fewer slots than states"))
    }

    fn free(&mut self, state: usize, slot: usize) -> Result<(), Cut> {
        reserve(&mut self.unused, 1)?;
        self.limbs[slot * self.width..][..self.width].fill(0);
        self.chances[slot] = Chance::default();
        self.of[state] = 0;
        self.unused
            .push(u32::try_from(slot).expect("fewer slots than states"));
        Ok(())
    }
}
