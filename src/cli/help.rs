//! What stands below the options in `--help`: examples, variants, exit codes.

use std::fmt::Write as _;

use crate::demos::Demo;

/// The end of the program's own help.
pub(super) fn program() -> &'static str {
    "\
Examples:
  threaddemo square-cube             run two tasks one after the other, then on two threads
  threaddemo square-cube --threads   the threaded run alone
  threaddemo list                    what there is to see
  threaddemo explain square-cube     the lesson in words, and in a short program

threaddemo DEMO --help lists a demo's variants and options.

Exit codes: 0 shown and verified, 1 a check failed, 2 wrong command line, 3 inconclusive,
4 refused by the system, 5 unplanned deadlock, 124 timed out, 130 Ctrl-C, 143 SIGTERM."
}

/// The end of the help of `check`.
pub(super) const CHECK: &str = "\
Exit codes: 0 all passed, 1 one failed.

Examples:
  threaddemo check                          everything, in a table
  threaddemo check counter semaphore        two demos
  threaddemo check --format junit >out.xml  for a CI system's test report
  threaddemo check --format tap | prove -e cat -";

/// The end of the help of `completions`.
pub(super) const COMPLETIONS: &str = "\
Examples:
  threaddemo completions bash >~/.local/share/bash-completion/completions/threaddemo
  threaddemo completions fish >~/.config/fish/completions/threaddemo.fish
  threaddemo completions zsh >~/.zfunc/_threaddemo";

/// The end of the help of `explain`.
pub(super) const EXPLAIN: &str = "\
Examples:
  threaddemo explain square-cube
  threaddemo explain --color always counter | less -R";

/// The end of the help of `man`.
pub(super) const MAN: &str = "\
Examples:
  threaddemo man | man -l -
  threaddemo man square-cube >threaddemo-square-cube.1";

/// The end of a demo's help: its variants, and commands worth trying.
pub(super) fn demo(demo: &Demo) -> String {
    let mut text = String::from("Variants (* run by default):\n");
    let width = demo
        .variants
        .iter()
        .map(|row| row.name.len())
        .max()
        .unwrap_or(0);
    for row in demo.variants {
        let mark = if row.default { '*' } else { ' ' };
        let _ = writeln!(text, "{mark} {:width$}  {}", row.name, row.about);
    }
    text.push_str("\nExamples:\n");
    for (command, shows) in demo.examples {
        let _ = writeln!(text, "  {command}\n      {shows}");
    }
    text.truncate(text.trim_end().len());
    text
}
