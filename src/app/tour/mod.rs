//! The tour: asks, runs what the question is about, and says why. A run is this program again, so that
//! it is the one that a reader would start.

mod ask;
mod place;
mod typed;

pub(super) use ask::{Reply, Said, ask};
pub(super) use typed::read;

use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::Context;

use super::console::{document, style};
use super::pictures::Target;
use super::{signals, troubles};
use crate::cli::{ColorChoice, TourRequest, TourTask};
use crate::demos::tour::{self, Step};
use crate::engine::live::{self, Live};
use crate::engine::stop::Stop;
use crate::error::Exit;
use crate::report::printer::Style;
use crate::report::tour as report;
use crate::report::tour_page;
use crate::system::children::own_program;
use crate::system::keys::Keys;
use crate::system::terminal::{self, Stream};
use typed::Typed;

/// Clears the screen and goes to its top.
const CLEAR: &str = "\x1b[H\x1b[2J\x1b[3J";

/// Does what was asked for.
pub(super) fn run(request: &TourRequest) -> anyhow::Result<Exit> {
    let steps = tour::steps();
    let start = match &request.task {
        TourTask::Page(file) => {
            let page = |out: &mut dyn Write| tour_page::write(out, &steps);
            Target::probe(file)?.write(&Stop::new(), page)?;
            return Ok(Exit::Shown);
        }
        TourTask::List => return document(|out| report::list(out, &steps, style(request.color))),
        TourTask::Walk(start) => *start,
    };
    let stop = Stop::new();
    signals::listen(stop.clone())?;
    let live = Live::new(live::stdout(&stop), stop.clone(), false);
    let keys = Keys::open();
    let guide = Guide {
        at_terminal: keys.is_terminal() && terminal::is_terminal(Stream::Stdout),
        keys,
        live: Arc::clone(&live),
        stop: stop.clone(),
        color: request.color,
        steps,
    };
    guide.walk(start)?;
    live.finish().context("can't write to stdout")?;
    Ok(troubles::exit_of(stop.cause()))
}

/// The way from one step to another.
enum Way {
    Further,
    Back,
    Away,
}

/// Leads through the steps.
struct Guide {
    steps: Vec<Step>,
    keys: Keys,
    /// Whether a person is there: the screen is cleared for each step, and the place remembered.
    at_terminal: bool,
    live: Arc<Live>,
    stop: Stop,
    color: ColorChoice,
}

impl Guide {
    fn walk(&self, start: Option<usize>) -> anyhow::Result<()> {
        let left = if self.at_terminal {
            place::left()
        } else {
            None
        };
        let left = left.filter(|step| (1..self.steps.len()).contains(step));
        let mut at = start.or(left.map(|step| step + 1)).unwrap_or(1) - 1;
        while let Some(step) = self.steps.get(at) {
            if self.at_terminal {
                self.say(|out, _| write!(out, "{CLEAR}"))?;
            }
            match self.step(step, at + 1)? {
                Way::Further => at += 1,
                Way::Back => at = at.saturating_sub(1),
                Way::Away => return Ok(()),
            }
            if self.at_terminal {
                place::leave(at);
            }
        }
        self.say(|out, _| writeln!(out, "That was the tour. threaddemo list has all lessons."))?;
        Ok(())
    }

    /// One step, from its question to the way on.
    fn step(&self, step: &Step, number: usize) -> anyhow::Result<Way> {
        let all = self.steps.len();
        self.say(|out, style| report::numbered_question(out, step, (number, all), style))?;
        let read = || self.read(step.answer.is_number());
        let predicted = match ask(step, &read, &|text| self.say(text))? {
            Reply::Predicted(said) => said,
            Reply::Back => return Ok(Way::Back),
            Reply::Leave => return Ok(Way::Away),
        };
        self.say(|out, style| report::command(out, step, style))?;
        let printed = self.carry_out(step)?;
        if self.stop.cause().is_some() {
            return Ok(Way::Away);
        }
        let line = found(&printed, step.look);
        let came = report::Came {
            predicted: predicted.as_ref().map(|said| said.words.as_str()),
            right: predicted.as_ref().is_some_and(|said| said.right),
            line: line.as_deref(),
        };
        self.say(|out, style| report::came(out, step, &came, style))?;
        self.say(|out, style| {
            let keys = "space continues, b goes back, q leaves";
            writeln!(out, "\n{}", style.palette.faint().on(keys))
        })?;
        loop {
            match self.read(false) {
                Typed::Further => {
                    self.say(|out, _| writeln!(out))?;
                    return Ok(Way::Further);
                }
                Typed::Back => return Ok(Way::Back),
                Typed::Leave => return Ok(Way::Away),
                Typed::Hint | Typed::Number(_) => {}
            }
        }
    }

    /// Runs the command of a step, and passes on what it prints; returns that too.
    fn carry_out(&self, step: &Step) -> anyhow::Result<String> {
        let style = self.style();
        let mut command = Command::new(own_program()?);
        command
            .args(step.run.split(' '))
            .args([
                "--color",
                if style.palette.colored() {
                    "always"
                } else {
                    "never"
                },
            ])
            .env("COLUMNS", style.width.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut child = command.spawn().context("can't start a run")?;
        let mut stdout = child.stdout.take().context("a run has no output")?;
        let mut printed = Vec::new();
        let mut piece = [0; 4096];
        loop {
            match stdout.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => {
                    self.live
                        .write(|buffer| buffer.extend_from_slice(&piece[..read]));
                    printed.extend_from_slice(&piece[..read]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error).context("can't read what a run prints"),
            }
        }
        child.wait()?;
        Ok(plain(&String::from_utf8_lossy(&printed)))
    }

    fn read(&self, number: bool) -> Typed {
        let stopped = || self.stop.cause().is_some();
        read(&self.keys, number && self.at_terminal, &stopped, &|echo| {
            // An echo that can't be written is met at the next text.
            let _ = self.say(|out, _| write!(out, "{echo}"));
        })
    }

    /// Text as wide as the terminal is now.
    fn style(&self) -> Style {
        style(self.color)
    }

    fn say(&self, text: impl FnOnce(&mut dyn Write, Style) -> io::Result<()>) -> io::Result<()> {
        let mut bytes = Vec::new();
        text(&mut bytes, self.style())?;
        self.live.write(|buffer| buffer.append(&mut bytes));
        Ok(())
    }
}

/// The line that begins with these words, else the first that has them, with the lines that continue it.
pub(super) fn found(printed: &str, words: &str) -> Option<String> {
    let lines: Vec<_> = printed.lines().collect();
    let begins = lines.iter().position(|line| line.starts_with(words));
    let at = begins.or_else(|| lines.iter().position(|line| line.contains(words)))?;
    let indented = |line: &&&str| line.starts_with("          ");
    let rest = lines[at + 1..].iter().take_while(indented);
    let rest = rest.map(|line| format!(" {}", line.trim()));
    Some(lines[at].to_owned() + &rest.collect::<String>())
}

/// A text without its colors.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, escaped)) = rest.split_once("\x1b[") {
        plain.push_str(before);
        rest = escaped
            .split_once(|end: char| end.is_ascii_alphabetic())
            .map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    plain
}
