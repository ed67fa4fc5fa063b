//! The page, as text and in a browser.

use serde_json::json;
use threaddemo::engine::plan::{Bound, Check, Checked};
use threaddemo::engine::record::Wait;
use threaddemo::report::page::{self, PageContext};
use threaddemo::report::results::{Asked, Results};
use threaddemo::stats::GateAnswer;
use threaddemo::system::Machine;

use super::browser::Browser;
use super::fixture::{
    Begin, End, Spawn, Woke, at, busy_pair, join, line, results, variant, wait, wait_for_lock,
};

fn made(results: &Results, command: &str) -> String {
    let context = PageContext {
        about: "what it is about",
        lesson: "One paragraph.\n\nAnother.",
        watch: &["this"],
        command,
        machine: &Machine::read(),
    };
    let mut bytes = Vec::new();
    page::write(&mut bytes, results, &context).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// What could break out of text, an attribute, a title, a style and a comment.
const BREAKS: [&str; 5] = [
    "<script>window.broken = 1</script>",
    "\"><img src=x onerror='window.broken = 1'>",
    "</title></svg></table><script>window.broken = 1</script>",
    "</style><svg onload='window.broken = 1'>",
    "--><script>window.broken = 1</script>\u{0}\u{1b}",
];

/// Every text from outside tries to break out.
fn hostile() -> (Results, String) {
    let mut variants = Vec::new();
    for text in BREAKS {
        let entries = vec![
            at(1, Begin(0)),
            line(2, text),
            wait(3, Wait::Lock, 0),
            at(4, Woke(1)),
            at(5, End),
        ];
        let mut made = variant(text, &[text], 5, &[(text, entries)]);
        made.first.checked = Some(Checked {
            checks: vec![Check::that(text, false, || text.to_owned())],
            luck: Some(text.to_owned()),
            facts: vec![("fact", text.to_owned())],
            ..Checked::default()
        });
        variants.push(made);
    }
    let mut results = results("evil", variants);
    for text in BREAKS {
        results.options.insert(text.to_owned(), json!([text]));
    }
    (results, BREAKS.join(" "))
}

#[test]
fn no_text_from_outside_is_taken_for_markup() {
    let (results, command) = hostile();
    let page = made(&results, &command);
    for broken in ["<script", "<img", "<svg onload", "\u{1b}", "\u{0}"] {
        assert!(!page.contains(broken), "{broken} in {page}");
    }
    assert!(page.matches("&lt;script&gt;window.broken").count() > 20);
    let own = made(&busy_pair(), "threaddemo pair");
    for outside in ["http:", "https:", "src=", "href=", "url(", "@import"] {
        assert!(!own.contains(outside), "{outside}");
    }
}

#[test]
fn a_planned_deadlock_is_called_that_and_is_no_baseline() {
    let mut naive = variant("naive", &[], 5, &[]);
    naive.bound = Bound::Never;
    let results = results("pair", vec![naive, variant("ordered", &[], 7, &[])]);
    let page = made(&results, "threaddemo pair");
    assert_eq!(page.matches(">deadlock, as planned<").count(), 1, "{page}");
    assert_eq!(page.matches(">baseline<").count(), 1, "{page}");
}

#[test]
fn a_speed_up_that_was_asked_for_is_answered_as_in_the_terminal() {
    let mut results = busy_pair();
    results.asked = Some(Asked {
        min_speedup: 1.8,
        max_slowdown: None,
        variant: "other".into(),
        speed_up: Some(1.25),
        answer: Some(GateAnswer::Missed),
        doubted: false,
    });
    let page = made(&results, "threaddemo pair");
    let answer = "is other at least 1.8 x as fast as the baseline? no (1.25 x).";
    assert_eq!(page.matches(answer).count(), 1, "{page}");
}

#[test]
fn a_wait_for_a_lock_says_who_holds_it_in_its_tooltip_and_in_the_table() {
    let page = made(&busy_pair(), "threaddemo pair");
    let told = "<title>B: waiting for a lock (the lock, held by A), 0.000025 s to 0.000049 s";
    assert_eq!(page.matches(told).count(), 1, "{page}");
    // `A` waited for it too, when it was free.
    assert_eq!(page.matches("waiting for a lock (the lock)").count(), 1);
    assert_eq!(page.matches("<td>the lock</td><td>A</td>").count(), 1);
}

#[test]
fn starts_joins_and_waits_for_a_holder_are_arrows() {
    let main = vec![
        at(1, Spawn(1)),
        at(2, Spawn(2)),
        join(3, 1),
        at(400, Woke(0)),
        join(400, 2),
        at(410, Woke(0)),
    ];
    let a = vec![at(10, Begin(1)), at(390, End)];
    let b = vec![
        at(11, Begin(2)),
        wait_for_lock(25, 0, 1),
        at(300, Woke(1)),
        at(405, End),
    ];
    let lanes = [("main", main), ("A", a), ("B", b)];
    let variants = vec![variant("threads", &["the lock"], 410, &lanes)];
    let page = made(&results("pair", variants), "threaddemo pair");
    for told in [
        "main starts A",
        "main starts B",
        "main joins A",
        "main joins B",
        "B waits for A",
    ] {
        let title = format!("<title>{told}</title>");
        assert_eq!(page.matches(&title).count(), 1, "{told}: {page}");
    }
    assert_eq!(page.matches("<g class=\"thread\">").count(), 4);
    assert_eq!(page.matches("<g class=\"waits\">").count(), 1);
}

#[test]
fn the_lines_of_the_scale_stand_where_their_times_are() {
    let entries = vec![at(0, Begin(0)), at(700, End)];
    let page = made(
        &results("one", vec![variant("only", &[], 700, &[("A", entries)])]),
        "threaddemo one",
    );
    for (part, label) in [(2, "0.0002"), (4, "0.0004"), (6, "0.0006 s")] {
        let x = format!("{:.4}%", f64::from(part) / 7.0 * 100.0);
        let line = format!("<line x1=\"{x}\" x2=\"{x}\" y1=\"0\" y2=\"100%\"></line>");
        assert!(page.contains(&line), "{line} in {page}");
        let number = page.split(&line).nth(1).unwrap();
        assert!(
            number[..120].contains(&format!(">{label}</text>")),
            "{number}"
        );
    }
}

/// What the page is asked in the browser, in each color scheme and width.
const QUESTIONS: &str = r"
    const luminance = color => {
        const [r, g, b] = color.match(/[\d.]+/g).map(Number).map(c => {
            c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const ground = element => {
        for (; element; element = element.parentElement) {
            const color = getComputedStyle(element).backgroundColor;
            if (color !== 'rgba(0, 0, 0, 0)') return color; }
        return 'rgb(255, 255, 255)'; };
    const faint = [];
    for (const element of document.querySelectorAll('h1,h2,p,li,b,td,th,dt,dd,code,summary,text,footer,span')) {
        if (!element.textContent.trim()) continue;
        const style = getComputedStyle(element);
        const color = element.localName === 'text' ? style.fill : style.color;
        const [a, b] = [luminance(color), luminance(ground(element))].sort((a, b) => b - a);
        if ((a + 0.05) / (b + 0.05) < 4.5) faint.push(element.outerHTML.slice(0, 80)); }
    const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
    return {
        broken: typeof window.broken, scripts: document.scripts.length,
        images: document.images.length, loads: performance.getEntriesByType('resource').length,
        wide: document.documentElement.scrollWidth - window.innerWidth, faint,
        unnamed: document.querySelectorAll('svg[role=img]:not([aria-label])').length
            + [...document.querySelectorAll('svg:not([role])')].filter(e => !e.closest('[aria-hidden]')).length,
        unlabelled: [...document.querySelectorAll('section')].filter(s => !document.getElementById(s.getAttribute('aria-labelledby'))).length,
        ids: ids.length - new Set(ids).size, text: document.body.textContent.length };
";

#[test]
fn a_browser_shows_the_page_without_loads_scripts_overflow_or_faint_text() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let (evil, command) = hostile();
    let pages = [made(&busy_pair(), "threaddemo pair"), made(&evil, &command)];
    let folder = tempfile::tempdir().unwrap();
    let file = |page: usize| folder.path().join(format!("{page}.html"));
    for (place, page) in pages.iter().enumerate() {
        std::fs::write(file(place), page).unwrap();
    }
    for (page, scheme, width) in [
        (0, "light", 1400),
        (0, "dark", 1400),
        (0, "dark", 400),
        (1, "light", 400),
    ] {
        browser.look(width, scheme);
        if scheme == "light" {
            browser.open(&file(page));
        }
        let seen = browser.run(QUESTIONS);
        let what = format!("page {page}, {scheme}, {width} wide: {seen}");
        assert_eq!(seen["broken"], "undefined", "{what}");
        for none in ["scripts", "images", "loads", "unnamed", "unlabelled", "ids"] {
            assert_eq!(seen[none], 0, "{none}: {what}");
        }
        assert_eq!(seen["faint"], json!([]), "{what}");
        assert!(seen["wide"].as_i64().unwrap() <= 0, "{what}");
        assert!(seen["text"].as_u64().unwrap() > 500, "{what}");
    }
    let complaints = browser.complaints();
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn a_record_of_many_entries_is_folded_and_says_so() {
    let mut entries = vec![at(0, Begin(0))];
    for turn in 0..400 {
        entries.push(wait(turn * 8 + 1, Wait::Sleep, 0));
        entries.push(at(turn * 8 + 7, Woke(0)));
        entries.push(line(turn * 8 + 7, "tick"));
    }
    entries.push(at(3200, End));
    let lanes = vec![("A", entries); 100];
    let page = made(
        &results("many", vec![variant("threads", &[], 3200, &lanes)]),
        "x",
    );
    assert!(page.len() < 300_000, "{}", page.len());
    for said in [
        "Coarse: 80,100 slices are folded",
        "100 lanes are folded into",
        "39,600 lines left out here",
        "more are left out",
    ] {
        assert!(page.contains(said), "{said}");
    }
}
