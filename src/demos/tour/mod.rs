//! The steps of the tour: the lessons as a course, each step with a question, a run and an explanation.
//!
//! The text is Markdown. A step is `# title`; lines `run:`, `look:`, `try:` and `read:`; the question;
//! its choices as a list, the right one marked `*`, or `= number`; `hint:`; and the explanation. A test
//! reads every step.

/// All steps.
const TEXT: &str = include_str!("text.md");

/// Questions about runs that the tour doesn't ask about.
const QUESTIONS: &str = include_str!("questions.md");

/// One step.
#[derive(Debug, PartialEq)]
pub struct Step {
    /// What it is about.
    pub title: &'static str,
    /// The command to run, as typed after the program's name.
    pub run: &'static str,
    /// Words that begin, or occur in, the line of the run that answers the question.
    pub look: &'static str,
    /// A command to try afterwards.
    pub try_next: &'static str,
    /// Where to read more.
    pub read: &'static str,
    /// The question.
    pub question: String,
    /// The possible answers.
    pub answer: Answer,
    /// The hint.
    pub hint: String,
    /// The explanation.
    pub why: String,
}

/// How a step's question can be answered.
#[derive(Debug, PartialEq)]
pub enum Answer {
    /// One of these; the right one is at this place.
    Choice(Vec<&'static str>, usize),
    /// A whole number.
    Number(u64),
}

impl Answer {
    /// Whether it is a number to be typed.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }

    /// The right answer in words.
    pub fn right(&self) -> String {
        match self {
            Self::Choice(choices, right) => choices[*right].to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// The question about this demo's default run, if there is one.
pub fn question_about(demo: &str) -> Option<Step> {
    let mut all: Vec<Step> = sections(QUESTIONS).map(read).collect();
    all.extend(steps());
    all.into_iter().find(|step| {
        let options = step.run.strip_prefix(demo);
        // A step that runs only one of the default variants asks about the default run, too.
        options.is_some_and(|rest| rest.is_empty() || rest.starts_with(" --variants"))
    })
}

/// The steps, in order.
pub fn steps() -> Vec<Step> {
    sections(TEXT).map(read).collect()
}

/// The lessons that no step runs, in the order of the registry.
pub fn further() -> impl Iterator<Item = &'static str> {
    let steps = steps();
    let run = move |name: &str| {
        steps
            .iter()
            .any(|step| step.run.split(' ').any(|word| word == name))
    };
    super::listed()
        .map(|demo| demo.name)
        .filter(|name| super::is_lesson(name))
        .filter(move |name| !run(name))
}

fn sections(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.trim_start_matches("# ").split("\n# ")
}

fn read(section: &'static str) -> Step {
    let (title, body) = section.split_once('\n').unwrap_or((section, ""));
    let line = |key: &str| {
        let mut lines = body.lines();
        let found = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
        found.unwrap_or_default()
    };
    let paragraphs: Vec<&'static str> = body.split("\n\n").map(str::trim).collect();
    let prose = |at: usize| {
        let text = paragraphs.get(at).copied().unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let last = paragraphs.len().saturating_sub(1);
    Step {
        title: title.trim(),
        run: line("run"),
        look: line("look"),
        try_next: line("try"),
        read: line("read"),
        question: prose(1),
        answer: answer(paragraphs.get(2).copied().unwrap_or_default()),
        hint: line("hint").to_owned(),
        why: prose(last),
    }
}

fn answer(text: &'static str) -> Answer {
    if let Some(number) = text.strip_prefix("= ") {
        let digits = number.lines().next().unwrap_or_default();
        return Answer::Number(digits.parse().unwrap_or_default());
    }
    let items = || text.lines().filter_map(|line| line.strip_prefix("- "));
    let right = items().position(|item| item.ends_with(" *"));
    let choices = items().map(|item| item.trim_end_matches(" *"));
    Answer::Choice(choices.collect(), right.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_whole() {
        let steps = steps();
        assert!(steps.len() >= 12);
        let questions: Vec<_> = sections(QUESTIONS).map(read).collect();
        for step in steps.iter().chain(&questions) {
            let texts = [
                step.title,
                step.run,
                step.look,
                step.try_next,
                step.read,
                &step.question,
                &step.hint,
                &step.why,
            ];
            assert!(texts.iter().all(|text| !text.is_empty()), "{step:?}");
            assert!(
                step.question.ends_with('?') && step.why.ends_with('.'),
                "{step:?}"
            );
            match &step.answer {
                Answer::Choice(choices, right) => {
                    assert!(
                        (2..=4).contains(&choices.len()) && *right < choices.len(),
                        "{step:?}"
                    );
                }
                Answer::Number(number) => assert!(*number > 0, "{step:?}"),
            }
        }
        let count = |end: fn(&str) -> bool| {
            let lines = TEXT.lines().chain(QUESTIONS.lines());
            lines.filter(|line| end(line)).count()
        };
        let answers = count(|line| line.ends_with(" *")) + count(|line| line.starts_with("= "));
        assert_eq!(answers, steps.len() + questions.len());
    }

    #[test]
    fn every_listed_demo_has_a_question_about_its_run() {
        for demo in crate::listed() {
            if !crate::is_lesson(demo.name) {
                continue;
            }
            assert!(question_about(demo.name).is_some(), "{}", demo.name);
        }
        assert_eq!(question_about("counter").unwrap().title, "The lost update");
        assert_eq!(question_about("fault"), None);
    }
}
