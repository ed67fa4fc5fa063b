//! Play: a person is the scheduler. Moves are read line by line or key by key and answered on any writer,
//! so that a game can be scripted and tested.

mod moves;
mod scene;
mod screen;

use std::io::{self, BufWriter, Write};

use anyhow::Context;

use self::scene::{TerminalSize, same, values};
use self::screen::GameOutput;
use engine::live::Live;
use engine::stop::Stop;
use error::Exit;
use explore::{
    Atlas, Findings, Model, Moved, Odds, Outcome, ScheduleEnd, Updates, Walk, letter, letters,
    typed_letters,
};
use system::keys::Keys;
use system::terminal::{self, Stream};
use words::harmless;

#[cfg(test)]
mod tests;

/// The result of a game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Played {
    /// The moves made and not taken back, as a schedule.
    pub(super) schedule: String,
    /// How they ended, if they did.
    pub(super) end: Option<ScheduleEnd>,
    /// Whether a goal was reached.
    pub(super) reached: bool,
}

/// How a game is controlled.
#[derive(Clone, Copy, Debug, Default)]
struct Controls {
    /// Whether each key is a move, and one level follows another.
    keys: bool,
    terminal: TerminalSize,
}

/// A game in progress.
struct Game<'g, W, O> {
    findings: &'g Findings,
    odds: Option<(Odds<'g>, &'g Atlas)>,
    controls: Controls,
    /// The outcomes, with the one least likely by chance last.
    levels: Vec<&'g Outcome>,
    /// Which of them is the goal.
    level: usize,
    /// Whether a goal was reached before this one.
    reached: bool,
    /// The start and the situation after each move, with the number of the state; the last one is
    /// current.
    walks: Vec<(W, Updates, usize)>,
    moves: Vec<Moved>,
    out: O,
}

const HELP: &str = "a letter moves that thread, several move in turn\n\
                    u takes the last move back, q ends the game, ? shows this\n\
                    a number alone chooses that level";

/// A game with more states than this shows no odds: computing them would keep the player waiting.
const MOST_STATES: usize = 20_000;

/// Plays on stdin and stdout: by single keys on a terminal, otherwise by lines.
///
/// # Errors
/// If moves can't be read.
pub(super) fn at_terminal<M: Model>(
    (model, walk): (&M, impl Walk),
    findings: &Findings,
    live: &Live,
    stop: &Stop,
) -> anyhow::Result<Exit> {
    let keys = Keys::open();
    let stopped = || stop.cause().is_some();
    let told = |_| stopped().then_some(explore::Cut::Interrupted);
    let atlas = Atlas::of(model, &walk, MOST_STATES, &told).unwrap_or_default();
    let stdin = io::stdin();
    let next = || -> io::Result<Option<String>> {
        if keys.is_terminal() {
            return Ok(keys.key(&stopped).map(String::from));
        }
        moves::line(&mut stdin.lock())
    };
    let controls = Controls {
        keys: keys.is_terminal(),
        terminal: TerminalSize {
            width: terminal::width(Stream::Stdout),
            rows: terminal::rows().unwrap_or(0),
        },
    };
    let out = BufWriter::new(GameOutput { live, stop });
    match play(walk, findings, &atlas, controls, next, out) {
        Ok(played) if played.reached => Ok(Exit::Shown),
        Ok(_) => Ok(Exit::Failed),
        // What happened to stdout is known once it is finished.
        Err(_) if stopped() => Ok(Exit::Shown),
        Err(error) => Err(error).context("can't read moves from stdin"),
    }
}

/// Plays one game or, with keys, one level after another; `next` returns what is typed, a line or a key.
fn play<'g>(
    walk: impl Walk,
    findings: &'g Findings,
    atlas: &'g Atlas,
    controls: Controls,
    mut next: impl FnMut() -> io::Result<Option<String>>,
    out: impl Write,
) -> io::Result<Played> {
    let levels = levels(findings);
    let mut game = Game {
        findings,
        odds: Odds::of(atlas).map(|odds| (odds, atlas)),
        controls,
        level: if controls.keys {
            0
        } else {
            levels.len().saturating_sub(1)
        },
        levels,
        reached: false,
        walks: vec![(walk, Updates::default(), 0)],
        moves: Vec::new(),
        out,
    };
    game.open()?;
    let mut quit = false;
    while !quit && (!game.won() || game.another()?) {
        write!(game.out, "move? ")?;
        game.out.flush()?;
        let Some(line) = next()? else {
            writeln!(game.out)?;
            break;
        };
        writeln!(game.out, "{}", harmless(line.trim()))?;
        quit = game.turn(&line)?;
    }
    game.close()
}

/// The outcomes, with the one least likely by chance last; among equals, one that breaks the promise is
/// last.
fn levels(findings: &Findings) -> Vec<&Outcome> {
    let mut levels: Vec<&Outcome> = findings.outcomes.iter().collect();
    levels.sort_by_key(|one| (one.chance.map_or(0, millionths), one.ending.good));
    levels.reverse();
    levels
}

/// A chance in millionths, so that rounding errors don't matter in comparisons.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to a million
fn millionths(chance: f64) -> u32 {
    (chance * 1e6).round() as u32
}

impl<'g, W: Walk, O: Write> Game<'g, W, O> {
    fn now(&self) -> &W {
        let (walk, ..) = self.walks.last().expect("the start is never taken back");
        walk
    }

    fn goal(&self) -> Option<&'g Outcome> {
        self.levels.get(self.level).copied()
    }

    /// Whether the game has ended at its goal, or at any end if there is none.
    fn won(&self) -> bool {
        let goal = self.goal();
        let end = self.now().end();
        end.is_some_and(|end| goal.is_none_or(|goal| same(&end, goal)))
    }

    fn over(&self) -> bool {
        self.now().end().is_some()
    }

    fn open(&mut self) -> io::Result<()> {
        writeln!(self.out, "you are the scheduler: {HELP}")?;
        if self.levels.len() > 1 {
            writeln!(self.out, "\nlevels, the easiest first:")?;
            for (number, level) in (1..).zip(&self.levels) {
                writeln!(self.out, "{number:>4}  {}", level.ending.goal)?;
            }
        }
        self.start(self.level)
    }

    /// Starts a level.
    fn start(&mut self, level: usize) -> io::Result<()> {
        self.level = level;
        self.walks.truncate(1);
        self.moves.clear();
        writeln!(self.out)?;
        if let Some(goal) = self.goal() {
            let only = self.findings.whole && self.levels.len() == 1;
            let sure = if only { ", as every schedule does" } else { "" };
            writeln!(self.out, "goal: {}{sure}", goal.ending.goal)?;
        }
        writeln!(self.out)?;
        self.situation()
    }

    /// After a level: starts the next one if keys are used, otherwise names it; returns whether one was
    /// started.
    fn another(&mut self) -> io::Result<bool> {
        self.reached = true;
        let Some(next) = self.levels.get(self.level + 1) else {
            return Ok(false);
        };
        let number = self.level + 2;
        if !self.controls.keys {
            writeln!(self.out, "next: level {number}, {}", next.ending.goal)?;
            return Ok(false);
        }
        let verdict = self.verdict();
        writeln!(
            self.out,
            "\n{verdict}: goal reached; level {number} is next"
        )?;
        self.start(self.level + 1)?;
        Ok(true)
    }

    /// The text, the shared values, what each thread has and would do next, and the odds.
    fn situation(&mut self) -> io::Result<()> {
        let (walk, _, state) = self.walks.last().expect("the start is never taken back");
        scene::text(walk, self.controls.terminal, &mut self.out)?;
        scene::threads(walk, self.controls.terminal, &mut self.out)?;
        match &self.odds {
            Some((odds, atlas)) => scene::odds((odds, atlas), *state, self.findings, &mut self.out),
            None => Ok(()),
        }
    }

    /// The level chosen by a line that consists of digits.
    fn chosen(&self, line: &str) -> Option<usize> {
        let number: usize = line.trim().parse().ok()?;
        (1..=self.levels.len())
            .contains(&number)
            .then(|| number - 1)
    }

    /// Carries out one line; true if it ends the game.
    fn turn(&mut self, line: &str) -> io::Result<bool> {
        if let Some(level) = self.chosen(line) {
            self.start(level)?;
            return Ok(false);
        }
        for typed in typed_letters(line) {
            match typed {
                'q' => return Ok(true),
                'u' => self.undo()?,
                '?' => writeln!(self.out, "{HELP}")?,
                _ if self.advance(typed)? => {}
                _ => break,
            }
        }
        if !self.over() {
            self.situation()?;
        } else if !self.won() {
            writeln!(
                self.out,
                "{}: not the goal; u takes the last move back, q ends the game",
                self.verdict()
            )?;
        }
        Ok(false)
    }

    /// The end in words.
    fn verdict(&self) -> String {
        match self.now().end() {
            None => format!("{} could still move", letters(&self.now().able())),
            Some(
                ScheduleEnd::Done(ending) | ScheduleEnd::Cut(ending) | ScheduleEnd::Endless(ending),
            ) => {
                format!("{ending}, {}", ending.meaning)
            }
            Some(ScheduleEnd::Deadlock(_)) => "deadlock: no thread can move".into(),
        }
    }

    fn undo(&mut self) -> io::Result<()> {
        let Some(moved) = self.moves.pop() else {
            return writeln!(self.out, "there is no move to take back");
        };
        self.walks.pop();
        writeln!(
            self.out,
            "taken back: {} {}",
            letter(moved.thread),
            moved.text
        )
    }

    /// Moves one thread; false if it can't move.
    fn advance(&mut self, typed: char) -> io::Result<bool> {
        let (mut walk, mut updates, state) = self
            .walks
            .last()
            .expect("the start is never taken back")
            .clone();
        match walk.step(typed) {
            Err(reason) => {
                writeln!(self.out, "{reason}")?;
                Ok(false)
            }
            Ok(mut moved) => {
                updates.notice(&mut moved);
                let odds = self.odds.as_ref();
                let state = odds.map_or(0, |(odds, _)| odds.after(state, moved.thread));
                let note = if moved.note.is_empty() {
                    String::new()
                } else {
                    format!("   {}", moved.note)
                };
                let number = self.moves.len() + 1;
                writeln!(
                    self.out,
                    "{number:>4}   {}   {}{note}",
                    letter(moved.thread),
                    moved.text
                )?;
                self.moves.push(moved);
                self.walks.push((walk, updates, state));
                Ok(true)
            }
        }
    }

    /// The closing words: where the game ended, and whether that was the goal.
    fn close(mut self) -> io::Result<Played> {
        let schedule: String = self
            .moves
            .iter()
            .map(|moved| letter(moved.thread))
            .collect();
        let end = self.now().end();
        let reached = self.won();
        let word = match (&end, reached) {
            (None, _) => "stopped".to_string(),
            (_, true) => "goal reached".into(),
            (_, false) => "not the goal".into(),
        };
        writeln!(self.out)?;
        writeln!(self.out, "{}", values(self.now()))?;
        writeln!(self.out, "{}: {word}", self.verdict())?;
        writeln!(
            self.out,
            "your schedule: {}",
            if schedule.is_empty() {
                "none"
            } else {
                &schedule
            }
        )?;
        if let Some(goal) = self.goal().filter(|_| !reached) {
            writeln!(self.out, "one way to the goal: {}", goal.schedule)?;
        }
        Ok(Played {
            schedule,
            end,
            reached: reached || self.reached,
        })
    }
}
