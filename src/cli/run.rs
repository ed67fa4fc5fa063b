//! Running a demo: the options that every demo has in addition to its own, and what they mean together.

use std::ffi::OsString;
use std::time::Duration;

use clap::{ArgMatches, Args, Command, FromArgMatches, ValueEnum};

use super::color::{Color, ColorChoice};
use super::format::Format;
use super::pictures::{Pictures, TimelineChoice};
use super::saving::Saving;
use super::teaching::{self, Teaching, TeachingOptions};
use super::{choice, forced, help};
use demos::Demo;
use demos::kit::options;
use demos::kit::scale::Numbers;
use engine::plan::{Bound, Figure, Plan, Variant};
use error::usage;

/// A demo to run.
pub struct RunRequest {
    /// The demo.
    pub demo: &'static Demo,
    /// The plan to run.
    pub plan: Plan,
    /// The form of the output.
    pub format: RunFormat,
    /// Whether to color it.
    pub color: ColorChoice,
    /// Whether to omit the live lines.
    pub quiet: bool,
    /// How long the whole command may take.
    pub timeout: Option<Duration>,
    /// How many times each variant is measured.
    pub runs: Runs,
    /// How many times each variant runs before that.
    pub warmup: usize,
    /// What the last variant must achieve compared with the first.
    pub gate: Option<RequestedGate>,
    /// The maximum slowdown allowed for each variant compared with an earlier run.
    pub limit: Option<f64>,
    /// The numbers of threads, if the variants are such numbers.
    pub scale: Option<Vec<usize>>,
    /// What is saved of it, and what it is compared with.
    pub saving: Saving,
    /// The pictures to draw.
    pub pictures: Pictures,
    /// How it is shown to learners.
    pub teaching: Teaching,
    /// The next command to try.
    pub next: Option<String>,
}

/// How many times each variant is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// This many times.
    Number(usize),
    /// Until each ratio is known well enough, or a minute has passed.
    UntilKnown,
}

/// What is required of the last variant compared with the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RequestedGate {
    /// It is at least this many times as fast.
    MinSpeedup(f64),
    /// It takes at most this many times as long.
    MaxSlowdown(f64),
}

impl RequestedGate {
    /// The smallest speed-up that is accepted.
    pub fn min_speedup(self) -> f64 {
        match self {
            RequestedGate::MinSpeedup(ratio) => ratio,
            RequestedGate::MaxSlowdown(ratio) => 1.0 / ratio,
        }
    }

    /// The bound as `--max-slowdown` states it, if that option was given.
    pub fn max_slowdown(self) -> Option<f64> {
        match self {
            RequestedGate::MinSpeedup(_) => None,
            RequestedGate::MaxSlowdown(ratio) => Some(ratio),
        }
    }

    fn option(self) -> &'static str {
        match self {
            RequestedGate::MinSpeedup(_) => "--min-speedup",
            RequestedGate::MaxSlowdown(_) => "--max-slowdown",
        }
    }
}

/// The form of a run's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RunFormat {
    /// Live lines with times and names, then the comparison
    Text,
    /// Only what the threads print, and `done in` for each run
    Plain,
    /// One JSON document
    Json,
    /// The comparison as a table in Markdown
    Markdown,
    /// The measured runs as comma-separated values
    Csv,
}

// Not a doc comment: clap would take it for the command's description. The options that every demo has.
#[derive(Args, Debug)]
struct Common {
    #[command(flatten, next_help_heading = "Output")]
    format: Format<RunFormat>,
    #[command(flatten, next_help_heading = "Output")]
    color: Color,
    /// Leave out the live lines
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,
    /// How many times to measure each variant; they take turns [default: 1]
    #[arg(long, value_name = "N", value_parser = options::count, help_heading = "Run")]
    runs: Option<usize>,
    /// How many times to run each variant before that, unmeasured
    #[arg(long, value_name = "N", default_value = "0", value_parser = warmup, help_heading = "Run")]
    warmup: u16,
    /// Require the last variant to be RATIO times as fast as the first: exit 0 yes, 1 no, 3 too
    /// close to call
    #[arg(long, value_name = "RATIO", value_parser = ratio, help_heading = "Run")]
    min_speedup: Option<f64>,
    /// Require the last variant to take at most RATIO times as long as the first; exits as
    /// --min-speedup does
    #[arg(long, value_name = "RATIO", value_parser = ratio, help_heading = "Run", conflicts_with = "min_speedup")]
    max_slowdown: Option<f64>,
    /// Use no more than N of the CPUs: with 1, threads that compute take turns
    #[arg(long, value_name = "N", value_parser = options::count, help_heading = "Run")]
    #[allow(dead_code)] // `cores` reads it, before all others
    cores: Option<usize>,
    /// End the whole command after this time (exit code 124)
    #[arg(long, value_name = "DURATION", value_parser = options::duration, help_heading = "Run")]
    timeout: Option<Duration>,
    #[command(flatten)]
    saving: Saving,
    #[command(flatten)]
    pictures: Pictures,
    #[command(flatten)]
    teaching: TeachingOptions,
}

/// How many CPUs a run with these arguments may use, if they say so. This is read before all other
/// arguments, because plans depend on the number of CPUs.
pub fn cores(arguments: &[OsString]) -> Option<usize> {
    let options = || arguments.iter().take_while(|word| *word != "--");
    let beside = options().position(|word| word == "--cores");
    let beside = beside.and_then(|at| arguments.get(at + 1)?.to_str());
    let within = || options().find_map(|word| word.to_str()?.strip_prefix("--cores="));
    options::count(beside.or_else(within)?).ok()
}

/// Parses a count that may be 0.
fn warmup(text: &str) -> Result<u16, String> {
    let expected = |_| format!("expected a whole number from 0 to {}", u16::MAX);
    text.parse().map_err(expected)
}

/// Parses a ratio above 0.
pub(super) fn ratio(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(ratio) if f64::is_finite(ratio) && ratio > 0.0 => Ok(ratio),
        _ => Err("expected a number above 0, such as 1.8".into()),
    }
}

/// The demo's subcommand with its own options, those that choose variants, and the common ones.
pub(super) fn with_options(demo: &'static Demo, bare: Command) -> Command {
    let own = (demo.options)(bare.next_help_heading("Lesson"));
    let chosen = if has_variants(demo) {
        choice::augment(demo, own.next_help_heading("Variants"))
    } else {
        own
    };
    let chosen = forced::augment(demo, chosen);
    // Derived options bring their type's documentation along; the demo's own description overrides it.
    Common::augment_args(chosen)
        .mut_args(options::with_minus)
        .mut_arg("format", |format| {
            format.help(
                "Form of the output: text, plain (only what the threads print), json, markdown (the \
                 comparison) or csv (a row for each run)",
            )
        })
        .mut_arg("runs", |runs| match default_runs(demo) {
            Runs::Number(_) => runs,
            Runs::UntilKnown => runs.help(
                "How many times to measure each; they take turns [default: until each ratio is \
                 known to within 5 %, 60 s at most]",
            ),
        })
        .about(demo.about)
        .long_about(None)
        .after_help(help::demo(demo))
}

/// Whether the demo's variants are known before its options are parsed.
fn has_variants(demo: &Demo) -> bool {
    !demo.variants.is_empty()
}

/// How many times each variant is measured by default.
fn default_runs(demo: &Demo) -> Runs {
    if has_variants(demo) {
        Runs::Number(1)
    } else {
        Runs::UntilKnown
    }
}

/// What the options of a run mean; an error for options that can't be combined.
pub(super) fn request(demo: &'static Demo, matches: &ArgMatches) -> anyhow::Result<RunRequest> {
    let common = Common::from_arg_matches(matches)?;
    let choices = if has_variants(demo) {
        choice::chosen(demo, matches)
    } else {
        Vec::new()
    };
    let plan = match (forced::plan(demo, matches)?, common.teaching.slow) {
        (Some(plan), _) => plan,
        (None, Some(factor)) => {
            (demo.plan)(&teaching::stretched(demo, matches, factor)?, &choices)?
        }
        (None, None) => (demo.plan)(matches, &choices)?,
    };
    let gate = common.gate();
    if let Some(gate) = gate {
        refuse_gate(gate.option(), demo, &plan)?;
    }
    if common.pictures.timeline == TimelineChoice::Always && common.format.form != RunFormat::Text {
        return Err(usage(
            "--timeline always draws in text; leave it out, or use --format text",
        ));
    }
    if let Some(option) = common.teaching.for_readers()
        && common.format.form != RunFormat::Text
    {
        return Err(usage(format!("{option} is for --format text alone")));
    }
    Ok(RunRequest {
        teaching: common.teaching.meaning(demo, matches)?,
        demo,
        plan,
        format: common.format.form,
        color: common.color.when,
        quiet: common.quiet,
        timeout: common.timeout,
        runs: common.runs.map_or(default_runs(demo), Runs::Number),
        warmup: common.warmup.into(),
        gate,
        limit: common
            .max_slowdown
            .filter(|_| common.saving.against.is_some()),
        scale: scale(matches),
        saving: common.saving,
        pictures: common.pictures,
        next: next(demo, matches),
    })
}

/// The numbers of `--scale`, if the demo has that option and it was given.
fn scale(matches: &ArgMatches) -> Option<Vec<usize>> {
    let numbers = matches.try_get_one::<Numbers>("scale").ok()??;
    Some(numbers.0.clone())
}

/// The next command to try: for commands run side by side, their comparison, and vice versa.
fn next(demo: &Demo, matches: &ArgMatches) -> Option<String> {
    let Ok(Some(commands)) = matches.try_get_many::<String>("commands") else {
        return demos::next_command(demo);
    };
    let other = if demo.name == demos::COMMANDS.name {
        demos::COMPARE.name
    } else {
        demos::COMMANDS.name
    };
    let shell = matches.get_flag("shell").then_some("--shell");
    let words = ["threaddemo", other].into_iter().chain(shell);
    shlex::try_join(words.chain(commands.map(String::as_str))).ok()
}

impl Common {
    /// What is required of the speed-up.
    fn gate(&self) -> Option<RequestedGate> {
        let speedup = self.min_speedup.map(RequestedGate::MinSpeedup);
        // With --against, the limit applies to each variant compared with its earlier self.
        let slowdown = self.max_slowdown.filter(|_| self.saving.against.is_none());
        speedup.or(slowdown.map(RequestedGate::MaxSlowdown))
    }
}

/// An error if this plan has no speed-up that `option` could apply to.
fn refuse_gate(option: &str, demo: &Demo, plan: &Plan) -> anyhow::Result<()> {
    if plan.variants.len() < 2 {
        let more = if has_variants(demo) {
            "two variants to compare; name them with --variants"
        } else {
            "two commands to compare"
        };
        return Err(usage(format!("{option} needs {more}")));
    }
    if plan.compares != Figure::Time {
        let name = demo.name;
        return Err(usage(format!(
            "{option} asks for a time, and {name} doesn't compare times; try hash or square-cube"
        )));
    }
    let never = |variant: &&Variant| variant.bound == Bound::Never;
    if let Some(variant) = plan.variants.iter().find(never) {
        let name = &variant.name;
        return Err(usage(format!(
            "{option} can't be asked of '{name}', which is to deadlock; name others with --variants"
        )));
    }
    Ok(())
}
