//! This program as a child: its errand, its entries on a pipe, its end.
//!
//! Closures don't travel, so a child gets the parent's arguments and the place of one task; it
//! makes the same plan, does that task alone, and sends what it records as JSON lines on its
//! stdout. Its stdin is a lifeline: a byte on it opens the gate, its end is the stop signal. So a
//! child ends with its parent, however that ends.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{self, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Arc;

use crossbeam_channel::{Receiver, select};
use nix::sys::signal::Signal;
use serde::{Deserialize, Serialize};

use crate::live::Live;
use crate::plan::{Outcome, Setup};
use crate::record::{Clock, Entry, Event, Lane, Outlet, Recorder, Said, Stamp, What};
use crate::stop::{Cause, Stop, Stopped};
use crate::system::ThreadUsage;
use crate::system::children::{die_with_parent, name_this_thread, own_program};
use crate::system::memory;

/// The first argument of a child; the second is its [`Errand`] as JSON.
pub const FLAG: &str = "--child";

/// The byte that opens a child's gate.
const GO: &[u8] = b"g";

/// What one child is for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Errand {
    /// The place of the variant in the plan.
    pub variant: usize,
    /// The place of the task in the job.
    pub task: usize,
    /// The epoch of the parent's clock.
    pub epoch: u64,
    /// The parent's process id.
    pub parent: u32,
    /// What the parent prepared.
    pub setup: Setup,
}

/// What a child says, one JSON line each. Lanes are numbered in the order of their opening.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Message {
    /// It has made its job and stands at the gate.
    Ready,
    /// It opened its next lane, for the thread of this name.
    Lane(String),
    /// It recorded something other than a line on this lane.
    Entry(usize, Entry),
    /// It said a line on this lane.
    Line(usize, Stamp, String),
    /// The thread of this lane has used so much.
    Usage(usize, Option<ThreadUsage>),
    /// Its task ended; this was the process's peak memory in bytes.
    Ended(Outcome, Option<u64>),
}

/// How this program is started again for one variant.
#[derive(Clone, Debug)]
pub struct Relaunch {
    arguments: Vec<OsString>,
    variant: usize,
    setup: Setup,
}

impl Relaunch {
    /// This program, with these arguments, for the variant at this place of the plan.
    pub fn new(arguments: Vec<OsString>, variant: usize, setup: Setup) -> Self {
        Self {
            arguments,
            variant,
            setup,
        }
    }

    /// Starts a child for the task, in a process group of its own, so that Ctrl-C reaches the
    /// parent alone, which tells its children.
    pub fn start(&self, task: usize, clock: Clock) -> io::Result<Child> {
        let errand = Errand {
            variant: self.variant,
            task,
            epoch: clock.epoch(),
            parent: process::id(),
            setup: self.setup.clone(),
        };
        let mut child = Command::new(own_program()?)
            .arg0(env!("CARGO_PKG_NAME"))
            .arg(FLAG)
            .arg(serde_json::to_string(&errand)?)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let missing = || io::Error::other("the child came without its pipes");
        let lifeline = child.stdin.take().ok_or_else(missing)?;
        let stdout = child.stdout.take().ok_or_else(missing)?;
        Ok(Child {
            process: child,
            lifeline: Some(lifeline),
            stdout,
            unread: Vec::new(),
            news: News::Starting,
            lanes: Vec::new(),
            given_up: false,
            peak: None,
        })
    }
}

/// How far a child has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// It has not said anything.
    Starting,
    /// It stands at the gate, or is past it.
    Ready,
    /// It told its outcome, or ended without one.
    Ended(Outcome),
}

/// A child, seen from its parent.
pub struct Child {
    process: process::Child,
    lifeline: Option<ChildStdin>,
    stdout: ChildStdout,
    /// What was read and is no whole line yet.
    unread: Vec<u8>,
    news: News,
    lanes: Vec<Lane>,
    given_up: bool,
    peak: Option<u64>,
}

impl Child {
    /// The process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The pipe on which the child's messages come.
    pub fn stdout(&self) -> &ChildStdout {
        &self.stdout
    }

    /// Its peak memory in bytes, where it has told.
    pub fn peak(&self) -> Option<u64> {
        self.peak
    }

    /// How far it has come.
    pub fn news(&self) -> &News {
        &self.news
    }

    /// Opens the child's gate; a child that is gone shows at its stdout.
    pub fn go(&mut self) {
        if let Some(lifeline) = &mut self.lifeline {
            let _gone = lifeline.write_all(GO);
        }
    }

    /// Tells the child to stop.
    pub fn stop(&mut self) {
        self.lifeline = None;
    }

    /// Ends the child by force, since it does not end by itself.
    pub fn give_up(&mut self) {
        self.given_up = true;
        self.kill();
    }

    /// That it is gone already is as well.
    fn kill(&mut self) {
        let _gone = self.process.kill();
    }

    /// Takes in what the child has sent, which blocks unless there is something to read; its
    /// lanes are opened in `recorder`. Answers whether more may come.
    pub fn hear(&mut self, recorder: &Recorder) -> bool {
        let mut bytes = [0; 16 * 1024];
        let read = match self.stdout.read(&mut bytes) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return true,
            Err(_) => 0,
        };
        if read == 0 {
            self.reap();
            return false;
        }
        self.unread.extend_from_slice(&bytes[..read]);
        let unread = std::mem::take(&mut self.unread);
        let mut lines = unread.split_inclusive(|&byte| byte == b'\n');
        for line in &mut lines {
            if !line.ends_with(b"\n") {
                self.unread = line.to_vec();
            } else if let Ok(message) = serde_json::from_slice(line) {
                self.take_in(message, recorder);
            } else {
                let line = String::from_utf8_lossy(line);
                self.news = News::Ended(Outcome::Lost(format!("sent no message: {}", line.trim())));
                self.kill();
            }
        }
        true
    }

    fn take_in(&mut self, message: Message, recorder: &Recorder) {
        match message {
            Message::Ready => self.news = News::Ready,
            Message::Lane(name) => {
                self.lanes.push(recorder.lane_of(name, self.id()));
            }
            Message::Entry(lane, entry) => {
                if let Some(lane) = self.lanes.get_mut(lane) {
                    lane.receive(entry, "");
                }
            }
            Message::Line(lane, at, text) => {
                let length = u32::try_from(text.len()).unwrap_or(0);
                if let Some(lane) = self.lanes.get_mut(lane) {
                    lane.receive(
                        Entry {
                            at,
                            what: What::Line(length),
                        },
                        &text,
                    );
                }
            }
            Message::Usage(lane, usage) => {
                if let Some(lane) = self.lanes.get_mut(lane) {
                    lane.close_with(usage);
                }
            }
            Message::Ended(outcome, peak) => {
                self.news = News::Ended(outcome);
                self.peak = peak;
            }
        }
    }

    /// Waits for a child whose stdout has ended: it is about to end, or is made to.
    fn reap(&mut self) {
        self.stop();
        // One that has ended keeps the status with which it did.
        self.kill();
        let status = self.process.wait();
        if !matches!(self.news, News::Ended(_)) {
            let how = status.map_or_else(|error| error.to_string(), how_it_ended);
            self.news = News::Ended(if self.given_up {
                Outcome::Stuck
            } else {
                Outcome::Lost(how)
            });
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // After `reap` both fail at once; without it no child is left behind.
        let _gone = self.process.kill();
        let _reaped = self.process.wait();
    }
}

/// `was killed by signal 9 (SIGKILL)`, or `exited with code 3 without an answer`.
fn how_it_ended(status: ExitStatus) -> String {
    match (status.signal(), status.code()) {
        (Some(number), _) => {
            let name = Signal::try_from(number).map_or("unnamed", Signal::as_str);
            format!("was killed by signal {number} ({name})")
        }
        (None, Some(code)) => format!("exited with code {code} without an answer"),
        (None, None) => "ended without an answer".to_owned(),
    }
}

/// The child's side: sends what is recorded, and listens on the lifeline.
pub struct Sender {
    live: Arc<Live>,
    stop: Stop,
    go: Receiver<()>,
}

impl Sender {
    /// Takes over this child's stdin and stdout; the stop signal is raised when the parent stops
    /// it or ends.
    pub fn start(errand: &Errand) -> io::Result<Self> {
        name_this_thread(env!("CARGO_PKG_NAME"));
        let stop = Stop::new();
        if !die_with_parent(errand.parent) {
            stop.raise(Cause::Parent);
        }
        let live = Live::new(crate::live::stdout(&stop), stop.clone(), false);
        let (open, go) = crossbeam_channel::bounded(1);
        let lifeline = stop.clone();
        std::thread::Builder::new()
            .name("lifeline".into())
            .spawn(move || {
                let mut byte = [0];
                while io::stdin().read(&mut byte).is_ok_and(|read| read > 0) {
                    // Only the first byte is waited for.
                    let _ = open.try_send(());
                }
                lifeline.raise(Cause::Parent);
            })?;
        Ok(Self { live, stop, go })
    }

    /// The child's stop signal.
    pub fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Sends every line and event on.
    pub fn outlet(&self) -> Outlet {
        let (lines, events) = (Arc::clone(&self.live), Arc::clone(&self.live));
        Outlet {
            line: Some(Arc::new(move |clock: &Clock, said: Said<'_>| {
                lines.prompt(|buffer| {
                    let at = clock.now();
                    compose(buffer, &Message::Line(said.lane, at, said.line.to_owned()));
                    at
                })
            })),
            event: Some(Arc::new(move |event: Event<'_>| match event {
                Event::Opened { name, .. } => send(&events, &Message::Lane(name.to_owned())),
                Event::Closed { lane, usage } => send(&events, &Message::Usage(lane, usage)),
                Event::Entry { lane, entry } => {
                    events.prompt(|buffer| {
                        compose(buffer, &Message::Entry(lane, *entry));
                        entry.at
                    });
                }
            })),
        }
    }

    /// Says that the child stands at the gate, and waits until it opens.
    pub fn ready(&self) -> Result<(), Stopped> {
        send(&self.live, &Message::Ready);
        select! {
            recv(self.go) -> _ => Ok(()),
            recv(self.stop.channel()) -> _ => Err(Stopped),
        }
    }

    /// Sends the outcome, and all that was gathered before it.
    pub fn end(self, outcome: Outcome) -> io::Result<()> {
        send(&self.live, &Message::Ended(outcome, memory::peak()));
        self.live.finish()
    }
}

/// Sends a message at once, and all that was gathered before it.
fn send(live: &Live, message: &Message) {
    live.write(|buffer| compose(buffer, message));
}

/// Appends a message as a line. Plain data always serialises, and a buffer takes every byte.
fn compose(buffer: &mut Vec<u8>, message: &Message) {
    let _ = serde_json::to_writer(&mut *buffer, message);
    buffer.push(b'\n');
}
