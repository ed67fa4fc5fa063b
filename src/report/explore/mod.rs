//! What the explorer found, as text and as JSON: functions from `Findings` and `Replay` to a writer.
//! Counting is left to `explore`.

mod json;
mod lanes;
mod outcomes;
pub mod page;
pub mod python;
mod words;

use std::io::{self, Write};

pub use json::{ExploreDocument, write as json};

use num_bigint::BigUint;

use super::printer::{Style, labelled, sentence};
use ::words::grouped;
use explore::{
    Conclusion, Deadlock, Ending, Findings, Memory, Replay, ScheduleEnd, Schedules, letters,
};
use words::{about, number, ring, schedule, short};

/// The column of labels.
const LABEL: usize = 13;
/// Longer walks are shown by their start and their end.
const LONG_WALK: usize = 24;
/// At most this many kinds of deadlock are described individually.
const MOST_DEADLOCKS: usize = 3;

/// All findings as text.
pub fn text(findings: &Findings, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let [demo, variant, size] = &findings.about.title;
    title([demo, variant, size], style, out)?;
    steps(findings, style, out)?;
    heading(&count(findings, &states(findings)), style, out)?;
    let mut table = Vec::new();
    if !findings.outcomes.is_empty() {
        outcomes::write(findings, style, &mut table)?;
        out.write_all(&table)?;
    }
    if let Some(replay) = &findings.replay {
        lanes::write(replay, Some(LONG_WALK), style, out)?;
        writeln!(out)?;
    }
    deadlocks(findings, style, out)?;
    verdict(findings, style, out)?;
    notes(findings, &String::from_utf8_lossy(&table), style, out)
}

/// How many schedules there are, and the number of states in words.
fn count(findings: &Findings, states: &str) -> String {
    match &findings.schedules {
        Schedules::Exactly(all) => format!("{}, {states}", number(all)),
        Schedules::Infinite => format!("infinitely many schedules, {states}"),
        Schedules::Unknown if findings.whole => {
            format!("all {states}, schedules not counted")
        }
        Schedules::Unknown => format!("stopped at {states}, not a proof"),
    }
}

/// The first kinds of deadlock, and how many more there are.
fn deadlocks(findings: &Findings, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for deadlock in findings.deadlocks.iter().take(MOST_DEADLOCKS) {
        self::deadlock(deadlock, findings, style, out)?;
    }
    let more = findings.deadlocks.len().saturating_sub(MOST_DEADLOCKS);
    if more > 0 {
        let more = format!("and {more} more kinds, in --format json");
        sentence(out, "", &more, LABEL, style)?;
    }
    Ok(())
}

/// The number of states stored, and the number without symmetry reduction if known.
fn states(findings: &Findings) -> String {
    let states = grouped(findings.states);
    match findings.all_states {
        Some(all) => format!("{states} states of {} without symmetry", grouped(all)),
        None => format!("{states} states"),
    }
}

/// One replayed schedule as text, and where it leads.
pub fn replayed(
    titles: [&str; 3],
    replay: &Replay,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    title(titles, style, out)?;
    walked(replay, style, out, |ending| {
        format!("{}: {}", ending.name, ending.meaning)
    })
}

/// The moves of a replayed schedule and where it leads; `told` puts an ending into words.
fn walked(
    replay: &Replay,
    style: Style,
    out: &mut dyn Write,
    told: impl FnOnce(&Ending) -> String,
) -> io::Result<()> {
    lanes::write(replay, None, style, out)?;
    writeln!(out)?;
    let palette = style.palette;
    match &replay.end {
        Some(
            ScheduleEnd::Done(ending) | ScheduleEnd::Cut(ending) | ScheduleEnd::Endless(ending),
        ) => {
            let paint = if ending.good {
                palette.good()
            } else {
                palette.bad()
            };
            labelled(out, ("end", paint), &told(ending), LABEL, style)
        }
        Some(ScheduleEnd::Deadlock(stuck)) => {
            let mut label = "deadlock";
            for one in stuck {
                labelled(out, (label, palette.bad()), &one.to_string(), LABEL, style)?;
                label = "";
            }
            Ok(())
        }
        None => {
            let able = letters(&replay.able);
            let text = format!("{able} can move; add letters to continue");
            sentence(out, "not over", &text, LABEL, style)
        }
    }
}

fn title(titles: [&str; 3], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let dot = if style.unicode { " · " } else { " - " };
    let title = titles.join(dot);
    heading(&title, style, out)
}

fn heading(text: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for line in textwrap::wrap(text, style.width.max(20)) {
        writeln!(out, "{}", style.palette.heading().on(line))?;
    }
    writeln!(out)
}

/// The steps of each thread, so that readers can check the count.
fn steps(findings: &Findings, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for (letters, role, steps) in &findings.about.steps {
        let letters: Vec<char> = letters.split(' ').flat_map(str::chars).collect();
        let shown = words::range(&letters);
        // The letters are painted separately; the rest is wrapped as if they were part of it.
        let indent = " ".repeat(shown.len() + 1);
        let text = format!("({role}): {steps}");
        let options = textwrap::Options::new(style.width.max(20))
            .initial_indent(&indent)
            .subsequent_indent("   ");
        let lines = textwrap::wrap(&text, options);
        let paint = match letters[..] {
            [one] => style.palette.task(Some(words::place(one))),
            _ => style.palette.heading(),
        };
        let first = lines.first().map_or("", |line| &line[indent.len()..]);
        writeln!(out, "{} {first}", paint.on(shown))?;
        for line in lines.iter().skip(1) {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out)
}

/// One kind of deadlock: which thread holds what and waits for which, and in how many schedules.
fn deadlock(
    deadlock: &Deadlock,
    findings: &Findings,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut label = ("deadlock", style.palette.bad());
    for one in &deadlock.stuck {
        labelled(out, label, &one.to_string(), LABEL, style)?;
        label.0 = "";
    }
    if !deadlock.cycle.is_empty() {
        sentence(out, "cycle", &ring(&deadlock.cycle), LABEL, style)?;
    }
    let way = schedule(&deadlock.schedule, usize::MAX);
    let often = match (&deadlock.schedules, findings.schedules.exact()) {
        (Some(some), Some(all)) => {
            format!("in {} of {}; the first is {way}", short(some), about(all))
        }
        _ => format!("the schedule {way} ends in it"),
    };
    sentence(out, "reached", &often, LABEL, style)
}

/// What the findings say about the promise, in a sentence.
fn verdict(findings: &Findings, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (good, bad) = (style.palette.good(), style.palette.bad());
    let promise = &findings.about.promise;
    let all = match &findings.schedules {
        Schedules::Exactly(all) => match about(all) {
            one if one == "1 schedule" => "in the only schedule".to_owned(),
            all => format!("in all {all}"),
        },
        Schedules::Infinite => "in every schedule, however long".into(),
        Schedules::Unknown => "in every schedule".into(),
    };
    let (label, text) = match findings.conclusion() {
        Conclusion::Proved => (("proved", good), format!("{promise}, {all}")),
        Conclusion::Shown => (("shown", bad), fails(findings)),
        Conclusion::Broken | Conclusion::Deadlocked => (("broken", bad), fails(findings)),
        Conclusion::Stopped if findings.outcomes.is_empty() => (
            ("not proved", bad),
            "no schedule was followed to its end".into(),
        ),
        Conclusion::Stopped => (
            ("not proved", bad),
            format!("\"{promise}\" held in what was searched, which is not everything"),
        ),
    };
    labelled(out, label, &text, LABEL, style)
}

/// In how many schedules the promise is broken.
fn fails(findings: &Findings) -> String {
    let broken = findings.outcomes.iter().filter(|one| !one.ending.good);
    let broken: Option<BigUint> = broken.map(|one| one.schedules.as_ref()).sum();
    let often = match (broken, findings.schedules.exact()) {
        (Some(broken), Some(all)) => format!("{} of {}", short(&broken), about(all)),
        _ => "some schedules".into(),
    };
    format!("\"{}\" fails in {often}", findings.about.promise)
}

/// What to know when reading the figures; a narrow table lacks some of the columns.
fn notes(findings: &Findings, table: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut notes: Vec<(&str, &str)> = Vec::new();
    let ended = words::ended(findings);
    notes.extend(ended.as_deref().map(|ended| ("ended", ended)));
    match &findings.schedules {
        Schedules::Exactly(_) if findings.outcomes.len() > 1 => {
            let columns = [
                ("share", "of all schedules, each counted alike"),
                (
                    "by chance",
                    match findings.about.memory {
                        Memory::Sc => {
                            "when each move is drawn evenly from the threads that can move"
                        }
                        Memory::Tso => {
                            "when each move is drawn evenly from the threads and store queues that \
                             can move"
                        }
                    },
                ),
            ];
            notes.extend(columns.iter().filter(|(column, _)| table.contains(column)));
        }
        Schedules::Exactly(_) | Schedules::Unknown => {}
        Schedules::Infinite => notes.push((
            "infinite",
            "some schedules go round the same states forever (a livelock), so there are no shares",
        )),
    }
    notes.push((
        "model",
        match findings.about.memory {
            Memory::Sc => {
                "one step at a time (sequentially consistent): the weaker memory orders of real \
                 machines are left out"
            }
            Memory::Tso => {
                "x86-TSO: a thread's stores wait in a queue and reach memory one by one, the oldest \
                 first; a is A's queue doing so. Weaker machines, and compilers, do more"
            }
        },
    ));
    notes.extend(
        findings
            .about
            .remarks
            .iter()
            .map(|remark| ("", remark.as_str())),
    );
    for (label, note) in notes {
        sentence(out, label, note, LABEL, style)?;
    }
    let [demo, variant, _] = &findings.about.title;
    let next = format!("threaddemo explore {demo} --variants {variant} --play");
    sentence(out, "next", &next, LABEL, style)
}

#[cfg(test)]
mod tests;
