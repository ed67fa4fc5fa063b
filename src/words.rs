//! How whole numbers read: their digits in groups of three. Which words stand beside a number is
//! left to whom it belongs to.

use std::fmt::Display;

/// `1,234,567`.
pub fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_stand_in_groups_of_three() {
        let numbers = [0, 12, 999, 1000, 123_456, 1_234_567];
        let expected = ["0", "12", "999", "1,000", "123,456", "1,234,567"];
        assert_eq!(numbers.map(grouped), expected);
    }
}
