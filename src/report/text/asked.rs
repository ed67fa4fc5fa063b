//! What `--min-speedup` or `--max-slowdown` required, and the answer, in a sentence.

use crate::results::Asked;
use stats::GateAnswer;

/// The requirement and the answer.
pub fn answer(asked: &Asked) -> String {
    let Asked {
        min_speedup,
        max_slowdown,
        variant,
        speed_up,
        answer,
        doubted,
    } = asked;
    let said = match answer {
        Some(GateAnswer::Met) => "yes".to_owned(),
        Some(GateAnswer::Missed) => "no".to_owned(),
        Some(GateAnswer::Inconclusive) if *doubted => {
            "can't tell: the figures are in doubt, for the reason given below".to_owned()
        }
        Some(GateAnswer::Inconclusive) => {
            let bound = max_slowdown.unwrap_or(*min_speedup);
            format!("can't tell: the interval contains {bound}; more --runs would narrow it")
        }
        None => "not measured".to_owned(),
    };
    let measured = |figure: Option<f64>, bound: f64| {
        figure.map_or_else(String::new, |times| {
            format!(" ({} x)", beside(times, bound))
        })
    };
    match max_slowdown {
        None => format!(
            "is {variant} at least {min_speedup} x as fast as the baseline? {said}{}",
            measured(*speed_up, *min_speedup)
        ),
        Some(most) => format!(
            "does {variant} take at most {most} x as long as the baseline? {said}{}",
            measured(speed_up.map(|times| 1.0 / times), *most)
        ),
    }
}

/// A figure with two decimals, or more if it would otherwise look equal to the bound.
fn beside(figure: f64, bound: f64) -> String {
    (2..=9)
        .map(|digits| format!("{figure:.digits$}"))
        .find(|text| text.parse() != Ok(bound))
        .unwrap_or_else(|| format!("{figure:.2}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_missed_its_bound_never_reads_as_the_bound() {
        assert_eq!(beside(1.494, 1.5), "1.49");
        assert_eq!(beside(1.4998, 1.5), "1.4998");
        assert_eq!(beside(1.999_999, 2.0), "1.999999");
        assert_eq!(beside(1.5, 1.5), "1.50");
    }
}
