//! Numbers as text: sixty-four digits of six bits each.

/// The digits: those of base 64 (RFC 4648).
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes in base 64.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = bits >> (18 - 6 * place) & 63;
            text.push(if place <= three.len() {
                char::from(DIGITS[digit as usize])
            } else {
                '='
            });
        }
    }
    text
}

/// Appends a number, lowest five bits first; the sixth bit marks a digit that is followed by another.
pub(super) fn push(text: &mut String, mut number: usize) {
    while number > 31 {
        text.push(char::from(DIGITS[number & 31 | 32]));
        number >>= 5;
    }
    text.push(char::from(DIGITS[number]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_base_64_as_in_rfc_4648() {
        let cases = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        let texts = [
            "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy",
        ];
        assert_eq!(cases.map(|case| base64(case.as_bytes())), texts);
    }

    #[test]
    fn numbers_take_a_digit_for_every_five_bits() {
        let written = |number| {
            let mut text = String::new();
            push(&mut text, number);
            text
        };
        let cases = [0, 31, 32, 1023, 1024];
        assert_eq!(cases.map(written), ["A", "f", "gB", "/f", "ggB"]);
    }
}
