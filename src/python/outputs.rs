//! What was printed on the way to a state, as a number.

use super::numbers::Numbers;
use explore::Cut;

/// Outputs by number: each is an earlier output plus one text. 0 is empty.
#[derive(Default)]
pub(super) struct Outputs(Numbers<(u32, u32)>);

impl Outputs {
    /// The number of an output with one more text.
    pub(super) fn longer(&mut self, output: u32, text: u32) -> u32 {
        self.0.number(&(output, text)).saturating_add(1)
    }

    /// Makes room for more.
    pub(super) fn make_room(&mut self) -> Result<(), Cut> {
        self.0.make_room()
    }

    /// The numbers of its texts, in order.
    pub(super) fn texts(&self, output: u32) -> Vec<u32> {
        self.since(0, output)
    }

    /// The numbers of the texts that came after an earlier output.
    pub(super) fn since(&self, earlier: u32, output: u32) -> Vec<u32> {
        let mut texts = Vec::new();
        let mut left = output;
        while left != earlier
            && let Some((before, text)) = left.checked_sub(1).map(|number| *self.0.part(number))
        {
            texts.push(text);
            left = before;
        }
        texts.reverse();
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_one_number_by_whatever_way_it_came_about() {
        let mut outputs = Outputs::default();
        let one = outputs.longer(0, 7);
        let two = outputs.longer(one, 8);
        let other = outputs.longer(0, 8);
        assert_eq!(outputs.longer(one, 8), two);
        assert_ne!(outputs.longer(other, 7), two);
        assert_eq!(outputs.texts(two), [7, 8]);
        assert_eq!(outputs.since(one, two), [8]);
        assert!(outputs.texts(0).is_empty());
    }
}
