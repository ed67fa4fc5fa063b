//! What `explain` says about a demo: the file `text.md` beside its code, parsed when needed.
//!
//! The text is Markdown with these headings, in this order; a test reads every demo's:
//!
//! - `# Lesson`: paragraphs;
//! - `# Watch for`, `# Guaranteed`, `# Not guaranteed`: lists, one sentence per item; the last may be
//!   omitted. Everything so far fits a screen;
//! - `# More`: paragraphs for a reader who wants everything, if there is more;
//! - `# Python and Rust`: a list; each item has Python's words in backquotes, on the next line Rust's,
//!   and then, if necessary, a note.

/// A demo's text and its example programs.
#[derive(Debug)]
pub struct Explain {
    /// The text, in Markdown.
    pub text: &'static str,
    /// The example programs: file names under `examples/`, and their source.
    pub examples: &'static [(&'static str, &'static str)],
    /// The same lesson in Python, if Python can express it: file names under `examples/python/`, and
    /// their source. The first corresponds to this lesson.
    pub python: &'static [(&'static str, &'static str)],
}

/// The parsed text of a demo.
#[derive(Debug, Default, PartialEq)]
pub struct Explanation {
    /// What it teaches, one paragraph each.
    pub lesson: Vec<String>,
    /// What to watch for in the output, one sentence each.
    pub watch: Vec<String>,
    /// What is certain, one sentence each.
    pub guaranteed: Vec<String>,
    /// What is luck, one sentence each.
    pub not_guaranteed: Vec<String>,
    /// What else there is to know, one paragraph each.
    pub more: Vec<String>,
    /// The terms of Python's `threading` beside those of Rust.
    pub words: Vec<Cousin>,
}

/// A term from Python's `threading`, `queue`, `multiprocessing` or `concurrent.futures`, and its
/// counterpart in Rust.
#[derive(Clone, Debug, PartialEq)]
pub struct Cousin {
    /// In Python: `threading.Thread(target=f, args=(1,))`.
    pub python: String,
    /// In Rust: `thread::spawn(move || f(1))`.
    pub rust: String,
    /// What is alike or different, if that needs saying; otherwise empty.
    pub note: String,
}

impl Explain {
    /// Parses the text. Anything not in the documented form is ignored; a test ensures that there is
    /// nothing like that.
    pub fn read(&self) -> Explanation {
        let mut text = Explanation::default();
        for section in self.text.split("\n# ") {
            let (heading, body) = section.split_once('\n').unwrap_or((section, ""));
            match heading.trim_start_matches("# ").trim() {
                "Lesson" => text.lesson = paragraphs(body),
                "Watch for" => text.watch = items(body).map(one_line).collect(),
                "Guaranteed" => text.guaranteed = items(body).map(one_line).collect(),
                "Not guaranteed" => text.not_guaranteed = items(body).map(one_line).collect(),
                "More" => text.more = paragraphs(body),
                "Python and Rust" => text.words = items(body).filter_map(word).collect(),
                _ => {}
            }
        }
        text
    }
}

fn paragraphs(text: &str) -> Vec<String> {
    text.trim().split("\n\n").map(one_line).collect()
}

/// The items of a list, without their dashes.
fn items(list: &str) -> impl Iterator<Item = &str> {
    let list = list.trim();
    list.strip_prefix("- ").unwrap_or(list).split("\n- ")
}

/// A text with the file's line breaks removed.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn word(item: &str) -> Option<Cousin> {
    let mut lines = item.splitn(3, '\n');
    let mut code = || lines.next()?.trim().strip_prefix('`')?.strip_suffix('`');
    Some(Cousin {
        python: code()?.to_owned(),
        rust: code()?.to_owned(),
        note: one_line(lines.next().unwrap_or_default()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listed;

    #[test]
    fn a_text_is_taken_apart_by_its_headings() {
        let explain = Explain {
            text: "# Lesson\n\nOne,\nbroken.\n\nTwo.\n\n# Watch for\n\n- this\n- that,\n  too\n\n\
                   # Guaranteed\n\n- order\n\n# Python and Rust\n\n- `a`\n  `b | c`\n  a\n  note\n",
            examples: &[],
            python: &[],
        };
        let text = explain.read();
        assert_eq!(text.lesson, ["One, broken.", "Two."]);
        assert_eq!(text.watch, ["this", "that, too"]);
        assert_eq!(text.guaranteed, ["order"]);
        assert!(text.not_guaranteed.is_empty());
        let word = &text.words[0];
        assert_eq!(
            [&word.python, &word.rust, &word.note],
            ["a", "b | c", "a note"]
        );
    }

    #[test]
    fn nothing_of_a_demos_text_is_left_out() {
        for demo in listed() {
            let text = demo.explain.read();
            let words = text.words.iter();
            let words = words.flat_map(|word| [&word.python, &word.rust, &word.note]);
            let lists = [
                &text.lesson,
                &text.watch,
                &text.guaranteed,
                &text.not_guaranteed,
                &text.more,
            ];
            let letters = |text: &str| text.chars().filter(|char| char.is_alphanumeric()).count();
            let read: usize = lists
                .into_iter()
                .flatten()
                .chain(words)
                .map(|text| letters(text))
                .sum();
            let headings: usize = demo
                .explain
                .text
                .lines()
                .filter(|line| line.starts_with("# "))
                .map(letters)
                .sum();
            assert_eq!(read + headings, letters(demo.explain.text), "{}", demo.name);
        }
    }
}
