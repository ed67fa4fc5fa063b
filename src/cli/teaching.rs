//! The options for teaching: a run that is slower, shown line by line, predicted before it is seen, or
//! with its terms explained.

use std::time::Duration;

use clap::{Arg, ArgMatches, Args, Command};

use demos::Demo;
use demos::kit::options::{VARIANT_OPTIONS, is_typed};
use demos::tour::{self, Step};
use error::usage;

/// The largest factor: a wait of a tenth of a second then takes more than a minute.
const MOST: f64 = 1000.0;

// Not a doc comment: clap would take it for the command's description. The options for teaching.
#[derive(Args, Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)] // flags that go together in any way
pub(super) struct TeachingOptions {
    /// Make the lesson's waits FACTOR times as long, such as 3
    #[arg(long, value_name = "FACTOR", value_parser = factor, help_heading = "Teaching")]
    pub(super) slow: Option<f64>,
    /// After a run, show its lines one at a time, a line for each key press
    #[arg(long, conflicts_with = "quiet", help_heading = "Teaching")]
    step: bool,
    /// Ask what will happen before the run, and compare your answer with it
    #[arg(long, help_heading = "Teaching")]
    predict: bool,
    /// Explain the terms in this output below it
    #[arg(long, help_heading = "Teaching")]
    legend: bool,
}

/// How a run is shown to learners.
#[derive(Default)]
pub struct Teaching {
    /// Whether its lines are shown one at a time.
    pub step: bool,
    /// The question to ask before it.
    pub question: Option<Step>,
    /// Whether the output's terms are explained.
    pub legend: bool,
}

impl TeachingOptions {
    /// The option, if one was given, that needs a format for people.
    pub(super) fn for_readers(self) -> Option<&'static str> {
        let given = [
            (self.predict, "--predict"),
            (self.legend, "--legend"),
            (self.step, "--step"),
        ];
        given
            .iter()
            .find(|(given, _)| *given)
            .map(|(_, name)| *name)
    }

    /// What these options mean for this demo.
    pub(super) fn meaning(self, demo: &Demo, matches: &ArgMatches) -> anyhow::Result<Teaching> {
        Ok(Teaching {
            step: self.step,
            question: self.predict.then(|| question(demo, matches)).transpose()?,
            legend: self.legend,
        })
    }
}

/// Parses the factor by which waits are stretched.
fn factor(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(factor) if factor > 0.0 && factor <= MOST => Ok(factor),
        _ => Err(format!(
            "expected a number above 0, such as 3, and at most {MOST}"
        )),
    }
}

/// The question about the demo's default run.
fn question(demo: &Demo, matches: &ArgMatches) -> anyhow::Result<Step> {
    let name = demo.name;
    let Some(question) = tour::question_about(name) else {
        return Err(usage(format!(
            "--predict has no question about {name}; try square-cube, or threaddemo tour"
        )));
    };
    let own = own_options(demo);
    let options = own.get_arguments().map(|option| option.get_id().as_str());
    match options
        .chain(VARIANT_OPTIONS)
        .find(|id| is_typed(matches, id))
    {
        Some(option) => Err(usage(format!(
            "--predict asks about {name} as it runs by itself; leave out --{option}"
        ))),
        None => Ok(question),
    }
}

/// The demo's own options, on a separate command.
fn own_options(demo: &Demo) -> Command {
    (demo.options)(Command::new(demo.name).no_binary_name(true))
}

/// The demo's own options as given or by default, but with waits that are `factor` times as long.
pub(super) fn stretched(
    demo: &Demo,
    matches: &ArgMatches,
    factor: f64,
) -> anyhow::Result<ArgMatches> {
    let own = own_options(demo);
    let mut waits = 0;
    let (mut arguments, mut positional) = (Vec::new(), Vec::new());
    for option in own.get_arguments() {
        let (id, long) = (option.get_id().as_str(), option.get_long());
        if let Ok(Some(wait)) = matches.try_get_one::<Duration>(id) {
            let longer = Duration::try_from_secs_f64(wait.as_secs_f64() * factor);
            let longer = longer.unwrap_or(Duration::MAX);
            let typed = humantime::format_duration(longer);
            arguments.push(format!("--{}={typed}", long.unwrap_or(id)).into());
            waits += 1;
        } else if is_typed(matches, id) {
            again(option, matches, &mut arguments, &mut positional);
        }
    }
    if waits == 0 {
        let name = demo.name;
        return Err(usage(format!(
            "--slow makes a lesson's waits longer, and {name} has none to choose; try square-cube"
        )));
    }
    arguments.push("--".into());
    arguments.extend(positional);
    own.try_get_matches_from(arguments).map_err(|_| {
        usage("--slow makes a wait too long: at most a day is allowed; try a smaller factor")
    })
}

/// The option as it was given.
fn again(
    option: &Arg,
    matches: &ArgMatches,
    arguments: &mut Vec<std::ffi::OsString>,
    positional: &mut Vec<std::ffi::OsString>,
) {
    let id = option.get_id().as_str();
    let values = || matches.get_raw(id).into_iter().flatten();
    match option.get_long() {
        None => positional.extend(values().map(ToOwned::to_owned)),
        Some(long) if !option.get_action().takes_values() => {
            arguments.push(format!("--{long}").into());
        }
        Some(long) => arguments.extend(values().map(|value| {
            let mut typed = std::ffi::OsString::from(format!("--{long}="));
            typed.push(value);
            typed
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wait_is_stretched_and_nothing_else() {
        let demo = demos::find("daemon").unwrap();
        let given = ["--interval", "100ms", "--ticks", "3"];
        let matches = own_options(demo).try_get_matches_from(given).unwrap();
        let slow = stretched(demo, &matches, 2.5).unwrap();
        let wait = |id| *slow.get_one::<Duration>(id).unwrap();
        assert_eq!(wait("interval"), Duration::from_millis(250));
        assert_eq!(wait("main_for"), Duration::from_millis(1250));
        assert_eq!(slow.get_one::<usize>("ticks"), Some(&3));
        assert!(stretched(demo, &matches, 1000.0 * 1000.0).is_err());
        let bare = demos::find("tickets").unwrap();
        let matches = own_options(bare).try_get_matches_from([""; 0]).unwrap();
        assert!(stretched(bare, &matches, 2.0).is_err());
    }

    #[test]
    fn a_factor_is_above_0() {
        assert_eq!(factor("2.5"), Ok(2.5));
        for wrong in ["0", "-1", "inf", "nan", "1001", "x"] {
            assert!(factor(wrong).is_err(), "{wrong}");
        }
    }
}
