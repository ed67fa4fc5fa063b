//! The part of the document that describes one schedule: its steps, and where it leads.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use explore::{Replay, Stuck, letter};

/// One schedule, walked step by step
#[derive(Serialize, JsonSchema)]
pub(super) struct Walked<'a> {
    schedule: String,
    /// The shared values before the first step
    initial: BTreeMap<&'a str, &'a str>,
    steps: Vec<WalkedStep<'a>>,
    end: WalkEnd<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Taken")]
struct WalkedStep<'a> {
    thread: String,
    step: &'a str,
    /// The shared values after it
    shared: BTreeMap<&'a str, &'a str>,
    /// What is remarkable about it; null if nothing is
    note: Option<&'a str>,
}

/// Where a schedule leads
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schemars(rename = "End")]
enum WalkEnd<'a> {
    /// Every thread is done
    Done {
        name: &'a str,
        meaning: &'a str,
        good: bool,
    },
    /// No thread can move
    Deadlock { stuck: &'a [Stuck] },
    /// It is not over
    Open { can_move: Vec<String> },
}

pub(super) fn walked<'r>(replay: &'r Replay) -> Walked<'r> {
    let shared = |values: &'r [String]| -> BTreeMap<&'r str, &'r str> {
        let names = replay.columns.iter().map(String::as_str);
        names.zip(values.iter().map(String::as_str)).collect()
    };
    let steps = replay.steps.iter().map(|row| WalkedStep {
        thread: letter(row.thread).to_string(),
        step: &row.text,
        shared: shared(&row.values),
        note: Some(row.note.as_str()).filter(|note| !note.is_empty()),
    });
    Walked {
        schedule: replay.steps.iter().map(|row| letter(row.thread)).collect(),
        initial: shared(&replay.initial),
        steps: steps.collect(),
        end: match &replay.end {
            Some(
                explore::ScheduleEnd::Done(ending)
                | explore::ScheduleEnd::Cut(ending)
                | explore::ScheduleEnd::Endless(ending),
            ) => WalkEnd::Done {
                name: &ending.name,
                meaning: &ending.meaning,
                good: ending.good,
            },
            Some(explore::ScheduleEnd::Deadlock(stuck)) => WalkEnd::Deadlock { stuck },
            None => WalkEnd::Open {
                can_move: replay
                    .able
                    .iter()
                    .map(|&one| letter(one).to_string())
                    .collect(),
            },
        },
    }
}
