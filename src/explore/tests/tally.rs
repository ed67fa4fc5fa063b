//! Schedules tried one by one, counted by how they ended, and compared with what a search found.

use std::collections::BTreeMap;

use explore::Findings;

/// The schedules tried, by the name of their end.
#[derive(Debug, Default)]
pub(super) struct Tallies(BTreeMap<String, Tally>);

/// Schedules, chance, and the best schedule by pre-emptions, length, letters.
#[derive(Debug, Default)]
struct Tally {
    schedules: u64,
    chance: f64,
    best: Option<(u32, usize, String)>,
}

impl Tallies {
    /// Counts one more schedule.
    pub(super) fn add(&mut self, end: String, letters: &str, preemptions: u32, chance: f64) {
        let tally = self.0.entry(end).or_default();
        tally.schedules += 1;
        tally.chance += chance;
        let this = (preemptions, letters.len(), letters);
        let best = tally.best.as_ref();
        if best.is_none_or(|(preemptions, length, letters)| this < (*preemptions, *length, letters))
        {
            tally.best = Some((preemptions, letters.len(), letters.to_owned()));
        }
    }

    /// How many were tried.
    pub(super) fn schedules(&self) -> u64 {
        self.0.values().map(|tally| tally.schedules).sum()
    }

    /// Fails unless the search found the same.
    #[track_caller]
    pub(super) fn agree_with(&self, findings: &Findings, what: &str) {
        assert_eq!(
            findings.schedules.exact(),
            Some(&self.schedules().into()),
            "{what}"
        );
        assert_eq!(findings.outcomes.len(), self.0.len(), "{what}");
        for outcome in &findings.outcomes {
            let name = &outcome.ending.name;
            let tally = self.0.get(name).expect(name);
            assert_eq!(
                outcome.schedules,
                Some(tally.schedules.into()),
                "{what} {name}"
            );
            let share = tally.schedules as f64 / self.schedules() as f64;
            for (found, tried) in [(outcome.chance, tally.chance), (outcome.share, share)] {
                assert!((found.unwrap() - tried).abs() < 1e-9, "{what} {name}");
            }
            let schedule = outcome.schedule.clone();
            let best = (outcome.preemptions, schedule.len(), schedule);
            assert_eq!(Some(best), tally.best, "{what} {name}");
        }
    }
}
