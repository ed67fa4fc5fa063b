//! Every lesson in the registry, in every variant and every small size: each schedule is walked one by
//! one and compared with what the search counted, with symmetry and without. No lesson is named here, so
//! a new one is covered.
//!
//! The walk shares with the search only the meaning of a step: it remembers no states and knows no
//! symmetry. What a step means is checked against separate code in `brute`.

use super::tally::Tallies;
use explore::{Lesson, Limits, ScheduleEnd, Sizes, StepWalk, Walk, explore, letter, replay};

/// Programs with more schedules than this are skipped.
const MOST: u32 = 3_000;

/// But the limit for a variant's smallest program is this.
const MOST_OF_SMALLEST: u32 = 8_000;

/// The schedules walked so far, by the name of their end.
#[derive(Default)]
struct Walked {
    letters: String,
    ends: Tallies,
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

    fn end(&mut self, end: ScheduleEnd, preemptions: u32, chance: f64) {
        let name = match end {
            ScheduleEnd::Done(ending) => ending.name,
            ScheduleEnd::Deadlock(_) => "deadlock".into(),
            ScheduleEnd::Cut(_) | ScheduleEnd::Endless(_) => panic!("a step program just ends"),
        };
        self.ends.add(name, &self.letters, preemptions, chance);
    }
}

/// Tries a variant at every small size; returns how many of these had few enough schedules, and how many
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
        let all = findings.schedules.exact();
        if all.is_none_or(|all| *all > most.into()) {
            return false;
        }
        let what = format!("{} {variant} {sizes:?}", program.demo);
        let mut walked = Walked::default();
        walked.walk(&StepWalk::new(&program), None, 0, 1.0);
        walked.ends.agree_with(&findings, &what);
        let every_state = Limits {
            symmetry: false,
            ..Limits::default()
        };
        let findings_too = explore(&program, &every_state);
        walked.ends.agree_with(&findings_too, &what);
        for outcome in &findings.outcomes {
            let end = replay(&program, &outcome.schedule).unwrap().end;
            assert_eq!(
                matches!(end, Some(ScheduleEnd::Deadlock(_))),
                outcome.deadlock
            );
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
            let (tried, larger) = tried(lesson, mode.name);
            let enough = tried > 1 || tried == 1 && larger > 0;
            // A loop that may run forever has no number of schedules.
            let endless = || {
                let program = lesson.program(mode.name, &Sizes::default()).unwrap();
                let findings = explore(&program, &Limits::default());
                findings.schedules.exact().is_none()
            };
            assert!(enough || endless(), "{} {}: {tried}", demo.name, mode.name);
        }
    }
}
