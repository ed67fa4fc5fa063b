//! The order in which variants take turns; carrying it out is left to `app`.

use serde::Serialize;

/// One round: each variant runs once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Round {
    /// Whether the figures of this round are discarded.
    pub warmup: bool,
    /// The round's number among its kind, from 0: measured round 0 is the one shown.
    pub number: usize,
    /// Indices of the variants in the order they run.
    pub order: Vec<usize>,
}

/// The rounds of a comparison, warm-up first: A B, B A, A B ... (A B C, C B A, ... for three).
///
/// That way drift (a CPU that heats up, a neighbor that wakes) favors each side in turn, and the paired
/// ratios scatter around the true one instead of leaning to one side; with an even number of rounds each
/// side is favored equally often. The first measured round runs forwards, since it is the one shown, so
/// warm-up begins in whichever direction leads up to that.
pub fn turns(variants: usize, warmup: usize, runs: usize) -> impl Iterator<Item = Round> {
    let round = move |warmup: bool, number: usize, forwards: bool| Round {
        warmup,
        number,
        order: if forwards {
            (0..variants).collect()
        } else {
            (0..variants).rev().collect()
        },
    };
    let before =
        (0..warmup).map(move |number| round(true, number, (warmup - number).is_multiple_of(2)));
    let measured = (0..runs).map(move |number| round(false, number, number.is_multiple_of(2)));
    before.chain(measured)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(variants: usize, warmup: usize, runs: usize) -> String {
        let one = |round: Round| {
            let letters = if round.warmup { "abcd" } else { "ABCD" };
            let letter = |&variant: &usize| letters[variant..].chars().next();
            round.order.iter().filter_map(letter).collect::<String>()
        };
        turns(variants, warmup, runs)
            .map(one)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn variants_take_turns_and_the_direction_alternates() {
        assert_eq!(letters(2, 0, 4), "AB BA AB BA");
        assert_eq!(letters(3, 0, 3), "ABC CBA ABC");
        assert_eq!(letters(1, 0, 3), "A A A");
    }

    #[test]
    fn the_first_measured_round_runs_forwards_after_any_warm_up() {
        assert_eq!(letters(2, 1, 2), "ba AB BA");
        assert_eq!(letters(2, 2, 1), "ab ba AB");
        assert_eq!(letters(4, 3, 2), "dcba abcd dcba ABCD DCBA");
    }

    #[test]
    fn each_variant_runs_once_in_each_round_and_rounds_are_numbered_by_kind() {
        for (variants, warmup, runs) in [(0, 1, 1), (1, 0, 1), (2, 3, 4), (5, 2, 7)] {
            let rounds: Vec<Round> = turns(variants, warmup, runs).collect();
            assert_eq!(rounds.len(), warmup + runs);
            for (position, round) in rounds.iter().enumerate() {
                let mut order = round.order.clone();
                order.sort_unstable();
                assert_eq!(order, (0..variants).collect::<Vec<_>>());
                assert_eq!(round.warmup, position < warmup);
                let expected = if round.warmup {
                    position
                } else {
                    position - warmup
                };
                assert_eq!(round.number, expected);
            }
        }
    }

    #[test]
    fn no_rounds_are_asked_for_and_none_come() {
        assert_eq!(turns(3, 0, 0).count(), 0);
    }
}
