//! Counting without enumerating: each state passes the number of schedules that reach it, and the
//! chance of reaching it, on to the states after it, in an order in which all of a state's
//! predecessors come first. Where there is no such order, the states have a cycle.

use num_bigint::BigUint;

use super::graph::Graph;

/// How often, and how probably, one of a program's ends is reached.
pub(super) struct Reached {
    /// The state.
    pub(super) state: u32,
    /// Schedules that end there.
    pub(super) schedules: BigUint,
    /// The chance of ending there when each move is drawn uniformly from the threads that can
    /// move; rounded as `f64` rounds.
    pub(super) chance: f64,
}

/// Counts the schedules to every end; `None` where states have a cycle, and schedules no number.
pub(super) fn count(graph: &Graph) -> Option<Vec<Reached>> {
    let (order, longest) = order(graph)?;
    let widest = order
        .iter()
        .map(|state| graph.moves(*state as usize).len())
        .max()
        .unwrap_or(1);
    // There are at most widest ^ longest schedules, so this many bits never overflow.
    let each = usize::BITS - (widest.max(2) - 1).leading_zeros();
    let bits = f64::from(each) * f64::from(longest) + 2.0;
    let mut sums = Sums::new(graph.states(), bits);
    let start = sums.slot(0);
    sums.limbs[start] = 1;
    sums.chances[start] = 1.0;
    let mut reached = Vec::with_capacity(graph.ends.len());
    let mut carried = vec![0; sums.width];
    for state in order {
        let slot = sums.slot(state as usize);
        carried.copy_from_slice(sums.number(slot));
        let moves = graph.moves(state as usize);
        let chance = sums.chances[slot] / moves.len().max(1) as f64;
        if moves.is_empty() {
            let halves = carried
                .iter()
                .flat_map(|limb| limb.to_le_bytes())
                .collect::<Vec<_>>();
            reached.push(Reached {
                state,
                schedules: BigUint::from_bytes_le(&halves),
                chance,
            });
        }
        sums.free(state as usize, slot);
        for edge in moves {
            sums.add(edge.to(), &carried, chance);
        }
    }
    Some(reached)
}

/// The states with all predecessors of each before it (Kahn 1962), and the length of the longest
/// schedule.
fn order(graph: &Graph) -> Option<(Vec<u32>, u32)> {
    let mut missing = vec![0u32; graph.states()];
    for state in 0..graph.states() {
        for edge in graph.moves(state) {
            missing[edge.to()] += 1;
        }
    }
    let mut order = vec![0u32];
    if missing[0] != 0 {
        return None;
    }
    // Breadth first, so that few states at a time hold a number.
    let mut longest = vec![0u32; graph.states()];
    let mut next = 0;
    while next < order.len() {
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
    (order.len() == graph.states()).then_some((order, longest))
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
    fn new(states: usize, bits: f64) -> Self {
        Self {
            width: (bits / 64.0).ceil() as usize,
            limbs: Vec::new(),
            chances: Vec::new(),
            slots: vec![0; states],
            unused: Vec::new(),
        }
    }

    fn slot(&mut self, state: usize) -> usize {
        if self.slots[state] == 0 {
            let slot = self.unused.pop().unwrap_or_else(|| {
                self.limbs.resize(self.limbs.len() + self.width, 0);
                self.chances.push(0.0);
                u32::try_from(self.chances.len() - 1).expect("fewer slots than states")
            });
            self.slots[state] = slot + 1;
        }
        self.slots[state] as usize - 1
    }

    fn number(&self, slot: usize) -> &[u64] {
        &self.limbs[slot * self.width..][..self.width]
    }

    fn free(&mut self, state: usize, slot: usize) {
        self.limbs[slot * self.width..][..self.width].fill(0);
        self.chances[slot] = 0.0;
        self.slots[state] = 0;
        self.unused
            .push(u32::try_from(slot).expect("fewer slots than states"));
    }

    fn add(&mut self, state: usize, number: &[u64], chance: f64) {
        let slot = self.slot(state);
        self.chances[slot] += chance;
        let mut carry = false;
        for (limb, more) in self.limbs[slot * self.width..].iter_mut().zip(number) {
            let (sum, over) = limb.overflowing_add(*more);
            let (sum, over_again) = sum.overflowing_add(u64::from(carry));
            *limb = sum;
            carry = over || over_again;
        }
        debug_assert!(!carry, "the bound on bits holds");
    }
}
