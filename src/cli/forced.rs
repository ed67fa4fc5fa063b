//! The options that make a demo's real threads take their steps through a gate, and which options they
//! can be combined with.

use clap::{ArgMatches, Args, Command, FromArgMatches};
use serde_json::Map;

use super::choice;
use demos::Demo;
use demos::kit::forced;
use demos::kit::options::{VARIANT_OPTIONS, is_typed};
use engine::plan::{Figure, Plan};
use error::usage;
use explore::{Lesson, Sizes};

// Not a doc comment: clap would take it for the command's description. Added to the explorable demos.
#[derive(Args, Debug)]
struct Forced {
    /// Make real threads take the steps that `explore` counts in this order, such as ABBA; once the
    /// letters run out, the lowest letter goes first
    #[arg(
        long,
        value_name = "LETTERS",
        conflicts_with = "slow",
        help_heading = "Schedule"
    )]
    schedule: Option<String>,
    /// Let real threads take these steps in any order, and print the letters of the order they took
    #[arg(long, conflicts_with_all = ["schedule", "slow"], help_heading = "Schedule")]
    gate: bool,
}

/// Adds the options, if the demo can be explored.
pub(super) fn augment(demo: &Demo, command: Command) -> Command {
    match demo.steps {
        Some(_) => Forced::augment_args(command),
        None => command,
    }
}

/// The plan of a forced run, if one was requested.
pub(super) fn plan(demo: &'static Demo, matches: &ArgMatches) -> anyhow::Result<Option<Plan>> {
    let Some(lesson) = demo.steps else {
        return Ok(None);
    };
    let options = Forced::from_arg_matches(matches)?;
    if options.schedule.is_none() && !options.gate {
        return Ok(None);
    }
    let way = if options.gate { "--gate" } else { "--schedule" };
    let variant = variant(demo, lesson, matches, way)?;
    let sizes = sizes(demo, lesson, matches, way)?;
    let program = lesson
        .program(&variant, &sizes)
        .map_err(|unfit| usage(format!("{way}: {unfit}")))?;
    let mut shown = Map::new();
    shown.insert("size".into(), program.size.clone().into());
    shown.insert("schedule".into(), options.schedule.clone().into());
    let variant = forced::variant(program, options.schedule.as_deref());
    let variant = variant.map_err(|why| usage(format!("{way}: {why}")))?;
    Ok(Some(Plan {
        variants: vec![variant],
        options: shown,
        guaranteed: if options.gate {
            "that the same letters give the same end"
        } else {
            "the order of all steps"
        },
        left_out: Vec::new(),
        not_guaranteed: options.gate.then_some("which letters come"),
        compares: Figure::Forced,
    }))
}

/// The variant that was named, or else the one that `explore` takes.
fn variant(
    demo: &'static Demo,
    lesson: &Lesson,
    matches: &ArgMatches,
    way: &str,
) -> anyhow::Result<String> {
    if !VARIANT_OPTIONS.iter().any(|id| is_typed(matches, id)) {
        return Ok(lesson.default.to_owned());
    }
    match &choice::chosen(demo, matches)[..] {
        [one] => Ok(one.name()),
        _ => Err(usage(format!(
            "{way} takes one variant: name it with --variants"
        ))),
    }
}

/// The given sizes; an error for an option that only an ungated run has.
fn sizes(demo: &Demo, lesson: &Lesson, matches: &ArgMatches, way: &str) -> anyhow::Result<Sizes> {
    let mut sizes = forced::sizes(lesson);
    for argument in (demo.options)(Command::new(demo.name)).get_arguments() {
        let id = argument.get_id().as_str();
        if !is_typed(matches, id) {
            continue;
        }
        let option = argument.get_long().unwrap_or(id);
        let Some(size) = lesson.options.iter().find(|size| size.option == option) else {
            let name = demo.name;
            return Err(usage(format!(
                "{way} runs the steps that `explore {name}` counts, which --{option} doesn't change; leave it out"
            )));
        };
        let mut given = matches.get_raw(id).into_iter().flatten();
        let typed = given.next_back().and_then(|text| text.to_str());
        let named = |text: &str| size.names.iter().zip(0..).find(|(name, _)| **name == text);
        let number = typed.and_then(|text| match named(text) {
            Some((_, place)) => Some(place),
            None => text.parse().ok(),
        });
        let number = number.ok_or_else(|| usage(format!("--{option}: expected a whole number")))?;
        sizes.set(size.option, number);
    }
    Ok(sizes)
}
