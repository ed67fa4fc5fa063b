//! The tour as a page: its questions, with the answers folded away; in print, the answers come last.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, html};

use super::html::head;
use demos::tour::{self, Answer, Step};

/// No loads, no scripts, no forms.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'";

/// Writes the page.
pub fn write(out: &mut dyn Write, steps: &[Step]) -> io::Result<()> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head("A tour of concurrency · threaddemo", POLICY, STYLE))
            body {
                header {
                    h1 { "A tour of concurrency" }
                    p.about { (steps.len()) " questions. Predict, run the command, then look at the answer." }
                }
                main {
                    @for (number, step) in (1..).zip(steps) { (question(number, step)) }
                }
                section.paper aria-hidden="true" {
                    h2 { "Answers" }
                    ol { @for step in steps { li { b { (step.answer.right()) } ". " (step.why) } } }
                }
                footer {
                    p { "More lessons: " @for (place, name) in tour::further().enumerate() { @if place > 0 { ", " } code { (name) } } "." }
                    "Made by threaddemo " (env!("CARGO_PKG_VERSION")) ". " code { "threaddemo tour" } " asks the same in a terminal."
                }
            }
        }
    };
    out.write_all(page.into_string().as_bytes())
}

fn question(number: usize, step: &Step) -> Markup {
    let heading = format!("step-{number}");
    html! {
        section aria-labelledby=(heading) {
            h2 id=(heading) { span.number { (number) } " " (step.title) }
            p { (step.question) }
            @match &step.answer {
                Answer::Choice(choices, _) => ol.choices type="1" { @for choice in choices { li { (choice) } } },
                Answer::Number(_) => p.blank { "Your number: " span {} },
            }
            p.run { code { "threaddemo " (step.run) } }
            details { summary { "Hint" } p { (step.hint) } }
            details.answer {
                summary { "Answer" }
                p { b { (step.answer.right()) } }
                p { (step.why) }
                dl {
                    dt { "try" } dd { code { "threaddemo " (step.try_next) } }
                    dt { "read on" } dd { code { "threaddemo " (step.read) } }
                }
            }
        }
    }
}

/// Styles for light and dark mode and for print.
const STYLE: &str = "
:root{--ground:#fbfbfa;--card:#fff;--ink:#1d2228;--faint:#5d6670;--rule:#dfe2e6;--code:#eceff2;
--good:#00694c}
@media (prefers-color-scheme:dark){:root{--ground:#14171b;--card:#1b1f25;--ink:#e6e9ed;
--faint:#9aa5b1;--rule:#343b44;--code:#272d35;--good:#4fd6a7}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:48rem;padding:1.5rem 1rem 3rem;background:var(--ground);
color:var(--ink);font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}
h1{margin:0;font-size:2rem;letter-spacing:-.02em}h2{margin:0 0 .5rem;font-size:1.2rem}
.about,footer,.number,dt{color:var(--faint)}.about{margin:.1rem 0 0;font-size:1.1rem}
section{margin:1.2rem 0;padding:1.1rem 1.2rem;background:var(--card);border:1px solid var(--rule);
border-radius:10px}
p{margin:.4rem 0 .7rem}.choices{margin:.3rem 0 .8rem;padding-left:1.6rem}
code{font:.92em ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;background:var(--code);
padding:.15em .4em;border-radius:5px;overflow-wrap:anywhere}
.blank span{display:inline-block;width:8rem;border-bottom:1px solid var(--faint)}
details{margin:.3rem 0}summary{cursor:pointer;color:var(--faint)}details[open] summary{margin-bottom:.3rem}
.answer b{color:var(--good)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem;margin:.4rem 0 0}dd{margin:0}
:focus-visible{outline:3px solid #7fb0d3;outline-offset:2px;border-radius:3px}
.paper{display:none}footer{font-size:.9rem}
@media print{:root{--ground:#fff;--card:#fff;--ink:#000;--faint:#444;--rule:#bbb;--code:#fff;--good:#000}
body{max-width:none;padding:0;font-size:11pt}section{break-inside:avoid;padding:.5rem 0;border:0;
border-bottom:1px solid var(--rule);border-radius:0;margin:0}details,footer{display:none}
.paper{display:block;break-before:page;break-inside:auto;border:0}.paper li{margin:.25rem 0}.paper{font-size:10pt;line-height:1.4}}
";

#[cfg(test)]
mod tests {
    use super::*;
    use demos::tour;

    #[test]
    fn every_question_is_asked_and_its_answer_folded_away() {
        let mut bytes = Vec::new();
        let steps = tour::steps();
        write(&mut bytes, &steps).unwrap();
        let page = String::from_utf8(bytes).unwrap();
        for step in &steps {
            let escaped = html! { (step.question) }.into_string();
            assert!(page.contains(&escaped), "{}", step.title);
        }
        assert_eq!(
            page.matches("<details class=\"answer\">").count(),
            steps.len()
        );
        assert!(
            !page.contains("<details open"),
            "an answer is not seen before it is asked for"
        );
        for outside in ["http:", "https:", "src=", "<script", "@import"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
