//! Chances with twice the precision of an `f64`, so that what is shown is the double nearest to the exact
//! chance, whatever the order of summation.

/// A number and its rounding error (Dekker 1971).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Chance {
    high: f64,
    low: f64,
}

impl Chance {
    pub(super) const SURE: Self = Self {
        high: 1.0,
        low: 0.0,
    };

    pub(super) fn value(self) -> f64 {
        self.high + self.low
    }

    pub(super) fn add(&mut self, more: Self) {
        let sum = self.high + more.high;
        let part = sum - self.high;
        let lost = (self.high - (sum - part)) + (more.high - part) + self.low + more.low;
        *self = Self::of(sum, lost);
    }

    /// This chance times a number; exact for numbers below a million.
    pub(super) fn times(self, times: u32) -> Self {
        if times == 1 {
            return self;
        }
        let times = f64::from(times);
        let product = self.high * times;
        Self::of(product, lost(self.high, times, product) + self.low * times)
    }

    /// This chance divided into equal parts.
    pub(super) fn part(self, parts: u32) -> Self {
        if parts == 1 {
            return self;
        }
        let parts = f64::from(parts);
        let quotient = self.high / parts;
        let product = quotient * parts;
        let rest = (self.high - product) - lost(quotient, parts, product) + self.low;
        Self::of(quotient, rest / parts)
    }

    fn of(sum: f64, lost: f64) -> Self {
        let high = sum + lost;
        Self {
            high,
            low: lost - (high - sum),
        }
    }
}

/// The rounding error of the product of a number and a small integer (Veltkamp's splitting).
fn lost(number: f64, small: f64, product: f64) -> f64 {
    const SPLIT: f64 = 134_217_729.0;
    let wide = number * SPLIT;
    let high = wide - (wide - number);
    (high * small - product) + (number - high) * small
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn thirds_of_sevenths_add_up_to_one_whatever_the_order() {
        let mut sum = Chance::default();
        for parts in [3, 7, 21, 26] {
            let part = Chance::SURE.part(parts).part(9);
            (0..parts * 9).for_each(|_| sum.add(part));
        }
        let values = [
            (sum, 4.0_f64),
            (Chance::SURE.part(3).times(2), 2.0 / 3.0),
            (Chance::SURE.part(10).times(3), 0.3),
        ];
        for (chance, expected) in values {
            assert_eq!(chance.value().to_bits(), expected.to_bits());
        }
    }
}
