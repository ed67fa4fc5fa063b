//! The run of a step: this program again, with its lines passed on as they come.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::Context;

use demos::tour::Step;
use report::printer::Style;
use report::tour::plain;
use system::children::own_program;

/// Runs the command of a step and passes on each line that it prints, except for the suggested next
/// command: the tour knows better. Returns the lines.
pub(super) fn carry_out(
    step: &Step,
    style: Style,
    each: &mut dyn FnMut(&[String]) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<String>> {
    let color = if style.palette.colored() {
        "always"
    } else {
        "never"
    };
    let mut child = Command::new(own_program()?)
        .args(step.run.split(' '))
        .args(["--color", color])
        .env("COLUMNS", style.width.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("can't start a run")?;
    let stdout = child.stdout.take().context("a run has no output")?;
    let mut lines: Vec<String> = Vec::new();
    let mut proposed = false;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.context("can't read what a run prints")?;
        let line = String::from_utf8_lossy(&line).into_owned();
        // These two come last, and may continue on further lines.
        let label = plain(&line);
        proposed |= label.starts_with("next ") || label.starts_with("compare ");
        if !proposed {
            lines.push(line);
            each(&lines)?;
        }
    }
    child.wait()?;
    Ok(lines)
}
