//! The special terms that outputs use, and what each means.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::printer::{Printer, Style};
use demos::topics::{self, Term};

/// Writes the meaning of each term that this text contains, in order of appearance.
pub fn write(out: &mut dyn Write, text: &str, style: Style) -> io::Result<()> {
    const GAP: usize = 3;
    let printer = &mut Printer::new(out, style);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.to_lowercase();
    let mut words: Vec<(usize, Term)> = topics::words()
        .filter_map(|word| Some((place(&text, &word)?, word)))
        .collect();
    words.sort_by_key(|(place, _)| *place);
    let widths = words.iter().map(|(_, word)| word.forms[0].width());
    let label = widths.max().unwrap_or(0) + GAP;
    for (_, word) in &words {
        printer.sentence(word.forms[0], &word.meaning, label)?;
    }
    Ok(())
}

/// The first place of the term in this text as a whole word.
fn place(text: &str, word: &Term) -> Option<usize> {
    let places = word.forms.iter().filter_map(|form| {
        let alone = |at: &usize| {
            let (before, after) = (&text[..*at], &text[at + form.len()..]);
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
        };
        text.match_indices(*form).map(|(at, _)| at).find(alone)
    });
    places.min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_of_a_text_are_explained_in_its_order() {
        let mut out = Vec::new();
        write(
            &mut out,
            "elapsed  at best\n1.0 s  baseline, not based, reset",
            Style::bare(),
        )
        .unwrap();
        let legend = String::from_utf8(out).unwrap();
        let labels: Vec<_> = legend
            .lines()
            .filter(|line| !line.starts_with(' '))
            .collect();
        assert_eq!(labels.len(), 3, "{legend}");
        assert!(labels[0].starts_with("elapsed "), "{legend}");
        assert!(labels[1].starts_with("at best "), "{legend}");
        assert!(labels[2].starts_with("baseline "), "{legend}");
    }
}
