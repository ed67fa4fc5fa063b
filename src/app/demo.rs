//! Runs a demo: its variants one after another, then the reports, then the exit code.

use std::ffi::OsString;
use std::io::Write;
use std::sync::Arc;

use super::{say, signals};
use crate::cli::{ColorChoice, Format, RunRequest};
use crate::error::{Exit, refused};
use crate::live::{self, Live};
use crate::plan::{Bound, Outcome, Setup, Variant};
use crate::record::{Clock, Outlet, Recorder};
use crate::relaunch::Relaunch;
use crate::report::palette::Palette;
use crate::report::{json, line, text};
use crate::results::{Ended, Results, VariantResult};
use crate::stop::{Cause, Stop};
use crate::strategy::{self, Run};
use crate::system::terminal::{self, Stream};
use crate::system::{self, Machine};

/// Runs what was asked for; `arguments` are what children are started with.
pub(super) fn run(request: RunRequest, arguments: Vec<OsString>) -> anyhow::Result<Exit> {
    for variant in &request.plan.variants {
        let tasks = (variant.job)(&Setup::default()).tasks.len();
        strategy::foresee(variant.strategy, tasks)
            .map_err(|limit| refused(format!("{} can't run: {limit}", variant.name)))?;
    }
    system::threads::finer_timers();
    let stop = Stop::new();
    signals::listen(stop.clone())?;
    let _timer = request
        .timeout
        .map(|time| signals::time_out(time, stop.clone()))
        .transpose()?;
    let stage = Stage {
        live: Live::new(live::stdout(), stop.clone(), false),
        style: style(&request),
        arguments,
        stop,
        request,
    };
    let results = stage.run_all();
    Ok(stage.report(&results))
}

fn style(request: &RunRequest) -> text::Style {
    let choice = match request.color {
        ColorChoice::Auto => terminal::Colour::Auto,
        ColorChoice::Always => terminal::Colour::Always,
        ColorChoice::Never => terminal::Colour::Never,
    };
    text::Style {
        palette: Palette::new(terminal::wants_colour(choice, Stream::Stdout)),
        unicode: terminal::is_utf8(),
        width: terminal::width(Stream::Stdout),
    }
}

struct Stage {
    live: Arc<Live>,
    style: text::Style,
    arguments: Vec<OsString>,
    stop: Stop,
    request: RunRequest,
}

impl Stage {
    /// Runs the variants in their order, until everything is to stop.
    fn run_all(&self) -> Results {
        let plan = &self.request.plan;
        let mut variants = Vec::with_capacity(plan.variants.len());
        for (place, variant) in plan.variants.iter().enumerate() {
            if self.stop.cause().is_some() {
                break;
            }
            variants.push(self.run_variant(place, variant));
        }
        Results {
            demo: self.request.demo.name,
            compares_strategies: self.request.demo.compares_strategies(),
            options: plan.options.clone(),
            guaranteed: plan.guaranteed,
            ended: self.ended(&variants),
            variants,
        }
    }

    fn run_variant(&self, place: usize, variant: &Variant) -> VariantResult {
        let setup = Setup::default();
        let job = (variant.job)(&setup);
        let names: Vec<_> = job.tasks.iter().map(|task| task.name.clone()).collect();
        let main = (!job.main.is_empty()).then_some("main");
        let width = line::name_width(names.iter().map(String::as_str).chain(main));
        let outlet = self.outlet(width);
        self.open(&variant.name, place);
        let relaunch = Relaunch::new(self.arguments.clone(), place, setup);
        let recorder = Recorder::new(
            Clock::start(),
            self.stop.clone(),
            outlet,
            names,
            job.objects.clone(),
        );
        let first = strategy::run(variant.strategy, job, &recorder, &relaunch);
        let whole = first.verdict.is_some();
        if self.stop.cause().is_none() {
            self.close(&first, width);
        }
        VariantResult {
            name: variant.name.clone(),
            strategy: variant.strategy,
            at_best: match variant.bound {
                Bound::Unknown => None,
                Bound::Waits(time) => Some(time),
            },
            runs_s: whole
                .then_some(first.record.elapsed.as_secs_f64())
                .into_iter()
                .collect(),
            first,
        }
    }

    /// Where the lines of a run go.
    fn outlet(&self, width: usize) -> Outlet {
        let layout = match self.request.format {
            Format::Text => line::text(width, self.style.palette),
            Format::Plain => line::plain(),
            Format::Json => return Outlet::default(),
        };
        let line = (!self.request.quiet).then(|| self.live.outlet(layout));
        Outlet { line, event: None }
    }

    /// Announces a run.
    fn open(&self, variant: &str, place: usize) {
        if self.request.format == Format::Text && !self.request.quiet {
            self.live.write(|buffer| {
                if place > 0 {
                    buffer.push(b'\n');
                }
                // A buffer takes every byte, here and below.
                let _ = text::header(buffer, self.request.demo.name, variant, self.style);
            });
        }
    }

    /// Says that a run is done.
    fn close(&self, run: &Run, width: usize) {
        let elapsed = run.record.elapsed;
        match self.request.format {
            Format::Text if self.request.quiet => {}
            Format::Text => {
                self.live
                    .write(|buffer| line::done(buffer, elapsed, width, self.style.palette));
            }
            Format::Plain => self.live.write(|buffer| {
                let _ = writeln!(buffer, "done in {} s", line::Seconds(elapsed));
            }),
            Format::Json => {}
        }
    }

    fn ended(&self, variants: &[VariantResult]) -> Ended {
        match self.stop.cause() {
            Some(Cause::Timeout) => Ended::Timeout,
            Some(Cause::Refused) => Ended::Failed,
            Some(_) => Ended::Interrupted,
            None if variants
                .iter()
                .any(|variant| troubles(variant).next().is_some()) =>
            {
                Ended::Failed
            }
            None => Ended::Complete,
        }
    }

    /// Reports what was found out, and answers with the exit code.
    fn report(&self, results: &Results) -> Exit {
        match self.request.format {
            Format::Text => self.live.write(|buffer| {
                let _ = text::write(buffer, results, self.style);
            }),
            Format::Plain => {}
            Format::Json => self.live.write(|buffer| {
                let _ = json::write(results, &Machine::read(), buffer);
            }),
        }
        let mut exit = match self.stop.cause() {
            Some(Cause::Interrupt) => Exit::Interrupted,
            Some(Cause::Terminate) => Exit::Terminated,
            Some(Cause::Timeout) => Exit::TimedOut,
            Some(Cause::OutputFailed | Cause::Refused) => Exit::Refused,
            Some(Cause::OutputClosed | Cause::Parent) | None => Exit::Shown,
        };
        for variant in &results.variants {
            for (trouble, code) in troubles(variant) {
                say(format_args!("{} {trouble}", variant.name));
                exit = exit.or(code);
            }
        }
        if let Err(error) = self.live.finish() {
            say(format_args!("can't write to stdout: {error}"));
            let _ = text::write(&mut std::io::stderr(), results, text::Style::bare());
            exit = exit.or(Exit::Refused);
        }
        exit
    }
}

/// What went wrong in a variant's run, with the exit code that it asks for.
fn troubles(variant: &VariantResult) -> impl Iterator<Item = (String, Exit)> {
    let run = &variant.first;
    let refused = run
        .refused
        .iter()
        .map(|refused| (format!("stopped: {refused}"), Exit::Refused));
    let tasks = run
        .record
        .tasks
        .iter()
        .zip(&run.outcomes)
        .filter_map(|(name, outcome)| {
            let trouble = match outcome {
                Outcome::Answered(_) | Outcome::Stopped | Outcome::NotStarted => return None,
                Outcome::Failed(reason) => format!("{name} failed: {reason}"),
                Outcome::Panicked(message) => format!("{name} panicked: {message}"),
                Outcome::Lost(how) => format!("{name} was lost: its process {how}"),
                Outcome::Stuck => {
                    format!("{name} did not end when it was told to, and was given up")
                }
            };
            Some((trouble, Exit::Failed))
        });
    let checks = run
        .verdict
        .iter()
        .flat_map(|verdict| &verdict.checks)
        .filter_map(|check| {
            let instead = check.instead.as_deref()?;
            Some((
                format!("failed its check: expected {}, but {instead}", check.claim),
                Exit::Failed,
            ))
        });
    refused.chain(tasks).chain(checks)
}
