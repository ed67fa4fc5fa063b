//! A headless Chromium, driven through `chromedriver` (the W3C's protocol, plain HTTP), and a server of
//! files for it to load.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::Builder;

use serde_json::{Value, json};

/// A browser with one window. Dropping it ends it.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    profile: tempfile::TempDir,
}

/// The first of these programs that is on the path.
fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let all = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    all.into_iter().find(|program| program.is_file())
}

/// Says that a test did nothing, past the test runner, which would keep it to itself.
pub(crate) fn skipped(test: &str, missing: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {test}: there is no {missing}");
}

impl Browser {
    /// Starts one with an empty profile; none where Chromium or its driver isn't installed.
    pub(crate) fn start() -> Option<Self> {
        let chromium = find(&["chromium", "chromium-browser", "google-chrome"])?;
        let driver = find(&["chromedriver"])?;
        let profile = tempfile::tempdir().unwrap();
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = said
            .find_map(|line| {
                let line = line.unwrap();
                let (_, port) = line.split_once("successfully on port ")?;
                port.trim_end_matches('.').parse().ok()
            })
            .expect("chromedriver says its port");
        let drain = move || said.for_each(drop);
        Builder::new().name("driver".into()).spawn(drain).unwrap();
        let mut browser = Self {
            driver,
            port,
            session: String::new(),
            profile,
        };
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1400,1000",
        ];
        let mut arguments: Vec<_> = arguments.map(str::to_owned).into();
        let profile = browser.profile.path().display();
        arguments.push(format!("--user-data-dir={profile}"));
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"binary": chromium, "args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
            "timeouts": {"script": 110_000, "pageLoad": 110_000},
        }}});
        let session = browser.ask("POST", "/session", Some(&wanted));
        browser.session = session["sessionId"].as_str().unwrap().into();
        Some(browser)
    }

    /// Opens an address, and waits until it has loaded.
    pub(crate) fn open(&self, address: &str) {
        self.command("/url", &json!({ "url": address }));
    }

    /// Runs the body of an asynchronous function in the page; its value comes back.
    pub(crate) fn run(&self, body: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {body} }})().then(value => done({{value}}), error => done({{error: String(error)}}));"
        );
        let answer = self.command("/execute/async", &json!({"script": script, "args": []}));
        assert_eq!(answer["error"], Value::Null, "{answer}");
        answer["value"].clone()
    }

    /// What the page complained of since it was asked last.
    pub(crate) fn complaints(&self) -> Vec<Value> {
        let log = self.command("/se/log", &json!({"type": "browser"}));
        log.as_array().unwrap().clone()
    }

    /// Calls a command of Chromium's own developer tools.
    pub(crate) fn tool(&self, name: &str, params: &Value) -> Value {
        self.command("/goog/cdp/execute", &json!({"cmd": name, "params": params}))
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        let path = format!("/session/{}{path}", self.session);
        self.ask("POST", &path, Some(body))
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = BufReader::new(stream);
        let mut length = 0;
        for line in answer.by_ref().lines() {
            let line = line.unwrap().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut bytes = vec![0; length];
        answer.read_exact(&mut bytes).unwrap();
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        let value = &answer["value"];
        assert!(value["error"].is_null(), "{method} {path}: {value}");
        value.clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.ask("DELETE", &format!("/session/{}", self.session), None);
        }
        let _ended = self.driver.kill();
        let _reaped = self.driver.wait();
    }
}

/// Serves the files of a folder, and these besides, on loopback, until the tests end; the answer is
/// the server's address and what it was asked for.
pub(crate) fn serve(folder: &Path, besides: HashMap<String, Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let shelf = Arc::new((folder.to_owned(), besides));
    let accept = move || {
        for stream in listener.incoming().flatten() {
            let shelf = Arc::clone(&shelf);
            let answer = move || {
                // A browser that goes away in the middle is no failure.
                let _ = give(stream, &shelf.0, &shelf.1);
            };
            Builder::new().name("file".into()).spawn(answer).unwrap();
        }
    };
    Builder::new().name("files".into()).spawn(accept).unwrap();
    address
}

fn give(
    mut stream: TcpStream,
    folder: &Path,
    besides: &HashMap<String, Vec<u8>>,
) -> std::io::Result<()> {
    let mut asked = BufReader::new(stream.try_clone()?).lines();
    let first = asked.next().unwrap_or_else(|| Ok(String::new()))?;
    for line in asked {
        if line?.is_empty() {
            break;
        }
    }
    let path = first.split_whitespace().nth(1).unwrap_or("/");
    let path = path.split('?').next().unwrap_or("/");
    let file = folder.join(path.trim_start_matches('/'));
    let file = if file.is_dir() {
        file.join("index.html")
    } else {
        file
    };
    let content = besides
        .get(path)
        .cloned()
        .or_else(|| std::fs::read(&file).ok());
    let kind = match file.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    let (status, content) =
        content.map_or(("404 Not Found", Vec::new()), |content| ("200 OK", content));
    let length = content.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    )?;
    stream.write_all(&content)
}
