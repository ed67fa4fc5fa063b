//! What went wrong in the runs of one invocation. Most problems end the invocation, but an ending that
//! the user's own program can have is counted, run by run.

use engine::strategy::Run;
use error::Exit;
use words::{counted, grouped};

/// What went wrong.
#[derive(Default)]
pub(super) struct ProblemCounts {
    problems: Vec<Problem>,
    /// Whether any of it is something other than an ending that the program can have.
    over: bool,
    /// How many runs each variant had, by name.
    runs: Vec<(String, usize)>,
}

struct Problem {
    variant: String,
    what: String,
    exit: Exit,
    times: usize,
}

impl ProblemCounts {
    /// Whether no more runs should follow.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// Records a run of this variant, and what was wrong with it.
    pub(super) fn note(&mut self, variant: &str, run: &Run, wrong: Vec<(String, Exit)>) {
        match self.runs.iter_mut().find(|(name, _)| name == variant) {
            Some((_, runs)) => *runs += 1,
            None => self.runs.push((variant.to_owned(), 1)),
        }
        let possible = run.end.as_ref().is_some_and(|end| end.occurred.is_some());
        self.over |= !possible && !wrong.is_empty();
        for (what, exit) in wrong {
            let known = |one: &&mut Problem| one.variant == variant && one.what == what;
            match self.problems.iter_mut().find(known) {
                Some(known) => known.times += 1,
                None => self.problems.push(Problem {
                    variant: variant.to_owned(),
                    what,
                    exit,
                    times: 1,
                }),
            }
        }
    }

    /// All of it, in words, each with its exit code.
    pub(super) fn all(self) -> Vec<(String, Exit)> {
        let runs = |variant: &str| {
            let found = self.runs.iter().find(|(name, _)| name == variant);
            found.map_or(1, |(_, runs)| *runs)
        };
        let told = self.problems.iter().map(|problem| {
            let Problem { variant, what, .. } = problem;
            let told = match (runs(variant), self.over) {
                (1, _) | (_, true) => format!("{variant} {what}"),
                (runs, false) => {
                    let of = counted(runs, "run");
                    format!("{variant}, in {} of {of}: {what}", grouped(problem.times))
                }
            };
            (told, problem.exit)
        });
        told.collect()
    }
}
