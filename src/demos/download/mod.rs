//! The lesson `download`: work that waits for the network, over real HTTP, from an embedded server or
//! from given URLs.
//!
//! The server is in `server.rs` and `connection.rs`, the client in `client.rs`, `dial.rs`
//! and `url.rs`.

mod client;
mod config;
mod connection;
mod dial;
mod server;
mod url;
mod waits;

use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches, ValueHint};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::demo::{Choice, Demo, files};
use crate::kit::blocks::Block;
use crate::kit::explain::Explain;
use crate::kit::scale::Scale;
use crate::kit::strategies::{STRATEGIES, variants};
use crate::kit::{json, options};
use config::{Fault, ServerConfig};
use engine::plan::{
    Bound, Check, Checked, Figure, Job, Plan, Prepared, RunView, Setup, Strategy, Task, TaskError,
};
use engine::record::Lane;
use error::{refused, usage};
use server::Server;
use url::Url;
use words::harmless;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "download",
    about: "work that waits for the network: threads gain far beyond the cores",
    hidden: false,
    variants: STRATEGIES,
    examples: &[
        (
            "threaddemo download",
            "8 files from an embedded, slow server, one by one and side by side",
        ),
        (
            "threaddemo download --sequential --pool=4",
            "four workers: about four times as fast, on any number of cores",
        ),
        (
            "threaddemo download --files 100 --latency 50ms --threads --pool=10",
            "many small waits",
        ),
        (
            "threaddemo download http://localhost:8000/ http://localhost:8000/README.md",
            "from a server of your own, such as python3 -m http.server",
        ),
    ],
    small: &["--files", "4", "--latency", "5ms", "--size", "64KiB"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "download.rs"),
        python: &[],
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

#[derive(Args, Clone, Debug, Serialize)]
struct Options {
    /// http:// URLs to download instead of the embedded server's files
    #[arg(
        value_name = "URL",
        value_hint = ValueHint::Url,
        conflicts_with_all = ["files", "size", "latency", "faults"]
    )]
    urls: Vec<String>,
    /// Number of files on the embedded server
    #[arg(long, value_name = "N", default_value = "8", value_parser = options::count)]
    files: usize,
    /// Size of each file
    #[arg(long, value_name = "SIZE", default_value = "64KiB", value_parser = options::size)]
    size: u64,
    /// How long the embedded server waits before it answers
    #[arg(long, value_name = "DURATION", default_value = "100ms", value_parser = options::duration)]
    #[serde(rename = "latency_s", serialize_with = "json::seconds")]
    latency: Duration,
    /// Give a file up if the server is silent for this long (beyond its latency)
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = options::duration)]
    #[serde(rename = "patience_s", serialize_with = "json::seconds")]
    patience: Duration,
    /// What goes wrong with the first files, in their order
    #[arg(
        long,
        value_enum,
        value_name = "FAULT,FAULT...",
        value_delimiter = ',',
        hide = true
    )]
    #[serde(skip)]
    faults: Vec<Fault>,
    #[command(flatten)]
    #[serde(flatten)]
    scale: Scale,
}

/// What every variant downloads, and what the first of them received.
struct Work {
    own: Options,
    /// The URLs given instead of the embedded server's files, each as it was typed.
    urls: Vec<(String, Url)>,
    /// The digests of the embedded server's files, computed when first needed.
    expected: OnceLock<Vec<String>>,
    first_got: OnceLock<Vec<Value>>,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let own = Options::from_arg_matches(matches)?;
    let choices = &*own.scale.pools(matches, choices)?;
    let embedded = own.urls.is_empty();
    let urls = own.urls.iter().map(|url| named(url));
    let urls = urls.collect::<anyhow::Result<Vec<_>>>()?;
    let mut options = json::object(&own);
    let unused: &[_] = if embedded {
        &["urls"]
    } else {
        &["files", "size", "latency_s"]
    };
    options.retain(|name, _| !unused.contains(&name.as_str()));
    let work = Arc::new(Work {
        own,
        urls,
        expected: OnceLock::new(),
        first_got: OnceLock::new(),
    });
    enough_descriptors(&work, choices)?;
    let (tasks, latency) = (work.tasks(), work.own.latency);
    let served = Arc::clone(&work);
    let mut variants = variants(
        choices,
        tasks,
        |strategy| {
            if embedded {
                Bound::of_equal_waits(strategy, tasks, latency)
            } else {
                Bound::Unknown
            }
        },
        move |setup| job(&work, setup),
    );
    for variant in variants.iter_mut().filter(|_| embedded) {
        let work = Arc::clone(&served);
        variant.prepare = Some(Box::new(move |_| serve(&work)));
    }
    Ok(Plan {
        variants,
        options,
        guaranteed: "every byte of every file, the same in each variant",
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

/// A URL, and how it was typed. Clap would show a refused one including its password.
fn named(text: &str) -> anyhow::Result<(String, Url)> {
    let url = Url::parse(text).map_err(|reason| {
        let shown = url::without_password(text);
        usage(format!("can't download '{}': {reason}", harmless(&shown)))
    })?;
    Ok((text.to_owned(), url))
}

/// Refuses more files than there are descriptors for: a connection costs one at each end, the pipes of a
/// child two.
fn enough_descriptors(work: &Work, choices: &[Choice]) -> anyhow::Result<()> {
    let tasks = work.tasks();
    for strategy in choices.iter().filter_map(Choice::strategy) {
        let at_once = strategy.workers(tasks).min(tasks);
        let server = usize::from(work.urls.is_empty());
        let each = match strategy {
            Strategy::Processes => 2 + server,
            _ => 1 + server,
        };
        system::open_files(at_once, each)
            .map_err(|limit| refused(format!("download can't run: {limit}")))?;
    }
    Ok(())
}

impl Work {
    fn tasks(&self) -> usize {
        match self.urls.len() {
            0 => self.own.files,
            urls => urls,
        }
    }

    fn fault(&self, file: usize) -> Fault {
        self.own.faults.get(file).copied().unwrap_or(Fault::None)
    }

    /// The task's name, and the URL of its file.
    fn file(&self, place: usize, port: u16) -> (String, Url) {
        if let Some((name, url)) = self.urls.get(place) {
            return (name.clone(), url.clone());
        }
        // The server listens only on the first loopback address.
        let host = match self.fault(place) {
            Fault::Refused => "127.0.0.2",
            _ => "127.0.0.1",
        };
        (format!("file-{place}"), Url::nearby(host, port, place))
    }

    fn expected(&self) -> &[String] {
        self.expected.get_or_init(|| {
            if self.urls.is_empty() {
                let digest = |file| Block::new(file, self.own.size).digest();
                (0..self.own.files as u64).map(digest).collect()
            } else {
                Vec::new()
            }
        })
    }
}

fn job(work: &Arc<Work>, setup: &Setup) -> Job {
    let task = |place: usize| {
        let (name, url) = work.file(place, setup.port.unwrap_or_default());
        let own = &work.own;
        let patience = if url.nearby {
            own.patience + own.latency
        } else {
            own.patience
        };
        Task::new(name, move |lane| download(lane, &url, patience))
    };
    let tasks = (0..work.tasks()).map(task).collect();
    let checked = Arc::clone(work);
    let mut job = Job::new(tasks, move |seen| check(seen, &checked));
    job.objects = waits::OBJECTS.map(str::to_owned).to_vec();
    job
}

/// Starts the embedded server on a free port.
fn serve(work: &Work) -> io::Result<Prepared> {
    let server = Server::start(ServerConfig {
        latency: work.own.latency,
        size: work.own.size,
        faults: (0..work.own.files).map(|file| work.fault(file)).collect(),
    })?;
    Ok(Prepared {
        setup: Setup {
            port: Some(server.port),
        },
        kept: Box::new(server),
    })
}

fn download(lane: &mut Lane, url: &Url, patience: Duration) -> Result<Value, TaskError> {
    let fetched = client::fetch(lane, url, patience)?;
    // The whole digest is in the JSON; here it would not fit a line.
    let (bytes, begin) = (fetched.bytes, &fetched.digest[..16]);
    // With its name, since plain lines have no column for it.
    let name = lane.name().to_owned();
    lane.say(format_args!("{name}: {bytes} bytes, sha256 {begin}..."));
    Ok(json!({"bytes": fetched.bytes, "sha256": fetched.digest}))
}

fn check(seen: &RunView<'_>, work: &Work) -> Checked {
    let tasks = work.tasks();
    let got: Vec<_> = (0..tasks)
        .filter_map(|task| seen.answer(task).cloned())
        .collect();
    let bytes: u64 = got
        .iter()
        .filter_map(|answer| answer["bytes"].as_u64())
        .sum();
    let name = |task: usize| &seen.record.tasks[task];
    let said_once = |task: &usize| seen.record.lines_of(*task).len() == 1;
    let silent = (0..tasks).find(|task| !said_once(task));
    let plural = if tasks == 1 { "" } else { "s" };
    let claim = format!(
        "{tasks} file{plural}, {} in all, read to the end",
        options::typed_size(bytes)
    );
    let whole = silent.is_none() && got.len() == tasks;
    let mut checks = vec![Check::that(claim, whole, || {
        format!("{:?} said something else", silent.map(name))
    })];
    let expected = work.expected();
    if !expected.is_empty() {
        let wrong = (0..tasks)
            .find(|&task| got[task] != json!({"bytes": work.own.size, "sha256": expected[task]}));
        let claim = "the bytes and the digest that the server's files have";
        checks.push(Check::that(claim, wrong.is_none(), || {
            let task = wrong.unwrap_or_default();
            format!("{} came as {}", name(task), got[task])
        }));
    } else if let Err(got) = work.first_got.set(got.clone()) {
        let first = work.first_got.get().map_or(&[][..], Vec::as_slice);
        let other = got.iter().zip(first).position(|(now, then)| now != then);
        checks.push(Check::that(
            "the same bytes in every variant",
            other.is_none(),
            || {
                let task = other.unwrap_or_default();
                format!(
                    "{} came as {} and before as {}",
                    name(task),
                    got[task],
                    first[task]
                )
            },
        ));
    }
    let files: Vec<_> = got
        .iter()
        .enumerate()
        .map(|(task, answer)| json!({"name": name(task), "bytes": answer["bytes"], "sha256": answer["sha256"]}))
        .collect();
    Checked {
        checks,
        measured: Map::from_iter([("files".to_owned(), files.into())]),
        ..Checked::default()
    }
}
