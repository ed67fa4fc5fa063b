//! What the program prints besides its reports: whole documents on stdout, and lines on stderr.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use anyhow::Context;

use cli::{self, ColorChoice};
use engine::live::{self, Live};
use engine::stop::Stop;
use error::Exit;
use python::Refusal;
use report::palette::Palette;
use report::printer::Style;
use system::terminal::{self, Color, Stream};
use words::harmless;

/// How text is laid out on this stdout.
pub(super) fn style(choice: ColorChoice) -> Style {
    let choice = match choice {
        ColorChoice::Auto => Color::Auto,
        ColorChoice::Always => Color::Always,
        ColorChoice::Never => Color::Never,
    };
    Style {
        palette: Palette::new(terminal::wants_color(choice, Stream::Stdout)),
        unicode: terminal::is_utf8(),
        width: terminal::width(Stream::Stdout),
    }
}

/// Prints a whole document on stdout; a reader that closes it early is not an error.
pub(super) fn document(
    document: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<Exit> {
    let live = Live::new(live::plain_stdout(), Stop::new(), false);
    let mut bytes = Vec::new();
    document(&mut bytes)?;
    live.write(|buffer| buffer.append(&mut bytes));
    live.finish().context("can't write to stdout")?;
    Ok(Exit::Shown)
}

/// Reports on stderr what went wrong, and returns its exit code; requested help goes to stdout.
pub(super) fn failed(error: &anyhow::Error) -> Exit {
    if let Some(refusal) = error.downcast_ref::<Refusal>() {
        // In the format of a compiler, which begins with the file's name.
        live::to_stderr(format!("{refusal}\n").as_bytes());
        return Exit::Usage;
    }
    let Some(clap) = error.downcast_ref::<clap::Error>() else {
        say(format_args!("{error:#}"));
        return Exit::of(error);
    };
    if !cli::asked_for(clap) {
        let text = clap.render();
        let text = if terminal::wants_color(Color::Auto, Stream::Stderr) {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        live::to_stderr(text.as_bytes());
        return Exit::Usage;
    }
    match clap.print() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            say(format_args!("can't write to stdout: {error}"));
            Exit::Refused
        }
        Ok(()) | Err(_) => Exit::Shown,
    }
}

/// Prints a line on stderr that is not an error.
pub(super) fn note(what: impl Display) {
    line(&what.to_string());
}

/// Prints an error on stderr, as one line.
pub(super) fn say(what: impl Display) {
    line(&format!("error: {what}"));
}

/// A line with control characters made harmless.
fn line(text: &str) {
    live::message(harmless(text));
}
