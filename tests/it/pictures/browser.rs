//! A headless Chromium, controlled through its own protocol (`DevTools`) over a pipe.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use serde_json::{Value, json};

use crate::tools;

/// After this time without a reply the browser hangs: the test fails instead of hanging too.
const HANGS: Duration = Duration::from_mins(2);

/// The Chromium that tests share, started by the first. It ends when the test process closes the pipe, however
/// that process ends.
static CHROMIUM: OnceLock<Chromium> = OnceLock::new();
/// Where each command that has no reply yet waits for it, by its number.
static REPLIES: Mutex<BTreeMap<u64, Sender<Value>>> = Mutex::new(BTreeMap::new());
/// What pages have complained of.
static COMPLAINTS: Mutex<Vec<Value>> = Mutex::new(Vec::new());

/// Locks a mutex even after a failed test: such a test has left nothing half done in what it guards.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running Chromium.
struct Chromium {
    _process: Child,
    /// The pipe for commands, and how many have been sent.
    commands: Mutex<(ChildStdin, u64)>,
}

/// Starts Chromium with an empty profile, which is deleted when Chromium has ended. Chromium reads commands from
/// descriptor 3 and writes replies to 4. What is switched off would cost a third of its CPU time: extensions,
/// renderers started in advance, pages kept for a way back, a second compilation of `WebAssembly`, motion. One process
/// renders all pages, since another fifth would be the starts of such processes.
const START: &str = r#"
    trap '' INT
    profile=$(mktemp -d) || exit
    "$0" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking \
        --disable-component-update --no-first-run --disable-sync --allow-file-access-from-files --disable-extensions \
        --disable-features=SpareRendererForSitePerProcess,BackForwardCache,Translate,OptimizationHints,MediaRouter \
        --in-process-gpu --process-per-site --js-flags=--liftoff-only --window-size=1400,1000 \
        --disable-background-timer-throttling --disable-backgrounding-occluded-windows \
        --disable-renderer-backgrounding --force-prefers-reduced-motion \
        --remote-debugging-pipe --user-data-dir="$profile" 3<&0 4>&1 </dev/null >/dev/null 2>&1
    rm -rf "$profile"
"#;

impl Chromium {
    fn start(program: &Path) -> Self {
        let mut process = Command::new("sh")
            .args(["-c", START])
            .arg(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let commands = process.stdin.take().unwrap();
        let replies = BufReader::new(process.stdout.take().unwrap());
        let read = move || {
            for message in replies.split(0) {
                let message = String::from_utf8(message.unwrap()).unwrap();
                arrived(message.parse().unwrap());
            }
            // Whoever still waits learns that there will be no reply.
            lock(&REPLIES).clear();
        };
        Builder::new().name("browser".into()).spawn(read).unwrap();
        Self {
            _process: process,
            commands: Mutex::new((commands, 0)),
        }
    }
}

/// Takes a message of the browser to the one it is for.
fn arrived(message: Value) {
    let complaints = ["Log.entryAdded", "Runtime.exceptionThrown"];
    if let Some(id) = message["id"].as_u64() {
        // Whoever sent the command may have failed meanwhile.
        let _gone = lock(&REPLIES).remove(&id).map(|waits| waits.send(message));
    } else if complaints.iter().any(|event| message["method"] == *event) {
        lock(&COMPLAINTS).push(message);
    }
}

/// A test's own page. Dropping it closes it.
pub(crate) struct Browser {
    chromium: &'static Chromium,
    /// How many pages it has loaded.
    loads: Cell<u32>,
    /// What the browser calls it.
    target: Value,
    /// The session that commands go to; empty for the browser as a whole.
    session: String,
}

impl Browser {
    /// Opens an empty page; none if Chromium isn't installed.
    pub(crate) fn start() -> Option<Self> {
        let program = tools::find(&["chromium", "chromium-browser", "google-chrome"])?;
        let chromium = CHROMIUM.get_or_init(|| Chromium::start(&program));
        let mut browser = Self {
            chromium,
            loads: Cell::default(),
            target: Value::Null,
            session: String::new(),
        };
        let page = browser.command("Target.createTarget", &json!({"url": "about:blank"}));
        browser.target = page["targetId"].clone();
        let attach = json!({"targetId": browser.target, "flatten": true});
        let session = browser.command("Target.attachToTarget", &attach);
        browser.session = session["sessionId"].as_str().unwrap().into();
        browser.command("Log.enable", &json!({}));
        browser.command("Runtime.enable", &json!({}));
        // As if it were the only page, and in front.
        let focused = json!({"enabled": true});
        browser.command("Emulation.setFocusEmulationEnabled", &focused);
        Some(browser)
    }

    /// Opens a file, and waits until it has loaded.
    pub(crate) fn open(&self, file: &Path) {
        self.open_at(file, "");
    }

    /// Opens a file afresh at a fragment, and waits until it has loaded.
    pub(crate) fn open_at(&self, file: &Path, fragment: &str) {
        let loads = self.loads.get() + 1;
        self.loads.set(loads);
        // To change the fragment alone would load nothing.
        let file = file.canonicalize().unwrap();
        let address = format!("file://{}?{loads}#{fragment}", file.display());
        let opened = self.command("Page.navigate", &json!({"url": address}));
        assert!(opened["errorText"].is_null(), "{opened}");
        self.run("if (document.readyState !== 'complete') await new Promise(done => addEventListener('load', done));");
    }

    /// Follows a link to a fragment of the page that is open.
    pub(crate) fn follow(&self, fragment: &str) {
        let followed = self.run(&format!(
            "const there = new Promise(done => addEventListener('hashchange', () => done(true), {{once: true}}));
             const from = location.hash;
             location.hash = {};
             return location.hash === from || await there;",
            json!(fragment)
        ));
        assert_eq!(followed, true, "{fragment}");
    }

    /// Sets the width and the color scheme of pages.
    pub(crate) fn look(&self, width: u32, scheme: &str) {
        let wanted = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.command("Emulation.setEmulatedMedia", &wanted);
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.command("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Clicks the middle of the first element that a selector matches, as a mouse does.
    pub(crate) fn click(&self, selector: &str) {
        let spot = self.run(&format!(
            "const found = document.querySelector({});
             found.scrollIntoView({{block: 'center', behavior: 'instant'}});
             const box = found.getBoundingClientRect();
             return [box.x + box.width / 2, box.y + box.height / 2];",
            json!(selector)
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": spot[0], "y": spot[1], "button": "left", "clickCount": 1});
            self.command("Input.dispatchMouseEvent", &event);
        }
    }

    /// Presses and releases a key, as a keyboard does.
    pub(crate) fn press(&self, key: &str) {
        for kind in ["rawKeyDown", "keyUp"] {
            self.command("Input.dispatchKeyEvent", &json!({"type": kind, "key": key}));
        }
    }

    /// The visible text of the first element that a selector matches.
    pub(crate) fn text(&self, selector: &str) -> String {
        let text = self.run(&format!(
            "return document.querySelector({}).innerText;",
            json!(selector)
        ));
        text.as_str().unwrap().to_owned()
    }

    /// Runs the body of an asynchronous function in the page, and returns its value.
    pub(crate) fn run(&self, body: &str) -> Value {
        let function = format!("(async () => {{ {body} }})()");
        let how = json!({"expression": function, "awaitPromise": true, "returnByValue": true});
        let done = self.command("Runtime.evaluate", &how);
        assert!(done["exceptionDetails"].is_null(), "{done}");
        done["result"]["value"].clone()
    }

    /// Everything that the page has complained about.
    pub(crate) fn complaints(&self) -> Vec<Value> {
        let all = lock(&COMPLAINTS);
        let own = all.iter().filter(|one| one["sessionId"] == *self.session);
        own.cloned().collect()
    }

    /// Sends a command of the protocol, and returns its result.
    pub(crate) fn command(&self, method: &str, params: &Value) -> Value {
        let (send, reply) = channel();
        {
            let (stdin, id) = &mut *lock(&self.chromium.commands);
            *id += 1;
            lock(&REPLIES).insert(*id, send);
            let mut command = json!({"id": id, "method": method, "params": params});
            if !self.session.is_empty() {
                command["sessionId"] = self.session.as_str().into();
            }
            write!(stdin, "{command}\0").unwrap();
        }
        let mut reply = reply.recv_timeout(HANGS).unwrap();
        assert!(reply["error"].is_null(), "{method}: {reply}");
        reply["result"].take()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A failing test leaves its page open until Chromium ends: a page that hangs would never close.
        if !std::thread::panicking() {
            self.session.clear();
            self.command("Target.closeTarget", &json!({"targetId": self.target}));
        }
    }
}
