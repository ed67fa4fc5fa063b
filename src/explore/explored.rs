//! Explores a step program: the search over its states, and the steps of the schedule to show.

use super::cut::Callback;
use super::findings::{About, Findings, Limits};
use super::search::explore_model;
use super::steps::{Program, StepModel, replay};

/// Visits every state of a program, up to the bound, and counts its schedules.
pub fn explore(program: &Program, limits: &Limits) -> Findings {
    explore_until(program, limits, &|_| None)
}

/// The same until `callback` returns a reason to stop; the findings contain what is known by then.
pub fn explore_until(program: &Program, limits: &Limits, callback: Callback) -> Findings {
    let model = StepModel::new(program, limits.symmetry);
    let title = [&program.demo, &program.variant, &program.size];
    let mut findings = explore_model(&model, limits, callback);
    findings.about = About {
        title: title.map(String::clone),
        promise: program.promise.clone(),
        planted: program.planted,
        memory: program.memory,
        remarks: program.remarks.clone(),
        steps: program.listing(),
    };
    let shown = findings.shown();
    findings.replay = shown.and_then(|outcome| replay(program, &outcome.schedule).ok());
    findings
}
