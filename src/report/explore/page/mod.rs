//! The page that plays: one file in which the reader is the scheduler, with all states of a program
//! inside. This file builds the frame, `data` what the script reads; the script draws everything that
//! changes.
//!
//! Nothing is loaded, and only the page's own script may run, allowed by its hash: what came from a file
//! is data, and becomes text in the browser.

mod data;
mod digits;

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::html::head;
use explore::{Atlas, Findings};
use words::{grouped, harmless};

/// The script and the style sheet.
const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");

/// What a page is made from.
pub struct Page<'a> {
    /// What is played: a demo and its variant, or a file.
    pub title: &'a str,
    /// Its size in words; empty for a file.
    pub size: &'a str,
    /// The result of the search.
    pub findings: &'a Findings,
    /// The states.
    pub atlas: &'a Atlas,
}

/// Writes the page.
pub fn write(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let title = harmless(page.title);
    let (script, style) = (hash(SCRIPT), hash(STYLE));
    let policy = format!(
        "default-src 'none'; script-src {script}; style-src {style}; base-uri 'none'; \
         form-action 'none'"
    );
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            (head(&format!("{title} · play the scheduler"), &policy, STYLE))
            body {
                (header(page, &title))
                main {
                    div.column { (play()) (moment()) }
                    div.column { (text()) (odds()) (answer()) (about(page)) }
                }
                footer { "Made by threaddemo " (env!("CARGO_PKG_VERSION")) ". It works offline; nothing leaves this page." }
                script id="data" type="application/json" { (PreEscaped(data::json(page.atlas, page.findings))) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    out.write_all(document.into_string().as_bytes())
}

/// A text's hash in the form that a content security policy uses.
pub(crate) fn hash(text: &str) -> String {
    format!("'sha256-{}'", digits::base64(&Sha256::digest(text)))
}

fn header(page: &Page<'_>, title: &str) -> Markup {
    html! {
        header {
            h1 { (title) @if !page.size.is_empty() { " " small { (page.size) } } }
            p.lead { "You are the scheduler: choose which thread takes the next step." }
            noscript { p.warning { "This page plays by a script of its own. Allow it to run to see more." } }
        }
    }
}

/// The threads, and the schedule so far.
fn play() -> Markup {
    html! {
        section #play aria-labelledby="play-title" {
            h2 #play-title { "Threads" }
            div.goal {
                label for="goal" { "Goal" }
                select #goal {}
                p #goal-said {}
                button #goal-next type="button" hidden { "Next goal" }
            }
            div #threads {}
            p #said role="status" {}
            div.controls role="group" aria-label="The schedule so far" {
                button #restart type="button" { "Start again" }
                button #undo type="button" { "Undo" }
                button #redo type="button" { "Redo" }
                label.slider { span #place { "Step 0" } input #slider type="range" min="0" max="0" value="0"; }
            }
            div #lanes tabindex="0" role="region" aria-label="The schedule as a timeline" {}
            p.faint #keys-help {
                label { input #keys type="checkbox" checked; " Keys: " }
                "a thread's letter moves it, " kbd { "←" } " undo, " kbd { "→" } " redo, "
                kbd { "Home" } " start again, " kbd { "End" } " to the last step."
            }
        }
    }
}

/// What has happened so far.
fn moment() -> Markup {
    html! {
        section #moment aria-labelledby="moment-title" {
            h2 #moment-title { "This moment" }
            p #last {}
            p #verdict hidden {}
            figure #deadlock hidden {}
            table #values {
                thead { tr { th scope="col" { "shared" } th scope="col" { "value" } th scope="col" { "waiting" } } }
                tbody {}
            }
            div #printed {
                h3 { "Output so far" }
                pre #output tabindex="0" role="region" aria-label="Output so far" {}
            }
        }
    }
}

/// In how many schedules from here each outcome occurs.
fn odds() -> Markup {
    html! {
        section #odds aria-labelledby="odds-title" {
            h2 #odds-title { "What can still happen" }
            p #odds-said {}
            div.scroll tabindex="0" role="region" aria-label="Outcomes" {
                table #outcomes {
                    thead { tr {
                        th scope="col" { "outcome" }
                        th.number scope="col" { "schedules" }
                        th scope="col" { "share" }
                        th.number scope="col" { "chance" }
                        th scope="col" { span.unseen { "go" } }
                    } }
                    tbody {}
                }
            }
            p { button #random type="button" { "Play at random" } }
            p.faint {
                "Share: of all schedules from here, each counted alike. "
                "Chance: when every move is drawn evenly from the moves that are possible."
            }
            details #deadlocks hidden { summary { "Each deadlock" } ul {} }
        }
    }
}

/// The program, with each thread's current line.
fn text() -> Markup {
    html! {
        section #text aria-labelledby="text-title" {
            h2 #text-title { "Program" }
            div.scroll tabindex="0" role="region" aria-label="The program's text" {}
        }
    }
}

fn answer() -> Markup {
    html! {
        section #help aria-labelledby="help-title" {
            h2 #help-title { "Answer" }
            details #answer {
                summary { "Show one way to the goal" }
                p { "From the start: " a #way {} }
                p #way-said {}
            }
            details #history {
                summary { "The steps so far in words" }
                div.scroll tabindex="0" role="region" aria-label="The steps so far in words" {
                    table { thead { tr {} } tbody {} }
                }
            }
        }
    }
}

fn about(page: &Page<'_>) -> Markup {
    let about = &page.findings.about;
    let held = grouped(page.atlas.walked());
    html! {
        section aria-labelledby="about-title" {
            h2 #about-title { "What is counted" }
            @if !about.promise.is_empty() { p { "The promise: " (about.promise) "." } }
            @if page.atlas.whole { p { "This page holds all " (held) " states of the program." } }
            @else {
                p.warning {
                    "This page holds the first " (held) " states of the program; the whole is larger. "
                    "Play ends where they end, and schedules are counted only where all of them are here."
                }
            }
            p { "A step is one action, and steps come one at a time (sequentially consistent): the weaker memory orders of real machines are left out." }
            @for remark in &about.remarks { p { (harmless(remark)) "." } }
        }
    }
}
