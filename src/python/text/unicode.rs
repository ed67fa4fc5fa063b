//! Python's properties of single characters, by general category.

use unicode_general_category::{GeneralCategory as Category, get_general_category as category};

/// The value of a decimal digit in any script.
pub(super) fn decimal_digit(letter: char) -> Option<u32> {
    if letter.is_ascii() {
        return letter.to_digit(10);
    }
    let is_decimal = |code| char::from_u32(code).is_some_and(is_decimal);
    let code = u32::from(letter);
    // Each script has its ten digits in a row; some such rows are adjacent.
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

/// Whether a character is whitespace, for `strip`, `split` and `isspace`.
pub(super) fn is_space(letter: char) -> bool {
    letter.is_whitespace() || ('\x1c'..='\x1f').contains(&letter)
}

/// Whether a character ends a line, for `splitlines`.
pub(super) fn ends_line(letter: char) -> bool {
    matches!(letter, '\n'..='\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character is a letter: `isalpha`.
pub(super) fn is_letter(letter: char) -> bool {
    matches!(
        category(letter),
        Category::UppercaseLetter
            | Category::LowercaseLetter
            | Category::TitlecaseLetter
            | Category::ModifierLetter
            | Category::OtherLetter
    )
}

/// Whether a character is a digit: `isdigit`, which is also true of superscripts and circled digits.
pub(super) fn is_digit(letter: char) -> bool {
    let other = matches!(letter,
        '\u{b2}'..='\u{b3}' | '\u{b9}' | '\u{1369}'..='\u{1371}' | '\u{19da}' | '\u{2070}'
        | '\u{2074}'..='\u{2079}' | '\u{2080}'..='\u{2089}' | '\u{2460}'..='\u{2468}'
        | '\u{2474}'..='\u{247c}' | '\u{2488}'..='\u{2490}' | '\u{24ea}'
        | '\u{24f5}'..='\u{24fd}' | '\u{24ff}' | '\u{2776}'..='\u{277e}'
        | '\u{2780}'..='\u{2788}' | '\u{278a}'..='\u{2792}' | '\u{10a40}'..='\u{10a43}'
        | '\u{10e60}'..='\u{10e68}' | '\u{11052}'..='\u{1105a}' | '\u{1f100}'..='\u{1f10a}'
    );
    other || is_decimal(letter)
}

/// Whether a character is a decimal digit: `isdecimal`.
pub(super) fn is_decimal(letter: char) -> bool {
    category(letter) == Category::DecimalNumber
}

/// Whether a character has a numeric value: `isnumeric`.
pub(super) fn is_numeric(letter: char) -> bool {
    match category(letter) {
        Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber => true,
        Category::OtherLetter => IDEOGRAPHS.contains(letter),
        _ => false,
    }
}

/// Ideographs that are numbers.
const IDEOGRAPHS: &str = "\
    㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍\
    弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零\u{f96b}\u{f973}\u{f978}\u{f9b2}\u{f9d1}\u{f9d3}\u{f9fd}𠀁𠁤𠃢𠄡𠤪𠦃𠦌𠦜𠫪𠫽𠬙𢎐𢦘𣬛𦉭\
    \u{2f890}";

/// Whether a character is in title case, like a digraph with only its first letter capitalized.
pub(super) fn is_title(letter: char) -> bool {
    category(letter) == Category::TitlecaseLetter
}

/// Whether a character has a case.
pub(super) fn is_cased(letter: char) -> bool {
    letter.is_lowercase() || letter.is_uppercase() || is_title(letter)
}
