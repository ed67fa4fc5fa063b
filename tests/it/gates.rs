//! `--min-speedup` on jobs whose true ratio is known: real runs, timed and compared as in the program.

use std::time::Duration;

use serde_json::json;
use threaddemo::engine::children::ChildCommand;
use threaddemo::engine::plan::{Checked, Job, Setup, Strategy, Task};
use threaddemo::engine::record::{Clock, Outlet, Recorder};
use threaddemo::engine::stop::Stop;
use threaddemo::engine::strategy;
use threaddemo::stats::{self, GateAnswer};

/// The number of gates for each pair.
const GATES: usize = 20;
/// Rounds of each gate.
const ROUNDS: usize = 10;

/// How long a run that sleeps this long takes, in seconds.
fn timed(sleep: Duration) -> f64 {
    let task = Task::new("sleeper", move |lane| {
        lane.sleep(sleep)?;
        Ok(json!(1))
    });
    let job = Job::new(vec![task], |_| Checked::default());
    let recorder = Recorder::new(
        Clock::start(),
        Stop::new(),
        Outlet::default(),
        vec!["sleeper".to_owned()],
        Vec::new(),
    );
    let child_command = ChildCommand::new(Vec::new(), 0, Setup::default());
    let run = strategy::run(Strategy::Sequential, job, &recorder, &child_command);
    assert!(run.checked.is_some());
    run.record.elapsed.as_secs_f64()
}

/// How often each answer was given to the question whether `other` is `bound` times as fast.
fn answers(baseline: Duration, other: Duration, bounds: &[f64]) -> Vec<[usize; 3]> {
    let mut counts = vec![[0; 3]; bounds.len()];
    for _ in 0..GATES {
        let mut runs = [Vec::new(), Vec::new()];
        for round in stats::turns(2, 1, ROUNDS) {
            for place in round.order {
                let took = timed([baseline, other][place]);
                if !round.warmup {
                    runs[place].push(took);
                }
            }
        }
        let ratio = stats::compare(&runs[0], &runs[1]).unwrap();
        for (count, &bound) in counts.iter_mut().zip(bounds) {
            count[match stats::gate(bound, &ratio) {
                GateAnswer::Met => 0,
                GateAnswer::Missed => 1,
                GateAnswer::Inconclusive => 2,
            }] += 1;
        }
    }
    for (bound, [met, missed, open]) in bounds.iter().zip(&counts) {
        println!("at least {bound}: {met} met, {missed} missed, {open} inconclusive");
    }
    counts
}

#[test]
fn gates_seldom_answer_wrongly_about_a_variant_that_is_5_percent_faster() {
    // 4.2 ms against 4 ms. The true ratio is a little below 1.05, since both sleeps end late by the same
    // amount.
    let counts = answers(
        Duration::from_micros(4200),
        Duration::from_millis(4),
        &[1.0, 1.02, 1.1],
    );
    let [faster, clearly, too_much] = counts[..] else {
        unreachable!()
    };
    // At most 2.5 % of gates are wrong: four of twenty only once in 10^4.
    assert!(
        faster[1] < 4 && clearly[1] < 4 && too_much[0] < 4,
        "{counts:?}"
    );
}

#[test]
fn gates_seldom_answer_wrongly_about_variants_that_are_equal() {
    let counts = answers(
        Duration::from_millis(4),
        Duration::from_millis(4),
        &[1.0, 1.05],
    );
    let [equal, more] = counts[..] else {
        unreachable!()
    };
    assert!(equal[0] < 4 && equal[1] < 4, "{counts:?}");
    assert!(more[0] < 4, "{counts:?}");
}
