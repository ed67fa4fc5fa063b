//! A headless Chromium, controlled through its own protocol (`DevTools`) over a pipe.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::Builder;
use std::time::Duration;

use serde_json::{Value, json};

use crate::tools;

/// After this time without a reply the browser hangs: the test fails instead of hanging too.
const HANGS: Duration = Duration::from_mins(2);

/// The Chromium that tests use in turns; it ends with the last test that uses it or waits for it.
static SHARED: Mutex<Weak<Chromium>> = Mutex::new(Weak::new());
/// Held by the test that uses it.
static TURN: Mutex<()> = Mutex::new(());

/// Locks a mutex even after a failed test: such a test has left nothing half done in what it guards.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running Chromium.
struct Chromium {
    process: Child,
    /// The pipe for commands, and how many have been sent.
    commands: Mutex<(ChildStdin, u64)>,
    messages: Mutex<Receiver<Value>>,
    _profile: tempfile::TempDir,
}

impl Chromium {
    /// Starts one with an empty profile.
    fn start(program: &Path) -> Self {
        let profile = tempfile::tempdir().unwrap();
        // Chromium reads commands from descriptor 3 and writes replies to 4.
        let mut process = Command::new("sh")
            .args([
                "-c",
                "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1",
            ])
            .arg(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
            ])
            .args([
                "--no-first-run",
                "--disable-sync",
                "--allow-file-access-from-files",
            ])
            .args(["--remote-debugging-pipe", "--window-size=1400,1000"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let commands = process.stdin.take().unwrap();
        let replies = BufReader::new(process.stdout.take().unwrap());
        let (send, messages) = channel();
        let read = move || {
            for message in replies.split(0) {
                let message = serde_json::from_slice(&message.unwrap()).unwrap();
                // Nobody listens to a browser that was dropped.
                let _ = send.send(message);
            }
        };
        Builder::new().name("browser".into()).spawn(read).unwrap();
        Self {
            process,
            commands: Mutex::new((commands, 0)),
            messages: Mutex::new(messages),
            _profile: profile,
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

/// A test's own page, which shares nothing with earlier ones. Dropping it closes it.
pub(crate) struct Browser {
    chromium: Arc<Chromium>,
    complaints: RefCell<Vec<Value>>,
    /// Its profile.
    context: Value,
    /// The session that commands go to; empty for the browser as a whole.
    session: String,
    // Dropped last, so that the next test finds this page closed.
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Opens an empty page, once no other test has one open; `None` if Chromium isn't installed.
    pub(crate) fn start() -> Option<Self> {
        let program = tools::find(&["chromium", "chromium-browser", "google-chrome"])?;
        // Held while waiting, so that it still exists then.
        let running = lock(&SHARED).upgrade();
        let turn = lock(&TURN);
        let running = running.or_else(|| lock(&SHARED).upgrade());
        let chromium = running.unwrap_or_else(|| Arc::new(Chromium::start(&program)));
        *lock(&SHARED) = Arc::downgrade(&chromium);
        let mut browser = Self {
            chromium,
            complaints: RefCell::default(),
            context: Value::Null,
            session: String::new(),
            _turn: turn,
        };
        let context = browser.command("Target.createBrowserContext", &json!({}));
        browser.context = context["browserContextId"].clone();
        let page = json!({"url": "about:blank", "browserContextId": browser.context});
        let page = browser.command("Target.createTarget", &page);
        let attach = json!({"targetId": page["targetId"], "flatten": true});
        let session = browser.command("Target.attachToTarget", &attach);
        browser.session = session["sessionId"].as_str().unwrap().into();
        browser.command("Log.enable", &json!({}));
        browser.command("Runtime.enable", &json!({}));
        Some(browser)
    }

    /// Opens a file, and waits until it has loaded.
    pub(crate) fn open(&self, file: &Path) {
        let address = format!("file://{}", file.canonicalize().unwrap().display());
        let opened = self.command("Page.navigate", &json!({"url": address}));
        assert!(opened["errorText"].is_null(), "{opened}");
        self.run("if (document.readyState !== 'complete') await new Promise(done => addEventListener('load', done));");
    }

    /// Reopens a file at a fragment.
    pub(crate) fn open_at(&self, file: &Path, fragment: &str) {
        self.command("Page.navigate", &json!({"url": "about:blank"}));
        let address = format!(
            "file://{}#{fragment}",
            file.canonicalize().unwrap().display()
        );
        let opened = self.command("Page.navigate", &json!({"url": address}));
        assert!(opened["errorText"].is_null(), "{opened}");
        self.run("if (document.readyState !== 'complete') await new Promise(done => addEventListener('load', done));");
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
        self.complaints.borrow().clone()
    }

    /// Sends a command of the protocol, and returns its result.
    pub(crate) fn command(&self, method: &str, params: &Value) -> Value {
        let (stdin, id) = &mut *lock(&self.chromium.commands);
        *id += 1;
        let mut command = json!({"id": id, "method": method, "params": params});
        if !self.session.is_empty() {
            command["sessionId"] = self.session.as_str().into();
        }
        write!(stdin, "{command}\0").unwrap();
        let messages = lock(&self.chromium.messages);
        loop {
            let message = messages.recv_timeout(HANGS).unwrap();
            if message["id"] == *id {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
            let complaints = ["Log.entryAdded", "Runtime.exceptionThrown"];
            let own = message["sessionId"] == *self.session;
            if own && complaints.iter().any(|event| message["method"] == *event) {
                self.complaints.borrow_mut().push(message);
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A failing test leaves its page open until Chromium ends: a page that hangs would never close.
        if !std::thread::panicking() {
            self.session.clear();
            let context = json!({"browserContextId": self.context});
            self.command("Target.disposeBrowserContext", &context);
        }
    }
}
