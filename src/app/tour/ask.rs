//! One question, asked until it is answered or skipped.

use std::io;

use super::typed::Typed;
use demos::tour::{Answer, Step};
use report::tour::{self, Feedback};

/// The answer given to a question.
pub(crate) struct GivenAnswer {
    /// The answer in words.
    pub(crate) words: String,
    /// Whether it is right.
    pub(crate) right: bool,
}

/// What a reader is told about the prediction, given the line that answers it.
pub(crate) fn feedback<'a>(said: Option<&'a GivenAnswer>, line: Option<&'a str>) -> Feedback<'a> {
    Feedback {
        predicted: said.map(|said| said.words.as_str()),
        right: said.is_some_and(|said| said.right),
        line,
    }
}

/// The reply to a question.
pub(crate) enum Reply {
    /// This answer; none if the question was skipped.
    Predicted(Option<GivenAnswer>),
    /// The reader wants to go back.
    Back,
    /// The reader leaves.
    Leave,
}

/// Reads replies to a question, giving hints, until there is an answer.
pub(crate) fn ask(
    step: &Step,
    read: &dyn Fn() -> Typed,
    say: &dyn Fn(tour::WriteText<'_>) -> io::Result<()>,
) -> io::Result<Reply> {
    loop {
        match read() {
            Typed::Hint => say(&|out, style| tour::hint(out, step, style))?,
            Typed::Back => return Ok(Reply::Back),
            Typed::Leave => return Ok(Reply::Leave),
            Typed::Further => return Ok(Reply::Predicted(None)),
            Typed::Number(number) => match said(&step.answer, number) {
                Some(said) => return Ok(Reply::Predicted(Some(said))),
                None => say(&|out, _| writeln!(out, "there is no answer {number}"))?,
            },
        }
    }
}

/// The answer in words, and whether it is right; `None` if there is no such answer.
fn said(answer: &Answer, number: u64) -> Option<GivenAnswer> {
    match answer {
        Answer::Number(right) => Some(GivenAnswer {
            words: number.to_string(),
            right: number == *right,
        }),
        Answer::Choice(choices, right) => {
            let place = usize::try_from(number).ok()?.checked_sub(1)?;
            let choice = choices.get(place)?;
            Some(GivenAnswer {
                words: (*choice).to_owned(),
                right: place == *right,
            })
        }
    }
}
