//! A headless Chromium, told what to do in its own protocol (`DevTools`), over a pipe.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::Builder;
use std::time::Duration;

use serde_json::{Value, json};

use crate::tools;

/// After this time a browser that should have replied hangs: the test fails instead of hanging too.
const HANGS: Duration = Duration::from_mins(2);

/// A browser with one page. Dropping it ends it.
pub(crate) struct Browser {
    chromium: Child,
    commands: RefCell<(ChildStdin, u64)>,
    messages: Receiver<Value>,
    complaints: RefCell<Vec<Value>>,
    page: String,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts one with an empty profile; none if Chromium isn't installed.
    pub(crate) fn start() -> Option<Self> {
        let chromium = tools::find(&["chromium", "chromium-browser", "google-chrome"])?;
        let profile = tempfile::tempdir().unwrap();
        // Chromium reads commands from descriptor 3 and writes replies to 4.
        let mut chromium = Command::new("sh")
            .args([
                "-c",
                "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1",
            ])
            .arg(chromium)
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
        let commands = chromium.stdin.take().unwrap();
        let replies = BufReader::new(chromium.stdout.take().unwrap());
        let (send, messages) = channel();
        let read = move || {
            for message in replies.split(0) {
                let message = serde_json::from_slice(&message.unwrap()).unwrap();
                // A browser that is dropped is listened to no more.
                let _ = send.send(message);
            }
        };
        Builder::new().name("browser".into()).spawn(read).unwrap();
        let mut browser = Self {
            chromium,
            commands: RefCell::new((commands, 0)),
            messages,
            complaints: RefCell::default(),
            page: String::new(),
            _profile: profile,
        };
        let page = browser.command("Target.createTarget", &json!({"url": "about:blank"}));
        let attach = json!({"targetId": page["targetId"], "flatten": true});
        let session = browser.command("Target.attachToTarget", &attach);
        browser.page = session["sessionId"].as_str().unwrap().into();
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

    /// Opens a file afresh at a fragment.
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

    /// Shows pages this wide in this color scheme.
    pub(crate) fn look(&self, width: u32, scheme: &str) {
        let wanted = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.command("Emulation.setEmulatedMedia", &wanted);
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.command("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Clicks the middle of the first element that a selector finds, as a mouse does.
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

    /// The text of the first element that a selector finds, as it is shown.
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

    /// All that the page has complained of.
    pub(crate) fn complaints(&self) -> Vec<Value> {
        self.complaints.borrow().clone()
    }

    /// Gives a command of the protocol, and returns its result.
    pub(crate) fn command(&self, method: &str, params: &Value) -> Value {
        let (stdin, id) = &mut *self.commands.borrow_mut();
        *id += 1;
        let mut command = json!({"id": id, "method": method, "params": params});
        if !self.page.is_empty() {
            command["sessionId"] = self.page.as_str().into();
        }
        write!(stdin, "{command}\0").unwrap();
        loop {
            let message = self.messages.recv_timeout(HANGS).unwrap();
            if message["id"] == *id {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
            let complaints = ["Log.entryAdded", "Runtime.exceptionThrown"];
            if complaints.iter().any(|event| message["method"] == *event) {
                self.complaints.borrow_mut().push(message);
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ended = self.chromium.kill();
        let _reaped = self.chromium.wait();
    }
}
