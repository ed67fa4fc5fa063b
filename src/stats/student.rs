//! Student's t: how far an estimate from few figures may be off.

/// The number of standard errors to either side of an estimate that contain the true value in 95 of 100
/// cases, with this many degrees of freedom; `None` if there are none.
///
/// Source: M. Abramowitz and I. A. Stegun, *Handbook of Mathematical Functions*, 1964, 26.7.3 and 26.7.4,
/// whose probability is inverted by bisection.
pub(super) fn within_95(freedom: usize) -> Option<f64> {
    if freedom == 0 {
        return None;
    }
    let (mut low, mut high) = (0.0, 20.0);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if central(middle, freedom) < 0.95 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

/// The probability that |t| is at most this.
fn central(t: f64, freedom: usize) -> f64 {
    let angle = (t / (freedom as f64).sqrt()).atan();
    let (sine, cosine) = angle.sin_cos();
    let odd = freedom % 2 == 1;
    let mut term = if odd { cosine } else { 1.0 };
    let mut sum = if freedom == 1 { 0.0 } else { term };
    let first = if odd { 3 } else { 2 };
    for power in (first..)
        .step_by(2)
        .take_while(|power| power + 2 <= freedom)
    {
        let power = power as f64;
        term *= cosine * cosine * (power - 1.0) / power;
        sum += term;
    }
    if odd {
        (angle + sine * sum) * std::f64::consts::FRAC_2_PI
    } else {
        sine * sum
    }
}

#[cfg(test)]
mod tests {
    use super::within_95;

    #[test]
    fn the_quantiles_are_those_of_the_published_table() {
        let table = [
            (1, 12.706),
            (2, 4.303),
            (3, 3.182),
            (4, 2.776),
            (5, 2.571),
            (6, 2.447),
            (9, 2.262),
            (10, 2.228),
            (29, 2.045),
            (60, 2.000),
            (120, 1.980),
        ];
        for (freedom, expected) in table {
            let found = within_95(freedom).unwrap();
            assert!((found - expected).abs() < 5e-4, "{freedom}: {found}");
        }
        assert_eq!(within_95(0), None);
    }
}
