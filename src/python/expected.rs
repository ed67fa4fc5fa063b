//! Whether an outcome is one that was expected.

/// Whether a text matches the wanted one, in which `<time>`, `<random>` and `<id>` match any text.
pub fn matches(text: &str, wanted: &str) -> bool {
    let marks = ["<time>", "<random>", "<id>"];
    let next = marks
        .iter()
        .filter_map(|mark| Some((text.find(mark)?, mark.len())))
        .min();
    let Some((at, length)) = next else {
        return text == wanted;
    };
    let Some(after) = wanted.strip_prefix(&text[..at]) else {
        return false;
    };
    let rest = &text[at + length..];
    let places = after
        .char_indices()
        .map(|(place, _)| place)
        .chain([after.len()]);
    places
        .into_iter()
        .any(|place| matches(rest, &after[place..]))
}
