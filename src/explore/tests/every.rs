//! Every lesson that the registry has, in every variant and every small size: each schedule walked one
//! by one, against what the search counted, with symmetry and without. No lesson is named here, so a
//! new one is covered.
//!
//! The walk shares the meaning of a step with the search, and nothing else: it knows no state that it has
//! seen before and no symmetry. What a step means is held against code of its own in `brute`.

use std::collections::BTreeMap;

use crate::demos;
use crate::explore::{
    End, Findings, Lesson, Limits, Sizes, StepWalk, Walk, explore, letter, replay,
};

/// More schedules than this aren't tried one by one.
const MOST: u32 = 3_000;

/// Unless they are those of a variant's smallest program: more than this.
const MOST_OF_SMALLEST: u32 = 8_000;

/// Schedules, chance, and the best schedule by pre-emptions, length, letters.
#[derive(Debug, Default)]
struct Tally {
    schedules: u64,
    chance: f64,
    best: Option<(u32, usize, String)>,
}

/// The schedules walked so far, by the name of their end.
#[derive(Default)]
struct Walked {
    letters: String,
    ends: BTreeMap<String, Tally>,
}

impl Walked {
    fn walk(&mut self, walk: &StepWalk<'_>, last: Option<usize>, preemptions: u32, chance: f64) {
        let able = walk.able();
        if able.is_empty() {
            self.end(walk.end().expect("no thread can move"), preemptions, chance);
            return;
        }
        for &thread in &able {
            let mut after = walk.clone();
            after.advance(thread, 0);
            let preempted = last.is_some_and(|last| last != thread && able.contains(&last));
            self.letters.push(letter(thread));
            let share = chance / able.len() as f64;
            let preemptions = preemptions + u32::from(preempted);
            self.walk(&after, Some(thread), preemptions, share);
            self.letters.pop();
        }
    }

    fn end(&mut self, end: End, preemptions: u32, chance: f64) {
        let name = match end {
            End::Done(ending) => ending.name,
            End::Deadlock(_) => "deadlock".into(),
            End::Cut(_) | End::Endless(_) => panic!("a step program just ends"),
        };
        let tally = self.ends.entry(name).or_default();
        tally.schedules += 1;
        tally.chance += chance;
        let this = (preemptions, self.letters.len(), self.letters.clone());
        if tally.best.as_ref().is_none_or(|best| this < *best) {
            tally.best = Some(this);
        }
    }
}

/// Holds what was found against all schedules walked.
fn agrees(what: &str, findings: &Findings, walked: &Walked) {
    assert_eq!(findings.outcomes.len(), walked.ends.len(), "{what}");
    for outcome in &findings.outcomes {
        let name = &outcome.ending.name;
        let tally = &walked.ends[name];
        let schedules = Some(tally.schedules.into());
        assert_eq!(outcome.schedules, schedules, "{what} {name}");
        let (found, tried) = (outcome.chance.unwrap(), tally.chance);
        assert!((found - tried).abs() < 1e-9, "{what} {name}");
        let all: u64 = walked.ends.values().map(|tally| tally.schedules).sum();
        let share = tally.schedules as f64 / all as f64;
        assert!(
            (outcome.share.unwrap() - share).abs() < 1e-9,
            "{what} {name}"
        );
        let best = &outcome.schedule;
        let best = (outcome.preemptions, best.len(), best.clone());
        assert_eq!(Some(best), tally.best, "{what} {name}");
    }
}

/// Tries a variant at every small size; gives how many of these had few enough schedules, and how many
/// too many.
fn tried(lesson: &Lesson, variant: &str) -> (usize, usize) {
    let small = lesson.small(variant);
    let few = |sizes: &Sizes| {
        let most = if *sizes == small[0] {
            MOST_OF_SMALLEST
        } else {
            MOST
        };
        let program = lesson.program(variant, sizes).unwrap();
        let findings = explore(&program, &Limits::default());
        let Some(all) = findings
            .schedules
            .exact()
            .filter(|all| **all <= most.into())
        else {
            return false;
        };
        let what = format!("{} {variant} {sizes:?}", program.demo);
        let mut walked = Walked::default();
        walked.walk(&StepWalk::new(&program), None, 0, 1.0);
        let sum: u64 = walked.ends.values().map(|tally| tally.schedules).sum();
        assert_eq!(*all, sum.into(), "{what}");
        agrees(&what, &findings, &walked);
        let every_state = Limits {
            symmetry: false,
            ..Limits::default()
        };
        agrees(&what, &explore(&program, &every_state), &walked);
        for outcome in &findings.outcomes {
            let end = replay(&program, &outcome.schedule).unwrap().end;
            assert_eq!(matches!(end, Some(End::Deadlock(_))), outcome.deadlock);
        }
        true
    };
    let tried = small.iter().filter(|sizes| few(sizes)).count();
    (tried, small.len() - tried)
}

#[test]
fn every_lesson_agrees_with_its_schedules_walked_one_by_one() {
    for (demo, lesson) in demos::explorable() {
        for mode in lesson.modes {
            // A loop that may go on forever has no number of schedules.
            let program = lesson.program(mode.name, &Sizes::default()).unwrap();
            let findings = explore(&program, &Limits::default());
            let endless = findings.schedules.exact().is_none();
            let (tried, larger) = tried(lesson, mode.name);
            let enough = tried > 1 || tried == 1 && larger > 0;
            assert!(enough || endless, "{} {}: {tried}", demo.name, mode.name);
        }
    }
}
