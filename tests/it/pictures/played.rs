//! The page that plays, played in a browser by clicks and keys: what it shows, compared with the
//! explorer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::TempDir;
use threaddemo::demos;
use threaddemo::explore::{
    Cut, Limits, Model, Moves, Program, ScheduleEnd, Sizes, StepModel, explore_model, letter,
    replay,
};
use threaddemo::python::{Python, Settings};

use super::browser::Browser;
use crate::runner::run;
use crate::tools;

/// The folder of the example programs.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/python");

/// A page written by the program.
struct Page {
    file: PathBuf,
    _folder: TempDir,
}

impl Page {
    /// The page for this `explore` command, which exits with this code.
    fn of(words: &str, code: i32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("page.html");
        let words = words.split(' ').map(str::to_owned);
        let html = ["--html".to_owned(), file.to_str().unwrap().to_owned()];
        let all = ["explore".to_owned()].into_iter().chain(words).chain(html);
        run(all).code(code);
        Self {
            file,
            _folder: folder,
        }
    }

    fn text(&self) -> String {
        std::fs::read_to_string(&self.file).unwrap()
    }
}

/// A lesson's program at these sizes.
fn program(demo: &str, variant: &str, sizes: &Sizes) -> Program {
    let lesson = demos::find(demo).unwrap().steps.unwrap();
    lesson.program(variant, sizes).unwrap()
}

/// A model restarted from one of its states.
struct From<'m, M> {
    model: &'m M,
    state: Vec<u8>,
}

impl<M: Model> Model for From<'_, M> {
    type Final = M::Final;
    type Scratch = M::Scratch;

    fn scratch(&self) -> M::Scratch {
        self.model.scratch()
    }

    fn initial(&self, state: &mut Vec<u8>) {
        state.extend_from_slice(&self.state);
    }

    fn moves(&self, state: &[u8], scratch: &mut M::Scratch, moves: &mut Moves) -> Result<(), Cut> {
        self.model.moves(state, scratch, moves)
    }

    fn last(&self, state: &[u8], scratch: &mut M::Scratch) -> M::Final {
        self.model.last(state, scratch)
    }

    fn judge(&self, last: &M::Final) -> ScheduleEnd {
        self.model.judge(last)
    }

    fn width(&self) -> Option<usize> {
        self.model.width()
    }
}

/// The possible outcomes: schedules, and chance in millionths.
type Odds = BTreeMap<String, (String, i64)>;

/// The odds counted afresh from where a schedule leads.
fn counted<M: Model>(model: &M, schedule: &str) -> Odds {
    let mut state = Vec::new();
    model.initial(&mut state);
    let mut scratch = model.scratch();
    for typed in schedule.chars() {
        let mut moves = Moves::default();
        model.moves(&state, &mut scratch, &mut moves).unwrap();
        let mut all = moves.iter();
        let made = all.find(|(possible, _)| letter(possible.made.thread.into()) == typed);
        state = made.unwrap().1.to_vec();
    }
    let rest = From { model, state };
    let findings = explore_model(&rest, &Limits::default(), &|_| None);
    let outcomes = findings.outcomes.iter().map(|one| {
        let schedules = one.schedules.as_ref().unwrap().to_string();
        (
            one.ending.to_string(),
            (schedules, millionths(one.chance.unwrap())),
        )
    });
    outcomes.collect()
}

#[allow(clippy::cast_possible_truncation)] // 0 to a million
fn millionths(chance: f64) -> i64 {
    (chance * 1e6).round() as i64
}

/// The odds as the page shows them.
fn shown(browser: &Browser) -> Odds {
    let rows = browser.run(
        "return [...document.querySelectorAll('#outcomes tbody tr')].map(row => [
             row.querySelector('.outcome').textContent, row.cells[1].dataset.schedules,
             row.cells[3].dataset.chance]);",
    );
    let rows = rows.as_array().unwrap().iter();
    let odds = rows.map(|row| {
        let [name, schedules, chance] = [0, 1, 2].map(|cell| row[cell].as_str().unwrap());
        let chance: f64 = chance.parse().unwrap();
        (name.to_owned(), (schedules.to_owned(), millionths(chance)))
    });
    odds.filter(|(_, (schedules, _))| schedules != "0")
        .collect()
}

/// Moves a thread by clicking its button.
fn click(browser: &Browser, thread: char) {
    browser.click(&format!(
        "#threads article:nth-child({}) button",
        u32::from(thread) - u32::from('A') + 1
    ));
}

fn fragment(browser: &Browser) -> String {
    let fragment = browser.run("return location.hash;");
    fragment.as_str().unwrap().to_owned()
}

#[test]
fn all_six_schedules_of_the_counter_end_as_explore_says() {
    let page = Page::of("counter", 0);
    let Some(browser) = Browser::start() else {
        return;
    };
    let program = program("counter", "unlocked", &Sizes::default());
    browser.open(&page.file);
    for (place, schedule) in ["AABB", "ABAB", "ABBA", "BAAB", "BABA", "BBAA"]
        .iter()
        .enumerate()
    {
        browser.follow("");
        assert_eq!(
            browser.text("#odds-said"),
            "From here there are 6 schedules."
        );
        for thread in schedule.chars() {
            if place % 2 == 0 {
                click(&browser, thread);
            } else {
                browser.press(&thread.to_string());
            }
        }
        let Some(ScheduleEnd::Done(ending)) = replay(&program, schedule).unwrap().end else {
            panic!("it ends");
        };
        let verdict = format!("{}: {}", ending.name, ending.meaning);
        assert_eq!(browser.text("#verdict"), verdict, "{schedule}");
        assert_eq!(fragment(&browser), format!("#{schedule}"));
        assert_eq!(shown(&browser)[&ending.name], ("1".into(), 1_000_000));
    }
    assert!(
        browser.complaints().is_empty(),
        "{:?}",
        browser.complaints()
    );
}

#[test]
fn the_numbers_at_each_moment_are_those_of_a_fresh_count_from_there() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let sizes = Sizes::from([("workers", 3), ("increments", 2)]);
    let counter = program("counter", "unlocked", &sizes);
    let counter = StepModel::new(&counter, false);
    let page = Page::of("counter --workers 3 --increments 2", 0);
    browser.open(&page.file);
    for schedule in ["", "A", "ABC", "CCBAAB", "ABCABCABCAB"] {
        browser.follow(schedule);
        assert_eq!(shown(&browser), counted(&counter, schedule), "{schedule}");
    }
    let philosophers = program("philosophers", "naive", &Sizes::from([("philosophers", 3)]));
    let philosophers = StepModel::new(&philosophers, false);
    let page = Page::of("philosophers --philosophers 3", 0);
    browser.open(&page.file);
    for schedule in ["", "A", "AB", "ABC", "AACA"] {
        browser.follow(schedule);
        assert_eq!(
            shown(&browser),
            counted(&philosophers, schedule),
            "{schedule}"
        );
    }
    let file = format!("{EXAMPLES}/work_queue.py");
    let bytes = std::fs::read(&file).unwrap();
    let mut python = Python::new(&file, bytes, Settings::default()).unwrap();
    python.explore(&Limits::default(), &|_| None).unwrap();
    let page = Page::of(&file, 0);
    browser.open(&page.file);
    for schedule in ["", "A", "AAB", "AABB", "ABABA"] {
        browser.follow(schedule);
        assert_eq!(shown(&browser), counted(&python, schedule), "{schedule}");
    }
}

#[test]
fn moves_are_taken_back_made_again_and_forgotten_by_another_one() {
    let page = Page::of("counter", 0);
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&page.file);
    for key in ["a", "b", "b", "a"] {
        browser.press(key);
    }
    assert!(browser.text("#last").ends_with("overwrites B's update"));
    browser.click("#undo");
    browser.press("ArrowLeft");
    assert_eq!(browser.text("#place"), "Step 2 of 4");
    assert_eq!(fragment(&browser), "#AB");
    browser.click("#redo");
    assert_eq!(fragment(&browser), "#ABB");
    browser.press("End");
    assert_eq!(fragment(&browser), "#ABBA");
    browser.press("Home");
    assert_eq!(browser.text("#place"), "Step 0 of 4");
    browser.run(
        "const slider = document.getElementById('slider');
         slider.value = 1; slider.dispatchEvent(new Event('input'));",
    );
    assert_eq!(fragment(&browser), "#A");
    click(&browser, 'A');
    assert_eq!(browser.text("#place"), "Step 2 of 2");
    browser.click("#restart");
    assert_eq!(fragment(&browser), "");
    // An impossible action is reported, and changes nothing.
    browser.press("ArrowLeft");
    browser.press("z");
    assert_eq!(browser.text("#place"), "Step 0 of 2");
    browser.click("#keys");
    browser.press("a");
    assert_eq!(browser.text("#place"), "Step 0 of 2");
}

#[test]
fn a_link_leads_to_its_moment() {
    let page = Page::of("counter", 0);
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open_at(&page.file, "a2b");
    assert_eq!(browser.text("#place"), "Step 3 of 3");
    let moment = browser.text("#moment");
    assert!(
        moment.contains("Step 3: B write 1") && moment.contains("count\t1"),
        "{moment}"
    );
    assert_eq!(
        browser.text("#threads article:first-child .own"),
        "read count\n0"
    );
    assert_eq!(browser.text("#text li.lit"), "A\nwrite");
    // A schedule that can't be followed is followed as far as possible.
    browser.open_at(&page.file, "AAA");
    assert_eq!(browser.text("#place"), "Step 2 of 2");
    assert_eq!(
        browser.text("#said"),
        "Step 3 of the link: A can't move there."
    );
    let page = Page::of(&format!("{EXAMPLES}/work_queue.py"), 0);
    browser.open_at(&page.file, "ABAB");
    let printed = "Producer produced item 1\nConsumer consumed item 1";
    assert!(
        browser.text("#moment").contains(printed),
        "{}",
        browser.text("#moment")
    );
}

#[test]
fn a_deadlock_is_drawn_and_its_threads_say_why_they_stand() {
    let page = Page::of("philosophers --philosophers 3", 0);
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.look(500, "light");
    browser.open_at(&page.file, "AB");
    let numbers = browser.run(
        "return [...document.querySelectorAll('#outcomes td:nth-child(2)')].map(cell =>
             cell.textContent + JSON.parse(getComputedStyle(cell, '::after').content));",
    );
    assert_eq!(numbers, json!(["1 schedule", "28 schedules"]));
    click(&browser, 'C');
    assert_eq!(browser.text("#said"), "Ended: deadlock.");
    let figure = browser.text("#deadlock figcaption");
    assert!(
        figure.contains("A holds fork 1 and waits for fork 2, which B holds"),
        "{figure}"
    );
    let drawn = browser.run(
        "const all = (what) => document.querySelectorAll('#deadlock ' + what).length;
         return [all('.node'), all('.arrow')];",
    );
    assert_eq!(drawn, json!([3, 3]));
    assert_eq!(browser.text("#why-A"), "it waits for fork 2, held by B");
    click(&browser, 'A');
    assert_eq!(
        browser.text("#said"),
        "A can't move: it waits for fork 2, held by B"
    );
    assert_eq!(browser.text("#place"), "Step 3 of 3");
    let forks = browser.text("#values tbody tr");
    assert_eq!(forks, "fork 1\theld by A\tC");
    browser.press("ArrowLeft");
    let hidden = browser.run("return document.getElementById('deadlock').hidden;");
    assert_eq!(hidden, true);
}

#[test]
fn each_outcome_has_a_button_that_leads_there_from_wherever_the_reader_is() {
    let page = Page::of("philosophers --philosophers 3", 0);
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&page.file);
    for start in ["", "A", "ABC", "AABBCC"] {
        for row in [1, 2] {
            browser.follow(start);
            let row = format!("#outcomes tbody tr:nth-child({row})");
            browser.click(&format!("{row} button"));
            let reached = browser.text(&format!("{row} .outcome"));
            let verdict = browser.text("#verdict");
            assert!(verdict.starts_with(&reached), "{start}: {verdict}");
        }
    }
    browser.follow("");
    browser.click("#random");
    assert!(browser.text("#said").starts_with("Ended"));
}

#[test]
fn a_goal_is_reached_by_the_answer_and_another_one_follows() {
    let page = Page::of("counter", 0);
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&page.file);
    let goal = "return document.getElementById('goal').selectedOptions[0].text;";
    assert_eq!(browser.run(goal), "Make it end at 1");
    let open = browser.run("return document.getElementById('answer').open;");
    assert_eq!(open, false);
    browser.click("#answer summary");
    let way = browser.text("#way");
    browser.click("#way");
    // The page shows where a link leads once it has heard of the new fragment, which may be after the click.
    browser.run(
        "while (!document.getElementById('goal-said').textContent)
             await new Promise(requestAnimationFrame);",
    );
    assert_eq!(fragment(&browser), format!("#{way}"));
    assert_eq!(browser.text("#goal-said"), "Reached.");
    browser.click("#goal-next");
    assert_eq!(browser.run(goal), "Make it end at 2");
    assert_eq!(browser.text("#place").split(" of").next(), Some("Step 0"));
}

/// What could break out of a text, an attribute, a script or a comment.
const EVIL: &str =
    "</script><script>window.broken=1</script><img src=x onerror=window.broken=1><!--";

#[test]
fn nothing_that_came_from_a_file_runs() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder
        .path()
        .join("evil<img src=x onerror=window.broken=1>.py");
    let text = format!(
        "import threading\nx = 0\ndef work(evil='{EVIL}'):\n    global x\n    print('{EVIL}', x)\n    x += 1\n\
         one = threading.Thread(target=work, name='{EVIL}')\ntwo = threading.Thread(target=work)\n\
         one.start()\ntwo.start()\n"
    );
    std::fs::write(&file, text).unwrap();
    let page = folder.path().join("page.html");
    let words = [Path::new("explore"), &file, Path::new("--html"), &page];
    run(words).code(0);
    let written = std::fs::read_to_string(&page).unwrap();
    assert_eq!(written.matches("<script").count(), 2);
    assert!(!written.contains("<img"));
    browser.open_at(&page, "ABABABABABAB");
    let seen = browser.run(
        "return [typeof window.broken, document.scripts.length, document.images.length,
             performance.getEntriesByType('resource').length];",
    );
    assert_eq!(seen, json!(["undefined", 2, 0, 0]));
    assert!(browser.text("#threads").contains(EVIL));
    // If a script got in, the page's policy would block it.
    browser.run(
        "const script = document.createElement('script');
         script.text = 'window.broken = 2'; document.body.append(script);",
    );
    assert_eq!(browser.run("return typeof window.broken;"), "undefined");
    let own = Page::of("counter", 0).text();
    let own = own.replace("http://www.w3.org/2000/svg", "");
    for outside in ["http:", "https:", "src=", "url(", "@import"] {
        assert!(!own.contains(outside), "{outside}");
    }
}

#[test]
fn the_page_of_the_counter_is_small() {
    let size = Page::of("counter", 0).text().len();
    assert!(size < 60_000, "{size} bytes");
}

#[test]
fn tens_of_thousands_of_states_play_in_full_within_five_megabytes() {
    let page = Page::of("philosophers --philosophers 5 --meals 2", 0).text();
    assert!(page.contains("This page holds all 20,345 states of the program."));
    assert!(page.len() < 5_000_000, "{} bytes", page.len());
}

#[test]
fn a_page_that_can_not_hold_every_state_says_so_and_plays_those_it_has() {
    let page = Page::of("philosophers --philosophers 4 --meals 5", 0);
    let Some(browser) = Browser::start() else {
        return;
    };
    let text = page.text();
    assert!(text.contains("This page holds the first 50,000 states of the program"));
    assert!(text.len() < 5_000_000, "{} bytes", text.len());
    browser.open(&page.file);
    let odds = "Some schedules from here leave what this page holds, so they are not counted.";
    assert_eq!(browser.text("#odds-said"), odds);
    // Near the deadlock, every outcome that can still come is shown.
    browser.follow("ABCD");
    assert!(browser.text("#verdict").starts_with("deadlock"));
    browser.follow("");
    browser.click("#random");
    let end = "The states that this page holds end here.";
    let said = browser.text("#said");
    assert!(said == end || said.starts_with("Ended"), "{said}");
    assert!(
        browser.complaints().is_empty(),
        "{:?}",
        browser.complaints()
    );
}

#[test]
fn the_example_page_is_what_the_program_writes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    let words = [
        "explore",
        "examples/python/lock_order.py",
        "--html",
        file.to_str().unwrap(),
    ];
    run(words).within(root).code(5);
    let written = std::fs::read_to_string(&file).unwrap();
    let kept = std::fs::read_to_string(root.join("examples/pictures/lock_order.html")).unwrap();
    assert!(
        written == kept,
        "write examples/pictures/lock_order.html again"
    );
}

/// What axe-core, which the test has put into the page, finds wrong there, by rule and element.
const FINDINGS: &str = "
    const found = await axe.run(document, {resultTypes: ['violations']});
    return found.violations.map(one => [one.id, one.nodes.map(node => node.html)]);";

#[test]
fn the_accessibility_checker_finds_nothing_in_any_state_scheme_or_width() {
    let (Some(browser), Some(axe)) = (Browser::start(), axe()) else {
        return;
    };
    let counter = Page::of("counter", 0);
    let philosophers = Page::of("philosophers --philosophers 3", 0);
    let python = Page::of(&format!("{EXAMPLES}/work_queue.py"), 0);
    for (page, moments) in [
        (&counter, [("", 1400, "light"), ("ABB", 400, "dark")]),
        (
            &philosophers,
            [("ABC", 1400, "dark"), ("ABC", 400, "light")],
        ),
        (&python, [("ABA", 1400, "light"), ("ABAB", 400, "dark")]),
    ] {
        browser.open(&page.file);
        browser.run(&axe);
        for (moment, width, scheme) in moments {
            browser.look(width, scheme);
            browser.follow(moment);
            browser
                .run("document.querySelectorAll('details').forEach(one => { one.open = true; });");
            let found = browser.run(FINDINGS);
            assert_eq!(found, json!([]), "{moment} {width} {scheme}");
            let wide = browser.run("return document.documentElement.scrollWidth - innerWidth;");
            assert!(
                wide.as_i64().unwrap() <= 0,
                "{moment} {width}: {wide} too wide"
            );
        }
    }
}

#[test]
fn the_outcomes_fit_their_panel_in_a_window_of_any_width() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let page = Page::of(&format!("{EXAMPLES}/bank.py"), 0);
    browser.open(&page.file);
    for width in [400, 800, 1100, 1500] {
        browser.look(width, "light");
        let over = browser.run(
            "const panel = document.querySelector('#outcomes').parentElement;
             return panel.scrollWidth - panel.clientWidth;",
        );
        assert_eq!(over, 0, "{width}");
    }
}

/// The accessibility checker, which `.ci/run` installs; `None` if it isn't installed.
fn axe() -> Option<String> {
    let file = std::env::var_os("AXE_CORE");
    let text = file.and_then(|file| std::fs::read_to_string(file).ok());
    if text.is_none() {
        tools::missing("axe-core");
    }
    text
}
