//! The page of a Python program's run: where its threads were at the moment under the pointer, in a
//! browser.

use serde_json::json;

use super::browser::Browser;
use crate::runner::run;

/// Moves the pointer over the middle of the second variant's chart, and returns what is marked.
const POINT: &str = "
    const chart = document.querySelectorAll('.chart')[arguments_place];
    const box = chart.getBoundingClientRect();
    chart.dispatchEvent(new PointerEvent('pointermove', {
        bubbles: true, clientX: box.left + box.width * arguments_share, clientY: box.top + 5 }));
    const on = [...document.querySelectorAll('#program li.on')];
    return { when: document.getElementById('program-when').textContent,
        marked: on.map(line => [line.querySelector('code').textContent.trim(),
            [...line.querySelectorAll('b')].map(name => name.textContent)]),
        wide: document.documentElement.scrollWidth - window.innerWidth };
";

const PROGRAM: &str = "\
import threading
import time


def work():
    time.sleep(0.2)
    print('<b>done</b>')


thread = threading.Thread(target=work, name='worker <1>')
thread.start()
thread.join()
";

#[test]
fn the_page_shows_the_line_that_each_thread_was_on_under_the_pointer() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (file, page) = (
        folder.path().join("sleeps.py"),
        folder.path().join("page.html"),
    );
    std::fs::write(&file, PROGRAM).unwrap();
    let (file, html) = (file.to_str().unwrap(), page.to_str().unwrap());
    run(["run", file, "--html", html, "--quiet"]).code(0);
    browser.open(&page);
    for width in [1400, 400] {
        browser.look(width, "light");
        let at = |place: usize, share: f64| {
            let body = POINT.replace("arguments_place", &place.to_string());
            browser.run(&body.replace("arguments_share", &share.to_string()))
        };
        // Half way through, the worker sleeps and main waits for it to end.
        let seen = at(1, 0.5);
        let marked = json!([
            ["time.sleep(0.2)", ["worker <1>"]],
            ["thread.join()", ["main"]],
        ]);
        assert_eq!(seen["marked"], marked, "{seen}");
        assert!(
            seen["when"].as_str().unwrap().starts_with("threads, "),
            "{seen}"
        );
        assert!(seen["wide"].as_i64().unwrap() <= 0, "{seen}");
        // In sequence, main is where it started the thread.
        let seen = at(0, 0.5);
        assert_eq!(
            seen["marked"][1],
            json!(["thread.start()", ["main"]]),
            "{seen}"
        );
    }
    let complaints = browser.complaints();
    assert!(complaints.is_empty(), "{complaints:?}");
}
