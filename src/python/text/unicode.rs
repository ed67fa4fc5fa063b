//! What Python knows of single characters, by their general category.

use unicode_general_category::{GeneralCategory as Category, get_general_category as category};

/// The value of a decimal digit, of any script.
pub(super) fn decimal_digit(letter: char) -> Option<u32> {
    if letter.is_ascii() {
        return letter.to_digit(10);
    }
    let is_decimal = |code| {
        char::from_u32(code).is_some_and(|letter| category(letter) == Category::DecimalNumber)
    };
    let code = u32::from(letter);
    // Each script has its ten digits in a row; some rows follow one upon the other.
    is_decimal(code).then(|| {
        let before = (0..code).rev().take_while(|&code| is_decimal(code)).count();
        u32::try_from(before % 10).unwrap_or(0)
    })
}

/// Whether `repr` shows a character as it is.
pub(super) fn is_printable(letter: char) -> bool {
    if letter.is_ascii() {
        return (' '..='~').contains(&letter);
    }
    !matches!(
        category(letter),
        Category::Control
            | Category::Format
            | Category::Surrogate
            | Category::PrivateUse
            | Category::Unassigned
            | Category::LineSeparator
            | Category::ParagraphSeparator
            | Category::SpaceSeparator
    )
}
