//! One invocation of a demo, which runs its variants in turns. The reports and the exit code are left to
//! `closing`.

use std::cell::Cell;
use std::ffi::OsString;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::Sender;

use super::against;
use super::one_run::{OneRun, counts, keep};
use super::problem_counts::ProblemCounts;
use super::reveal::{Reveal, Unseen};
use super::rounds::Rounds;
use crate::console::style;
use crate::meter::{Counts, Meter};
use crate::pictures::Files;
use crate::progress::Progress;
use crate::{baseline, bound, doubts, problems, signals};
use cli::{HostChoice, RequestedGate, RunFormat, RunRequest};
use engine::children::ChildCommand;
use engine::live::{self, Live};
use engine::plan::{Bound, Variant};
use engine::record::{Clock, Outlet, Recorder, time_of_day};
use engine::stop::{Cause, Stop};
use engine::strategy::{self, Run};
use error::{Exit, refused};
use report::line::{self, Columns};
use report::printer::Style;
use report::results::{Asked, Doubtful, Ended, Results, VariantResult, ratio};
use report::text;
use stats::{GateAnswer, Saved};
use system::cpus;
use words::Seconds;

/// What the runs and the reports need to know.
pub(super) struct Session {
    pub(super) live: Arc<Live>,
    pub(super) style: Style,
    /// The arguments for children.
    pub(super) arguments: Vec<OsString>,
    pub(super) stop: Stop,
    continued: Arc<AtomicBool>,
    pub(super) request: RunRequest,
    pub(super) files: Files,
    /// Whether the text output began with the lines of a run.
    pub(super) announced: Cell<bool>,
    /// The earlier run to compare with.
    earlier: Option<Saved>,
    /// When it started.
    at: String,
    /// Shows the lines of a run one at a time, if requested.
    reveal: Option<Reveal>,
    _timer: Option<Sender<()>>,
}

impl Session {
    /// Prepares for the runs.
    ///
    /// # Errors
    ///
    /// A refusal that names a file that can't be written, or a limit that would be exceeded.
    pub(super) fn open(request: RunRequest, arguments: Vec<OsString>) -> anyhow::Result<Self> {
        let reveal = request.teaching.step.then(Reveal::open).transpose()?;
        let names = request.plan.variants.iter().map(|one| &*one.name);
        let names: Vec<_> = names.collect();
        let earlier = request.saving.against.as_deref();
        let earlier = earlier.map(|file| baseline::read_for(file, request.demo.name, &names));
        let earlier = earlier.transpose()?;
        let files = Files::probe(&request.pictures, request.saving.save.as_deref())?;
        system::threads::finer_timers();
        let stop = Stop::new();
        let continued = signals::listen(stop.clone())?;
        let timer = request
            .timeout
            .map(|time| signals::time_out(time, stop.clone()))
            .transpose()?;
        // The listening threads exist by now, so that their resources are counted.
        for variant in &request.plan.variants {
            strategy::check_limits(variant.strategy, variant.tasks)
                .map_err(|limit| refused(format!("{} can't run: {limit}", variant.name)))?;
        }
        Ok(Self {
            live: Live::new(live::stdout(&stop), stop.clone(), !files.is_empty()),
            style: style(request.color),
            arguments,
            stop,
            continued,
            request,
            files,
            announced: Cell::new(false),
            earlier,
            at: humantime::format_rfc3339_seconds(time_of_day()).to_string(),
            reveal,
            _timer: timer,
        })
    }

    /// Runs the variants in turns, until everything has to stop or something goes wrong: a comparison
    /// with a run that did not do its work would say nothing. If the user's own program is known to be
    /// able to end that way, the ending is counted instead.
    ///
    /// The returned cause is the one that stopped the runs; a later one cut nothing short.
    pub(super) fn run_all(&self) -> (Results, Vec<(String, Exit)>, Option<Cause>) {
        let mut rounds = Rounds::new(self.request.runs);
        let (variants, problems) = self.run_rounds(&mut rounds);
        let cause = self.stop.cause();
        let results = self.results(
            variants,
            rounds,
            problems::ended(cause, !problems.is_empty()),
        );
        (results, problems, cause)
    }

    /// Runs the variants round after round; returns their results, and what went wrong.
    fn run_rounds(&self, rounds: &mut Rounds) -> (Vec<VariantResult>, Vec<(String, Exit)>) {
        let variants = &self.request.plan.variants;
        let mut results: Vec<_> = variants.iter().map(|_| None).collect();
        let mut problems = ProblemCounts::default();
        let mut progress = Progress::new(rounds.repeated().map(|rounds| rounds * variants.len()));
        for round in stats::turns(variants.len(), self.request.warmup, rounds.most()) {
            if problems.is_over() || self.stop.cause().is_some() {
                break;
            }
            for place in round.order {
                if self.stop.cause().is_some() {
                    break;
                }
                let shown = !round.warmup && round.number == 0;
                let variant = &variants[place];
                let run = strategy::catch_panic(|| self.run_variant(place, variant, shown));
                let run = run.unwrap_or_else(|message| OneRun::without(Run::panicked(message)));
                let wrong = problems::of(&run.run, self.stop.cause());
                problems.note(&variant.name, &run.run, wrong);
                if !round.warmup {
                    keep(&mut results[place], variant, run);
                    if round.number > 0 {
                        progress.step();
                    }
                }
            }
            if !round.warmup && round.number == 0 {
                // Drawn only from here on; before, there are lines to look at.
                progress.begin();
            }
            let whole = !round.warmup && self.stop.cause().is_none();
            if whole && rounds.enough(&results) {
                break;
            }
        }
        (results.into_iter().flatten().collect(), problems.all())
    }

    /// What reports are made from: the variants' results, the request and the measurements.
    fn results(&self, mut variants: Vec<VariantResult>, rounds: Rounds, ended: Ended) -> Results {
        for variant in &mut variants {
            variant.confidence = rounds.confidence();
        }
        bound::tell(&mut variants);
        let compares = self.request.plan.compares;
        let doubts = doubts::of(
            &variants,
            compares,
            self.request.demo.compares_strategies(),
            self.request.warmup,
            self.continued.load(Ordering::SeqCst),
            if self.earlier.is_some() { 1 } else { 2 },
        );
        let saving = &self.request.saving;
        let mut results = Results {
            demo: self.request.demo.name,
            compares_strategies: self.request.demo.compares_strategies(),
            own_commands: self.request.demo.variants.is_empty(),
            rounds: rounds.why(),
            options: self.request.plan.options.clone(),
            at: self.at.clone(),
            host: host(saving.host),
            label: saving.label.clone(),
            guaranteed: self.request.plan.guaranteed,
            left_out: self.request.plan.left_out.clone(),
            not_guaranteed: self.request.plan.not_guaranteed,
            next: self.request.next.clone(),
            ended,
            asked: self
                .request
                .gate
                .map(|asked| self.ask(asked, &variants, &doubts)),
            compares,
            doubts,
            against: None,
            scale: None,
            variants,
        };
        let numbers = self.request.scale.as_deref();
        results.scale = numbers.and_then(|all| results.scaling(all, system::cpus::usable()));
        let earlier = saving.against.as_deref().zip(self.earlier.as_ref());
        results.against = earlier.map(|(file, earlier)| {
            let now = against::saved(&results);
            baseline::compare(file, earlier, &now, self.request.limit)
        });
        results
    }

    fn run_variant(&self, place: usize, variant: &Variant, shown: bool) -> OneRun {
        let (job, prepared) = match variant.prepared(&self.stop) {
            Ok(prepared) => prepared,
            Err(error) => {
                self.stop.raise(Cause::Refused);
                return OneRun::without(Run::refused(error.to_string()));
            }
        };
        let source = job.source.clone();
        let names: Vec<_> = job.tasks.iter().map(|task| task.name.clone()).collect();
        let main = (!job.main.is_empty()).then_some("main");
        let threads = names.iter().chain(&job.others).map(String::as_str);
        let width = line::name_width(threads.chain(main));
        let unseen = (shown && self.reveal.is_some()).then(|| Unseen::new(&self.stop));
        let outlet = if shown {
            self.outlet(
                width,
                unseen.as_ref().map_or(&self.live, |unseen| &unseen.live),
            )
        } else {
            Outlet::default()
        };
        if shown {
            self.announce(&variant.name);
        }
        let child_command = ChildCommand::new(self.arguments.clone(), place, prepared.setup);
        let whose = match prepared.kept.is::<()>() {
            true if self.request.demo.variants.is_empty() => Counts::Children,
            true => Counts::All,
            false => Counts::Nothing,
        };
        let crowded =
            matches!(variant.bound, Bound::Computing(workers) if workers > cpus::usable());
        let meter = Meter::start(whose, shown, crowded);
        let recorder = Recorder::new(
            Clock::start(),
            self.stop.clone(),
            outlet,
            names,
            job.objects.clone(),
        );
        let (mut run, reading) =
            strategy::run_metered(variant.strategy, job, &recorder, &child_command, || {
                meter.stop()
            });
        // The main thread is the same in all runs, so it doesn't close its lane.
        if let Some(lane) = run.record.lanes.first_mut() {
            lane.usage = reading.main;
        }
        let measured = reading.of(&run);
        drop(prepared.kept);
        if let (Some(reveal), Some(unseen)) = (&self.reveal, unseen) {
            let shown = (&*self.live, &self.stop);
            reveal.show(&unseen.lines(), shown, self.style.palette.faint());
        }
        if shown && self.stop.cause().is_none() {
            self.conclude(&run, width);
        }
        OneRun {
            counts: counts(&run),
            run,
            measured,
            source,
        }
    }

    /// The destination of a run's lines, laid out beside names of this width.
    fn outlet(&self, width: usize, live: &Arc<Live>) -> Outlet {
        let layout = match self.request.format {
            RunFormat::Text => Some(line::text(self.columns(width), self.style.palette)),
            RunFormat::Plain => Some(line::plain()),
            RunFormat::Json | RunFormat::Markdown | RunFormat::Csv => None,
        };
        let layout = layout.filter(|_| !self.request.quiet);
        Outlet {
            line: layout.map(|layout| live.outlet(layout)),
            event: None,
            stderr: Some(Arc::new(|text: &str| live::to_stderr(text.as_bytes()))),
        }
    }

    /// How lines are laid out beside names of this width.
    fn columns(&self, names: usize) -> Columns {
        let lesson = demos::is_lesson(self.request.demo.name);
        Columns {
            names,
            lesson: lesson.then_some(self.style.width),
        }
    }

    /// Announces a run.
    fn announce(&self, variant: &str) {
        if self.request.format == RunFormat::Text && !self.request.quiet {
            self.live.write(|buffer| {
                if self.announced.replace(true) {
                    buffer.push(b'\n');
                }
                // Writing to a buffer can't fail, here and below.
                let _ = text::title(buffer, self.request.demo.name, variant, self.style);
            });
        }
    }

    /// Prints that a run is done.
    fn conclude(&self, run: &Run, width: usize) {
        let elapsed = run.record.elapsed;
        match self.request.format {
            RunFormat::Text if self.request.quiet => {}
            RunFormat::Text => {
                self.live.write(|buffer| {
                    line::done(buffer, elapsed, self.columns(width), self.style.palette);
                });
            }
            RunFormat::Plain => self.live.write(|buffer| {
                let _ = writeln!(buffer, "done in {} s", Seconds(elapsed));
            }),
            RunFormat::Json | RunFormat::Markdown | RunFormat::Csv => {}
        }
    }

    /// Applies the required speed-up to the last variant.
    fn ask(&self, asked: RequestedGate, variants: &[VariantResult], doubts: &[Doubtful]) -> Asked {
        let plan = &self.request.plan;
        let last = plan.variants.len() - 1;
        let measured = self
            .stop
            .cause()
            .is_none()
            .then(|| ratio(variants, last, plan.compares))
            .flatten();
        let speed_up = measured.as_ref().map(|ratio| ratio.speed_up);
        let mut answer = measured.map(|ratio| stats::gate(asked.min_speedup(), &ratio));
        // Of the compared variants only; doubts about others don't matter.
        let pair = [&plan.variants[0].name, &plan.variants[last].name];
        let about = |doubt: &Doubtful| doubt.variant.as_ref().is_none_or(|one| pair.contains(&one));
        let barred = doubts.iter().any(|one| one.doubt.bars_yes() && about(one));
        let doubted = barred && answer == Some(GateAnswer::Met);
        if doubted {
            answer = Some(GateAnswer::Inconclusive);
        }
        Asked {
            min_speedup: asked.min_speedup(),
            max_slowdown: asked.max_slowdown(),
            variant: plan.variants[last].name.clone(),
            speed_up,
            answer,
            doubted,
        }
    }
}

/// The name of this host in a document.
fn host(choice: HostChoice) -> Option<String> {
    match choice {
        HostChoice::Hash => system::machine::host_hash(),
        HostChoice::Name => system::machine::host(),
        HostChoice::None => None,
    }
}
