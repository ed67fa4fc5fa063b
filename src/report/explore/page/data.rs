//! What the page's script reads: one JSON object in which everything shown is written once, with the
//! states and their moves as one text of digits.

use serde::Serialize;

use super::digits::push;
use explore::{Access, Action, Atlas, Ending, Findings, Next, ScheduleEnd, Stuck, View, letter};
use words::harmless;

type ViewRow = (isize, String, String, isize, Vec<(String, String)>);

#[derive(Serialize)]
struct Data {
    /// Letter and name.
    threads: Vec<(char, String)>,
    /// Name, and whether it is a lock.
    columns: Vec<(String, u8)>,
    text: Vec<TextGroup>,
    opening: String,
    /// Text, note, what it prints, its access to which variable: 1 read, 2 set, 3 both.
    deeds: Vec<(String, String, String, u8, usize)>,
    /// Line, next step, obstacle, column, own values.
    views: Vec<ViewRow>,
    values: Vec<String>,
    ends: Vec<Last>,
    outcomes: Vec<PageOutcome>,
    walked: usize,
    /// The states with their moves, encoded as [`states`] describes.
    graph: String,
}

#[derive(Serialize)]
struct TextGroup {
    title: String,
    lines: Vec<String>,
}

/// An end: its outcome and, for a deadlock, the threads that wait.
#[derive(Serialize)]
struct Last {
    outcome: usize,
    /// Place among the threads, in words, what it waits for, the place of the thread it waits for or -1.
    stuck: Vec<(usize, String, String, isize)>,
}

#[derive(Serialize)]
struct PageOutcome {
    name: String,
    meaning: String,
    goal: String,
    good: bool,
    deadlock: bool,
    /// The chance from the start; none if unknown.
    chance: Option<f64>,
}

/// The data of a page; no text in it can close the element that holds it.
pub(super) fn json(atlas: &Atlas, findings: &Findings) -> String {
    let json = serde_json::to_string(&data(atlas, findings));
    json.unwrap_or_default().replace('<', "\\u003c")
}

fn data(atlas: &Atlas, findings: &Findings) -> Data {
    let outcomes = findings.outcomes.iter();
    let mut outcomes: Vec<PageOutcome> = outcomes
        .map(|one| outcome(&one.ending, one.deadlock, one.chance))
        .collect();
    let ends = atlas.ends.iter();
    let ends = ends.map(|end| last(atlas, findings, end, &mut outcomes));
    let ends = ends.collect();
    Data {
        threads: named(&atlas.threads),
        columns: atlas
            .columns
            .iter()
            .map(|(name, lock)| (shown(name), u8::from(*lock)))
            .collect(),
        text: atlas
            .text
            .iter()
            .map(|one| TextGroup {
                title: shown(&one.title),
                lines: one.lines.iter().map(|line| shown(line)).collect(),
            })
            .collect(),
        opening: shown(&atlas.opening),
        deeds: atlas.actions.iter().map(action).collect(),
        views: atlas.views.iter().map(view).collect(),
        values: atlas.values.iter().map(|value| shown(value)).collect(),
        ends,
        outcomes,
        walked: atlas.walked(),
        graph: states(atlas),
    }
}

/// Text with control characters made harmless, line by line.
fn shown(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(harmless).collect();
    lines.join("\n")
}

fn named(threads: &[(usize, String)]) -> Vec<(char, String)> {
    let threads = threads.iter();
    threads
        .map(|(thread, name)| (letter(*thread), shown(name)))
        .collect()
}

fn action(action: &Action) -> (String, String, String, u8, usize) {
    let (kind, variable) = match action.access {
        None => (0, 0),
        Some(Access::Read(variable)) => (1, variable),
        Some(Access::Write(variable)) => (2, variable),
        Some(Access::Update(variable)) => (3, variable),
    };
    let [text, note, printed] = [&action.text, &action.note, &action.printed].map(|one| shown(one));
    (text, note, printed, kind, variable)
}

fn view(view: &View) -> ViewRow {
    let own = view.own.iter();
    (
        or_none(view.line),
        shown(&view.next),
        shown(&view.obstacle),
        or_none(view.waits_at),
        own.map(|(name, value)| (shown(name), shown(value)))
            .collect(),
    )
}

fn or_none(place: Option<usize>) -> isize {
    place.map_or(-1, |place| isize::try_from(place).unwrap_or(-1))
}

fn outcome(ending: &Ending, deadlock: bool, chance: Option<f64>) -> PageOutcome {
    PageOutcome {
        name: shown(&ending.to_string()),
        meaning: shown(&ending.meaning),
        goal: shown(&ending.goal),
        good: ending.good,
        deadlock,
        chance,
    }
}

/// An end with its outcome, which is added if the search hasn't found it.
fn last(
    atlas: &Atlas,
    findings: &Findings,
    end: &ScheduleEnd,
    outcomes: &mut Vec<PageOutcome>,
) -> Last {
    let place = |thread: usize| atlas.threads.iter().position(|one| one.0 == thread);
    let (ending, stuck) = match end {
        ScheduleEnd::Done(ending) | ScheduleEnd::Cut(ending) | ScheduleEnd::Endless(ending) => {
            (Some(ending), &[][..])
        }
        ScheduleEnd::Deadlock(stuck) => (None, &stuck[..]),
    };
    let same = |one: &explore::Outcome| match ending {
        Some(ending) => !one.deadlock && one.ending == *ending,
        None => one.deadlock,
    };
    let known = findings.outcomes.iter().position(same);
    let outcome = known.unwrap_or_else(|| {
        let deadlock = Ending::bad(0, "deadlock", "").goal("make it deadlock");
        let ending = ending.unwrap_or(&deadlock);
        let added = outcome(ending, !stuck.is_empty(), None);
        let same = |one: &PageOutcome| one.name == added.name && one.deadlock == added.deadlock;
        outcomes.iter().position(same).unwrap_or_else(|| {
            outcomes.push(added);
            outcomes.len() - 1
        })
    });
    let told = |one: &Stuck| {
        (
            place(one.thread).unwrap_or_default(),
            shown(&one.to_string()),
            shown(&one.waits_for),
            or_none(one.on.and_then(place)),
        )
    };
    Last {
        outcome,
        stuck: stuck.iter().map(told).collect(),
    }
}

/// All states in order, as digits. The first state's cells come first. Then, for each expanded state, the
/// number of its moves. If that is 0, its end follows; otherwise, for each move, its thread, what it
/// does, and the distance back from the newest state to the one it leads to: 1 is the newest, 0 a new
/// one. A new state's changed cells follow its move.
fn states(atlas: &Atlas) -> String {
    let mut text = String::new();
    let none = vec![u32::MAX; atlas.threads.len() + atlas.columns.len()];
    let mut found = 1;
    cells(&none, &atlas.states[0].cells, &mut text);
    for state in &atlas.states[..atlas.walked()] {
        match &state.next {
            Next::Unknown => {}
            Next::End(end) => {
                push(&mut text, 0);
                push(&mut text, *end);
            }
            Next::Moves(edges) => {
                push(&mut text, edges.len());
                for edge in edges {
                    let thread = atlas.threads.iter().position(|one| one.0 == edge.thread);
                    push(&mut text, thread.unwrap_or_default());
                    push(&mut text, edge.action as usize);
                    let to = edge.to as usize;
                    push(&mut text, found - to.min(found));
                    if to == found {
                        found += 1;
                        cells(&state.cells, &atlas.states[to].cells, &mut text);
                    }
                }
            }
        }
    }
    text
}

/// The cells that differ: their count, then the place and number of each.
fn cells(before: &[u32], after: &[u32], text: &mut String) {
    let changed = || (0..after.len()).filter(|cell| before[*cell] != after[*cell]);
    push(text, changed().count());
    for cell in changed() {
        push(text, cell);
        push(text, after[cell] as usize);
    }
}
