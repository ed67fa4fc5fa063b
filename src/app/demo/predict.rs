//! What a reader expects of a run, asked before it; the answer is given after the run.

use super::session::Session;
use crate::tour::{GivenAnswer, Reply, ask as ask_for, feedback, read};
use report::printer::Style;
use report::results::Results;
use report::{text, tour};
use system::keys::Keys;
use system::terminal::{self, Stream};

/// Asks this session's question, if it has one; `None` if it was skipped.
pub(super) fn ask(session: &Session) -> anyhow::Result<Option<GivenAnswer>> {
    let Some(step) = &session.request.teaching.question else {
        return Ok(None);
    };
    let keys = Keys::open();
    let at_terminal = keys.is_terminal() && terminal::is_terminal(Stream::Stdout);
    let say = |text: tour::WriteText<'_>| {
        let mut bytes = Vec::new();
        text(&mut bytes, session.style)?;
        session.live.write(|buffer| buffer.append(&mut bytes));
        Ok(())
    };
    say(&|out, style| {
        let name = session.request.demo.name;
        tour::question(out, step, name, "? is a hint, space runs it", style)
    })?;
    let stopped = || session.stop.cause().is_some();
    let echo = |echo| {
        // If an echo can't be written, the next text will fail too.
        let _ = say(&|out, _| write!(out, "{echo}"));
    };
    let whole = at_terminal && step.answer.is_number();
    let reply = ask_for(step, &|| read(&keys, whole, &stopped, &echo), &say)?;
    session.announced.set(true);
    Ok(match reply {
        Reply::Predicted(said) => said,
        Reply::Back | Reply::Leave => None,
    })
}

/// Writes the answer to the question beside the reply.
pub(super) fn compare(
    out: &mut Vec<u8>,
    session: &Session,
    results: &Results,
    predicted: Option<&GivenAnswer>,
    style: Style,
) {
    let Some(step) = &session.request.teaching.question else {
        return;
    };
    let mut printed = Vec::new();
    let plain = Style {
        width: style.width,
        ..Style::bare()
    };
    // Writing to a buffer can't fail, here and below.
    let _ = text::write(&mut printed, results, plain);
    let lines: Vec<_> = String::from_utf8_lossy(&printed)
        .lines()
        .map(String::from)
        .collect();
    let line = tour::found(&lines, step.look);
    let feedback = feedback(predicted, line.as_deref());
    let _ = tour::answer(out, step, &feedback, style);
    out.push(b'\n');
}
