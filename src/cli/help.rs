//! The layout of `--help`, and what comes below the options: examples, variants, exit codes.

use std::fmt::Write as _;

use clap::Command;
use clap::builder::{StyledStr, Styles};

use demos::Demo;
use explore::{Lesson, MEMORY};
use system::terminal::{self, Stream};

/// The program's own help, with the demos separate from the other commands; clap knows only one list of
/// subcommands. This template looks like clap's own help, colors included.
pub(super) fn template(program: &Command) -> StyledStr {
    let (demos, commands): (Vec<_>, Vec<_>) = program
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .partition(|command| demos::find(command.get_name()).is_some());
    let names = demos.iter().chain(&commands);
    let name_width = names.map(|command| command.get_name().len()).max();
    let header = *Styles::default().get_header();
    let mut text = String::from("{about-with-newline}\n{usage-heading} {usage}\n");
    for (heading, commands) in [("Demos:", demos), ("Commands:", commands)] {
        let _ = writeln!(text, "\n{header}{heading}{header:#}");
        for command in commands {
            row(&mut text, command, name_width.unwrap_or(0));
        }
    }
    let _ = write!(
        text,
        "\n{header}Options:{header:#}\n{{options}}{{after-help}}"
    );
    text.into()
}

/// A command's name in a column of this width, and its description, wrapped to the terminal.
fn row(text: &mut String, command: &Command, width: usize) {
    let literal = *Styles::default().get_literal();
    let about = command.get_about().map(StyledStr::to_string);
    let mut about = about.unwrap_or_default();
    let aliases: Vec<_> = command.get_visible_aliases().collect();
    if !aliases.is_empty() {
        // As clap words it.
        let _ = write!(about, " [aliases: {}]", aliases.join(", "));
    }
    let name = command.get_name();
    let _ = write!(
        text,
        "  {literal}{name}{literal:#}{:1$}",
        "",
        width - name.len() + 2
    );
    broken(text, &about, width + 4);
}

/// Wraps a line's words after a `margin` that is already written.
fn broken(text: &mut String, words: &str, margin: usize) {
    /// The widest line that clap fills, and the minimum width of a wrapped line.
    const WIDEST: usize = 100;
    const NARROWEST: usize = 20;
    let columns = terminal::width(Stream::Stdout).min(WIDEST);
    let lines = textwrap::wrap(words, columns.saturating_sub(margin).max(NARROWEST));
    for (place, line) in lines.iter().enumerate() {
        let indent = if place == 0 { 0 } else { margin };
        let _ = writeln!(text, "{:indent$}{line}", "");
    }
}

/// The end of the program's own help.
pub(super) fn program() -> &'static str {
    "\
Examples:
  threaddemo square-cube             two tasks in turn, then on two threads
  threaddemo square-cube --threads   the threaded run alone
  threaddemo explain square-cube     the lesson in words, and in a short program
  threaddemo check                   does every demo hold on this machine?

threaddemo DEMO --help lists a demo's variants and options.

Environment:
  NO_COLOR         no color, if it is not empty
  CLICOLOR_FORCE   color into files and pipes too, unless it is 0
  CLICOLOR         no color if it is 0
  COLUMNS          the width to lay out for, in the place of the terminal's
  PAGER            what shows long texts on a terminal; none if it is empty
  --color outranks the first three, which outrank each other in this order.

Exit codes: 0 shown and verified, 1 a check failed, 2 wrong command line,
3 inconclusive, 4 refused by the system, 5 unplanned deadlock, 124 timed out,
129 SIGHUP, 130 Ctrl-C, 143 SIGTERM."
}

/// The end of the help of `check`.
pub(super) const CHECK: &str = "\
Exit codes: 0 all passed, 1 one failed, 124 timed out, 130 Ctrl-C, 143 SIGTERM.

Examples:
  threaddemo check                          everything, in a table
  threaddemo check counter semaphore        two demos
  threaddemo check --format junit >out.xml  for a CI system's test report
  threaddemo check --format tap >check.tap  for readers of TAP version 13
  threaddemo check --format markdown        a table for a job summary";

/// The end of the help of `diff`.
pub(super) const DIFF: &str = "\
Exit codes: 0 shown, or within --max-slowdown, 1 slower than that, 2 wrong command line,
3 too close to call, 4 a file can't be read.

Examples:
  threaddemo hash --runs 10 --save old.json    keep the figures of a run
  threaddemo diff old.json new.json            what became slower or faster
  threaddemo diff old.json new.json --max-slowdown 1.05 --format markdown";

/// The end of the help of `completions`.
pub(super) const COMPLETIONS: &str = "\
Examples:
  threaddemo completions bash >~/.local/share/bash-completion/completions/threaddemo
  threaddemo completions fish >~/.config/fish/completions/threaddemo.fish
  threaddemo completions zsh >~/.zfunc/_threaddemo";

/// The end of the help of `explain`.
pub(super) const EXPLAIN: &str = "\
Examples:
  threaddemo explain                     what can be explained
  threaddemo explain counter             a lesson on one screen
  threaddemo explain counter --python    Python's words beside Rust's, and the program in Python
  threaddemo explain counter --all       everything, with the source of the examples
  threaddemo explain race condition      a word of the field";

/// The end of the help of `help`.
pub(super) const HELP: &str = "\
Examples:
  threaddemo help counter           the same as threaddemo counter --help
  threaddemo help explore counter   of a command's command";

/// The end of the help of `man`.
pub(super) const MAN: &str = "\
Examples:
  threaddemo man | man -l -
  threaddemo man square-cube >threaddemo-square-cube.1";

/// The end of a demo's help: its variants, and commands to try.
pub(super) fn demo(demo: &Demo) -> String {
    let mut text = String::new();
    if !demo.variants.is_empty() {
        text.push_str("Variants (* run by default):\n");
    }
    let width = demo
        .variants
        .iter()
        .map(|row| row.name.len())
        .max()
        .unwrap_or(0);
    for row in demo.variants {
        let mark = if row.default { '*' } else { ' ' };
        let _ = write!(text, "{mark} {:width$}  ", row.name);
        broken(&mut text, row.about, width + 4);
    }
    if !demo.examples.is_empty() {
        text.push_str(if text.is_empty() { "" } else { "\n" });
        text.push_str("Examples:\n");
    }
    for (command, shows) in demo.examples {
        let _ = writeln!(text, "  {command}\n      {shows}");
    }
    text.truncate(text.trim_end().len());
    text
}

/// The end of the help of `explore`.
pub(super) const EXPLORE: &str = "\
Examples:
  threaddemo explore counter                     how often is an update lost?
  threaddemo explore counter --variants mutex    proof that a lock loses none
  threaddemo explore philosophers                the deadlock: who waits for whom
  threaddemo explore counter --play              you are the scheduler
  threaddemo explore race.py                     everything that a program of yours can print
  threaddemo explore race.py --expect 2          exit code 1 unless it is always 2

threaddemo explore DEMO --help lists a demo's variants and options.

Exit codes: 0 proved, or the lesson's fault shown, 1 broken,
3 stopped at --max-states, 4 out of memory, 5 an unplanned deadlock,
124 timed out, 130 Ctrl-C, 143 SIGTERM; with each of them what was found
until then is printed.";

/// The end of the help of `explore` for one demo: its variants, and commands to try.
pub(super) fn explore(name: &str, lesson: &Lesson) -> String {
    let mut text = String::from("Variants (* explored by default):\n");
    let names = lesson.modes.iter().map(|mode| mode.name.len());
    let width = names.max().unwrap_or(0);
    for mode in lesson.modes {
        let mark = if mode.name == lesson.default {
            '*'
        } else {
            ' '
        };
        let _ = write!(text, "{mark} {:width$}  ", mode.name);
        broken(&mut text, mode.about, width + 4);
    }
    let _ = write!(
        text,
        "\nIt counts the bare program: no window, gate or delay. Threads are A, B, C...\n\
         in the order in which they start.\n\nExamples:\n"
    );
    if lesson.options.contains(&MEMORY) {
        text.truncate(text.len() - "\n\nExamples:\n".len());
        text.push_str(
            " a is A's store queue under tso,\nand moves when its oldest store reaches memory.\n\nExamples:\n",
        );
    }
    let mut example = |command: String, shows: &str| {
        let _ = writeln!(text, "  threaddemo explore {name}{command}\n      {shows}");
    };
    example(
        String::new(),
        "every schedule of the default variant, and how each ends",
    );
    // The fix comes after the fault, or else before it.
    let mut others = lesson
        .modes
        .iter()
        .skip_while(|mode| mode.name != lesson.default);
    if let Some(mode) = others.nth(1).or(lesson.modes.first()) {
        example(format!(" --variants {}", mode.name), mode.about);
    }
    example(
        " --schedule AB".into(),
        "the first two steps of one schedule",
    );
    example(
        " --play".into(),
        "choose who moves next, and reach the goal",
    );
    example(" --format json".into(), "the findings, for a script");
    text.truncate(text.trim_end().len());
    text
}
