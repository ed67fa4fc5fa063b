//! The tour: asks, runs what the question is about, and explains. A run starts this program again, so
//! that it is exactly what a reader would start.

mod ask;
mod child;
mod place;
mod scene;
mod typed;

pub(super) use ask::{GivenAnswer, Reply, ask, feedback};
pub(super) use typed::read;

use std::io::{self, Write};
use std::sync::Arc;

use anyhow::Context;

use super::console::{document, style};
use super::pictures::Target;
use super::{problems, signals};
use cli::{ColorChoice, TourRequest, TourTask};
use demos::tour::{Step, steps};
use engine::live::{self, Live};
use engine::stop::Stop;
use error::Exit;
use report::printer::Style;
use report::{tour, tour_page};
use scene::{Scene, Screen};
use system::keys::Keys;
use system::terminal::{self, Stream};
use typed::Typed;

/// Carries out the request.
pub(super) fn run(request: &TourRequest) -> anyhow::Result<Exit> {
    let steps = steps();
    let start = match &request.task {
        TourTask::Page(file) => {
            let page = |out: &mut dyn Write| tour_page::write(out, &steps);
            Target::probe(file)?.write(&Stop::new(), page)?;
            return Ok(Exit::Shown);
        }
        TourTask::List => return document(|out| tour::list(out, &steps, style(request.color))),
        TourTask::Walk(start) => *start,
    };
    let stop = Stop::new();
    signals::listen(stop.clone())?;
    let live = Live::new(live::stdout(&stop), stop.clone(), false);
    let keys = Keys::open();
    let at_terminal = keys.is_terminal() && terminal::redraws(Stream::Stdout);
    let guide = Guide {
        screen: at_terminal.then(|| Screen::open(&live)),
        keys,
        live: Arc::clone(&live),
        stop: stop.clone(),
        color: request.color,
        steps,
    };
    guide.walk(start)?;
    live.finish().context("can't write to stdout")?;
    Ok(problems::exit_of(stop.cause()))
}

/// Where to go from a step.
enum Direction {
    Further,
    Back,
    Away,
}

/// Guides through the steps.
struct Guide {
    steps: Vec<Step>,
    keys: Keys,
    /// The screen that shows one step at a time; `None` if text is written and lines are read.
    screen: Option<Screen>,
    live: Arc<Live>,
    stop: Stop,
    color: ColorChoice,
}

impl Guide {
    fn walk(&self, start: Option<usize>) -> anyhow::Result<()> {
        // Only a person's place is remembered, not a script's.
        let left = self.screen.as_ref().and_then(|_| place::left());
        let left = left.filter(|step| (1..self.steps.len()).contains(step));
        let mut at = start.or(left.map(|step| step + 1)).unwrap_or(1) - 1;
        let mut away = false;
        while at < self.steps.len() && !away {
            match self.step(at)? {
                Direction::Further => at += 1,
                Direction::Back => at = at.saturating_sub(1),
                Direction::Away => away = true,
            }
            if self.screen.is_some() {
                place::leave(at);
                // The next step is drawn over this one; after the last, nothing is.
                if away || at == self.steps.len() {
                    self.say(&|out, _| writeln!(out))?;
                }
            }
        }
        if !away {
            self.say(&tour::end)?;
        }
        Ok(())
    }

    /// One step, from its question to where to go next.
    fn step(&self, at: usize) -> anyhow::Result<Direction> {
        let step = &self.steps[at];
        match &self.screen {
            Some(_) => self.show(at, Scene::Asked(String::new()))?,
            None => {
                self.say(&|out, style| tour::numbered_question(out, step, self.number(at), style))?;
            }
        }
        let said = match ask(step, &|| self.read(at, step.answer.is_number()), &|text| {
            self.note(at, text)
        })? {
            Reply::Predicted(said) => said,
            Reply::Back => return Ok(Direction::Back),
            Reply::Leave => return Ok(Direction::Away),
        };
        self.carry_out(at, said)?;
        loop {
            match self.read(at, false) {
                _ if self.stop.cause().is_some() => return Ok(Direction::Away),
                Typed::Further => {
                    if self.screen.is_none() {
                        self.say(&|out, _| writeln!(out))?;
                    }
                    return Ok(Direction::Further);
                }
                Typed::Back => return Ok(Direction::Back),
                Typed::Leave => return Ok(Direction::Away),
                Typed::Hint | Typed::Number(_) => {}
            }
        }
    }

    /// Runs the command of a step, and shows the result.
    fn carry_out(&self, at: usize, said: Option<GivenAnswer>) -> anyhow::Result<()> {
        let step = &self.steps[at];
        let style = self.style();
        if self.screen.is_some() {
            self.show(at, Scene::Running(Vec::new()))?;
            let run = child::carry_out(step, style, &mut |run| {
                self.show(at, Scene::Running(run.to_vec()))
            })?;
            // Keys pressed meanwhile were not meant for what comes now.
            self.keys.forget();
            return self.show(at, Scene::Over(run, said));
        }
        self.say(&|out, style| tour::command(out, step, style))?;
        let run = child::carry_out(step, style, &mut |run| {
            self.say(&|out, _| writeln!(out, "{}", run.last().map_or("", String::as_str)))?;
            Ok(())
        })?;
        if self.stop.cause().is_some() {
            return Ok(());
        }
        let line = tour::found(&run, step.look);
        let feedback = feedback(said.as_ref(), line.as_deref());
        self.say(&|out, style| {
            tour::feedback(out, step, &feedback, style)?;
            writeln!(out, "\n{}", style.palette.faint().on(tour::KEYS))
        })?;
        Ok(())
    }

    /// The number of the step at this place, and the total.
    fn number(&self, at: usize) -> (usize, usize) {
        (at + 1, self.steps.len())
    }

    /// What is typed next; meanwhile the screen follows the terminal's size.
    fn read(&self, at: usize, number: bool) -> Typed {
        let stopped = || {
            if self.screen.as_ref().is_some_and(Screen::resized) {
                // If the screen can't be drawn, the next text will fail too.
                let _ = self.draw(at);
            }
            self.stop.cause().is_some()
        };
        let echo = |typed| match &self.screen {
            Some(screen) => {
                screen.echo(typed);
                let _ = self.draw(at);
            }
            None => drop(self.say(&|out, _| write!(out, "{typed}"))),
        };
        read(&self.keys, number && self.screen.is_some(), &stopped, &echo)
    }

    /// Shows a text about the question.
    fn note(&self, at: usize, text: tour::WriteText<'_>) -> io::Result<()> {
        let Some(screen) = &self.screen else {
            return self.say(text);
        };
        let mut bytes = Vec::new();
        text(&mut bytes, self.style())?;
        screen.note(&bytes);
        self.draw(at)
    }

    fn show(&self, at: usize, scene: Scene) -> anyhow::Result<()> {
        if let Some(screen) = &self.screen {
            screen.set(scene);
            self.draw(at)?;
        }
        Ok(())
    }

    fn draw(&self, at: usize) -> io::Result<()> {
        let Some(screen) = &self.screen else {
            return Ok(());
        };
        screen.draw((&self.steps[at], self.number(at)), self.style(), &self.live)
    }

    /// The style for text, at the terminal's current width.
    fn style(&self) -> Style {
        let style = style(self.color);
        match self.screen {
            Some(_) => Style {
                width: terminal::room(Stream::Stdout),
                ..style
            },
            None => style,
        }
    }

    fn say(&self, text: tour::WriteText<'_>) -> io::Result<()> {
        let mut bytes = Vec::new();
        text(&mut bytes, self.style())?;
        self.live.write(|buffer| buffer.append(&mut bytes));
        Ok(())
    }
}
