//! Shows a document on a terminal through a pager, as git does.
//!
//! `PAGER` names it; the default is `less`, and an empty `PAGER` or `cat` means none.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use super::{console, signals};
use engine::stop::Stop;
use error::Exit;
use system::terminal::{self, Stream};

/// Shows a document: through the pager on a terminal, otherwise on stdout.
pub(super) fn document(
    document: impl Fn(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<Exit> {
    if terminal::is_terminal(Stream::Stdout) && paged(&document)? {
        return Ok(Exit::Shown);
    }
    console::document(document)
}

/// The pager named by the environment; `None` if there is to be none.
fn pager() -> Option<Command> {
    let Some(named) = terminal::variable("PAGER") else {
        return Some(Command::new("less"));
    };
    if matches!(named.trim(), "" | "cat") {
        return None;
    }
    let mut shell = Command::new("sh");
    shell.args(["-c", &named]);
    Some(shell)
}

/// Shows the document through the pager; false if there is none.
fn paged(document: impl Fn(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<bool> {
    /// A shell's exit codes for a command that it can't run, and for one that it can't find.
    const NO_COMMAND: [i32; 2] = [126, 127];
    let Some(mut pager) = pager() else {
        return Ok(false);
    };
    let mut bytes = Vec::new();
    document(&mut bytes)?;
    // Ctrl-C is meant for the pager: its reader is still at the terminal.
    signals::listen(Stop::new())?;
    // As git sets it: exit at once if everything fits the screen, keep colors, don't clear the screen.
    if terminal::variable("LESS").is_none() {
        pager.env("LESS", "FRX");
    }
    let Ok(mut child) = pager.stdin(Stdio::piped()).spawn() else {
        return Ok(false);
    };
    if let Some(mut stdin) = child.stdin.take() {
        // A reader that quits early has seen enough.
        let _ = stdin.write_all(&bytes);
    }
    let code = child.wait()?.code();
    Ok(!code.is_some_and(|code| NO_COMMAND.contains(&code)))
}
