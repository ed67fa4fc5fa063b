//! How evenly threads progressed, as one number.

/// Jain's fairness index of the shares that each one got: 1 if all got the same, 1/n if one got
/// everything (R. Jain, D. Chiu, W. Hawe, "A quantitative measure of fairness and discrimination for
/// resource allocation in shared computer systems", DEC-TR-301, 1984).
fn jain(shares: &[f64]) -> f64 {
    let sum: f64 = shares.iter().sum();
    let squares: f64 = shares.iter().map(|share| share * share).sum();
    if squares == 0.0 {
        return 1.0;
    }
    sum * sum / (shares.len() as f64 * squares)
}

/// [`jain`]'s index of the paces of threads that all do the same number of things: a pace is how many a
/// second a thread did until its last one, which it finished after this many seconds.
pub(crate) fn of_paces(times: usize, finished_s: &[f64]) -> f64 {
    let paces: Vec<_> = finished_s
        .iter()
        .map(|finished| times as f64 / finished.max(1e-9))
        .collect();
    jain(&paces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fairness_is_one_where_all_get_the_same_and_an_nth_where_one_gets_all() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(near(jain(&[3.0, 3.0, 3.0]), 1.0));
        assert!(near(jain(&[5.0, 0.0, 0.0, 0.0]), 0.25));
        // The paper's own example, k of n that share equally: k / n.
        assert!(near(jain(&[1.0, 1.0, 0.0, 0.0, 0.0]), 0.4));
        assert!(near(of_paces(7, &[0.5, 0.5]), 1.0));
    }
}
