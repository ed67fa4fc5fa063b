//! Play: a person is the scheduler. Moves are read from any reader and answered on any writer, so
//! that a game can be scripted and tested.

mod moves;
pub(super) mod screen;

use std::io::{self, BufRead, Write};

use crate::explore::{
    End, Findings, Moved, Outcome, Updates, Walk, letter, letters, typed_letters,
};

#[cfg(test)]
mod tests;

/// What became of a game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Played {
    /// The moves that stand, as a schedule.
    pub(super) schedule: String,
    /// How they ended, if they did.
    pub(super) end: Option<End>,
    /// Whether that is the goal.
    pub(super) reached: bool,
}

/// A game under way.
struct Game<'g, W, O> {
    goal: Option<&'g Outcome>,
    /// Whether no schedule ends otherwise.
    only: bool,
    /// The start and what each move made of it; the last is now.
    walks: Vec<(W, Updates)>,
    moves: Vec<Moved>,
    out: O,
}

const HELP: &str = "a letter moves that thread, several move in turn\n\
                    u takes the last move back, q ends the game, ? shows this";

/// Plays one game: moves from `input`, the answers on `out`, the goal from the findings; `echo`
/// writes the moves read too, for an input that doesn't show what is typed.
pub(super) fn play(
    walk: impl Walk,
    findings: &Findings,
    mut input: impl BufRead,
    out: impl Write,
    echo: bool,
) -> io::Result<Played> {
    let mut game = Game {
        goal: goal(findings),
        only: findings.whole && findings.outcomes.len() == 1,
        walks: vec![(walk, Updates::default())],
        moves: Vec::new(),
        out,
    };
    game.open()?;
    let mut quit = false;
    while !quit && !game.won() {
        write!(game.out, "move? ")?;
        game.out.flush()?;
        let Some(line) = moves::line(&mut input)? else {
            writeln!(game.out)?;
            break;
        };
        if echo {
            writeln!(game.out, "{}", line.trim())?;
        }
        quit = game.turn(&line)?;
    }
    game.close()
}

/// The outcome that is hardest to meet by chance; of equals the one that breaks the promise.
fn goal(findings: &Findings) -> Option<&Outcome> {
    let mut best: Option<&Outcome> = None;
    for outcome in &findings.outcomes {
        let key = |one: &Outcome| (one.chance.map_or(0, percent), one.ending.good);
        if best.is_none_or(|old| key(outcome) < key(old)) {
            best = Some(outcome);
        }
    }
    best
}

/// A chance in millionths, to compare what rounding may have told apart.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to a million
fn percent(chance: f64) -> u32 {
    (chance * 1e6).round() as u32
}

impl<W: Walk, O: Write> Game<'_, W, O> {
    fn now(&self) -> &W {
        let (walk, _) = self.walks.last().expect("the start is never taken back");
        walk
    }

    /// Whether the game has ended at its goal, or ended if there is none.
    fn won(&self) -> bool {
        match (self.now().end(), self.goal) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(End::Deadlock(_)), Some(goal)) => goal.deadlock,
            (Some(End::Done(ending) | End::Cut(ending) | End::Endless(ending)), Some(goal)) => {
                ending == goal.ending
            }
        }
    }

    fn over(&self) -> bool {
        self.now().end().is_some()
    }

    fn open(&mut self) -> io::Result<()> {
        writeln!(self.out, "you are the scheduler: {HELP}")?;
        if let Some(goal) = self.goal {
            let sure = if self.only {
                ", as every schedule does"
            } else {
                ""
            };
            writeln!(self.out, "goal: {}{sure}", goal.ending.goal)?;
        }
        writeln!(self.out)?;
        self.situation()
    }

    /// What is shared, and what each thread would do next.
    fn situation(&mut self) -> io::Result<()> {
        let walk = self.now();
        let able = walk.able();
        let mut next: Vec<String> = Vec::new();
        for thread in 0..walk.threads() {
            let step = walk.next_step(thread);
            next.push(match (able.contains(&thread), &*step) {
                (true, step) => format!("{}: {step}", letter(thread)),
                (false, "") => format!("{}: done", letter(thread)),
                (false, step) => format!("{}: {step} (waits)", letter(thread)),
            });
        }
        let values = values(walk);
        writeln!(self.out, "{values}")?;
        writeln!(self.out, "{}", next.join("   "))
    }

    /// Carries out one line; true if it ends the game.
    fn turn(&mut self, line: &str) -> io::Result<bool> {
        for typed in typed_letters(line) {
            match typed {
                'q' => return Ok(true),
                'u' => self.undo()?,
                '?' => writeln!(self.out, "{HELP}")?,
                _ if self.advance(typed.to_ascii_uppercase())? => {}
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
            Some(End::Done(ending) | End::Cut(ending) | End::Endless(ending)) => {
                format!("{ending}, {}", ending.meaning)
            }
            Some(End::Deadlock(_)) => "deadlock: no thread can move".into(),
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
        let (mut walk, mut updates) = self
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
                self.walks.push((walk, updates));
                Ok(true)
            }
        }
    }

    /// The last words: where it ended, and whether that was the goal.
    fn close(mut self) -> io::Result<Played> {
        let schedule: String = self
            .moves
            .iter()
            .map(|moved| letter(moved.thread))
            .collect();
        let end = self.now().end();
        let reached = self.over() && self.won();
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
        if let Some(goal) = self.goal.filter(|_| !reached) {
            writeln!(self.out, "one way to the goal: {}", goal.schedule)?;
        }
        Ok(Played {
            schedule,
            end,
            reached,
        })
    }
}

/// `count 0   lock -`
fn values(walk: &impl Walk) -> String {
    let pairs: Vec<String> = walk
        .columns()
        .iter()
        .zip(walk.values())
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    pairs.join("   ")
}
