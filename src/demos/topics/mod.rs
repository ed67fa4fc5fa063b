//! The field's terms: what `explain` says about topics that don't belong to a single demo.
//!
//! The text is Markdown: `# name`, a line `also: ...` with other names, paragraphs, and a list of
//! commands that show it, each with a line on what it shows. A test checks that format.

/// All topics.
const TEXT: &str = include_str!("text.md");

/// A term of the field, explained.
#[derive(Debug, PartialEq)]
pub struct Topic {
    /// Its name: `race condition`.
    pub name: &'static str,
    /// Other names, and words that mean the same.
    pub also: Vec<&'static str>,
    /// What it is, one paragraph each.
    pub paragraphs: Vec<String>,
    /// Commands that show it, each with what it shows.
    pub commands: Vec<(&'static str, &'static str)>,
}

/// The special terms in outputs.
const WORDS: &str = include_str!("words.md");

/// A special term in an output.
#[derive(Debug, PartialEq)]
pub struct Term {
    /// Its forms, in lower case; the first is its name.
    pub forms: Vec<&'static str>,
    /// What it means.
    pub meaning: String,
}

/// The special terms in outputs.
pub fn words() -> impl Iterator<Item = Term> {
    let items = WORDS.trim_start_matches("- ").split("\n- ");
    items.filter_map(|item| {
        let (forms, meaning) = item.split_once(": ")?;
        Some(Term {
            forms: forms.split(", ").collect(),
            meaning: meaning.split_whitespace().collect::<Vec<_>>().join(" "),
        })
    })
}

/// All topics, in listing order.
pub fn all() -> impl Iterator<Item = Topic> {
    TEXT.trim_start_matches("# ").split("\n# ").map(read)
}

/// The topic with this name, ignoring case and hyphens for spaces.
pub fn find(name: &str) -> Option<Topic> {
    let wanted = plain(name);
    all().find(|topic| {
        plain(topic.name) == wanted || topic.also.iter().any(|other| plain(other) == wanted)
    })
}

/// A name normalized for comparison.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('-', " ")
}

fn read(section: &'static str) -> Topic {
    let (name, body) = section.split_once('\n').unwrap_or((section, ""));
    let (also, body) = match body.strip_prefix("also: ") {
        Some(rest) => rest.split_once('\n').unwrap_or((rest, "")),
        None => ("", body),
    };
    let (text, list) = body.split_once("\n- ").unwrap_or((body, ""));
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Topic {
        name: name.trim(),
        also: also.split(", ").filter(|name| !name.is_empty()).collect(),
        paragraphs: text.trim().split("\n\n").map(one_line).collect(),
        commands: list
            .split("\n- ")
            .filter_map(|item| item.split_once('\n'))
            .map(|(command, shows)| (command.trim(), shows.trim()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_says_what_it_is_and_which_command_shows_it() {
        assert!(all().count() >= 12);
        for topic in all() {
            let name = topic.name;
            assert!(!topic.paragraphs[0].is_empty(), "{name}");
            assert!(!topic.commands.is_empty(), "{name}");
            for (command, shows) in topic.commands {
                assert!(command.starts_with("threaddemo "), "{name}: {command}");
                assert!(
                    !shows.is_empty() && !shows.contains('\n'),
                    "{name}: {shows}"
                );
            }
        }
    }

    #[test]
    fn no_two_topics_share_a_name_and_none_hides_a_demo() {
        let mut names = Vec::new();
        for topic in all() {
            names.extend(
                topic
                    .also
                    .iter()
                    .chain([&topic.name])
                    .map(|name| plain(name)),
            );
        }
        for demo in crate::listed() {
            names.push(plain(demo.name));
        }
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn a_topic_is_found_with_spaces_and_with_hyphens_in_any_case() {
        for name in ["race condition", "Race-Condition", "RACE"] {
            assert_eq!(find(name).map(|topic| topic.name), Some("race condition"));
        }
        assert_eq!(find("condition"), None);
    }
}
