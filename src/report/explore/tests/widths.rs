//! The text at every width: lines fit, and no figure or schedule is lost.

use super::super::words::{percent, schedule};
use super::{findings, shown, unbroken, usual};
use crate::printer::Style;
use explore::Limits;

#[test]
fn lines_keep_to_the_width_where_words_allow() {
    for (_, lesson) in demos::explorable() {
        for width in [80, 110] {
            let findings = findings(lesson, lesson.default, Limits::default());
            for line in shown(&findings, Style { width, ..usual() }).lines() {
                assert!(line.chars().count() <= width, "{line}");
            }
        }
    }
}

#[test]
fn no_width_costs_a_figure_or_a_schedule_and_a_narrow_line_is_kept_to() {
    for (_, lesson) in demos::explorable() {
        let findings = findings(lesson, lesson.default, Limits::default());
        let outcomes = findings.outcomes.iter();
        let chances: Vec<_> = outcomes.map(|one| percent(one.chance.unwrap())).collect();
        for width in [20, 34, 40, 60, 80, 160] {
            let text = shown(&findings, Style { width, ..usual() });
            let whole = unbroken(&text);
            assert!(whole.contains("by chance"), "{width} {text}");
            for (chance, outcome) in chances.iter().zip(&findings.outcomes) {
                assert!(whole.contains(chance), "{chance} at {width}: {text}");
                let way = schedule(&outcome.schedule, 23);
                assert!(whole.contains(&way), "{way} at {width}: {text}");
            }
            // An outcome's name is never wrapped.
            let most = width.max(23);
            for line in text.lines() {
                assert!(line.chars().count() <= most, "{width}: {line}");
                assert!(!line.ends_with(' '), "{width}: {line}");
            }
        }
    }
}
