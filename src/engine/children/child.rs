//! A child as seen by its parent, which receives its messages and makes sure that it ends.

use std::io::{self, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{self, ChildStdin, ChildStdout, ExitStatus};

use nix::sys::signal::Signal;

use super::message::{GO, Message};
use crate::plan::TaskResult;
use crate::record::{Entry, EntryKind, Lane, Recorder, Wait};

/// How far a child has got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChildState {
    /// It has not sent anything.
    Starting,
    /// It is at the gate, or past it.
    Ready,
    /// It reported its outcome, or ended without one.
    Ended(TaskResult),
}

/// A child as seen by its parent.
pub struct Child {
    process: process::Child,
    lifeline: Option<ChildStdin>,
    stdout: ChildStdout,
    /// Bytes read that are not a whole line yet.
    unread: Vec<u8>,
    state: ChildState,
    /// The lanes of its threads; the main thread's exists before the child announces it.
    lanes: Vec<Lane>,
    /// How many of the lanes the child has named.
    named: usize,
    given_up: bool,
    peak: Option<u64>,
}

impl Child {
    /// The child that is this process, with pipes as its stdin and stdout.
    pub(super) fn of(mut process: process::Child) -> io::Result<Self> {
        let missing = || io::Error::other("the child came without its pipes");
        Ok(Self {
            lifeline: Some(process.stdin.take().ok_or_else(missing)?),
            stdout: process.stdout.take().ok_or_else(missing)?,
            process,
            unread: Vec::new(),
            state: ChildState::Starting,
            lanes: Vec::new(),
            named: 0,
            given_up: false,
            peak: None,
        })
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The pipe that the child's messages come through.
    pub fn stdout(&self) -> &ChildStdout {
        &self.stdout
    }

    /// Its peak memory in bytes, if it has reported that.
    pub fn peak(&self) -> Option<u64> {
        self.peak
    }

    /// How far it has got.
    pub fn state(&self) -> &ChildState {
        &self.state
    }

    /// Gives it the lane of its main thread.
    pub fn give_lane(&mut self, lane: Lane) {
        self.lanes.push(lane);
    }

    /// The entry with lanes renumbered to their places in this process's record.
    fn with_own_places(&self, mut entry: Entry) -> Entry {
        let place = |lane: u32| {
            let lane = self.lanes.get(lane as usize);
            lane.and_then(|lane| u32::try_from(lane.place()).ok())
        };
        match &mut entry.kind {
            EntryKind::Spawn(lane)
            | EntryKind::Wait {
                wait: Wait::Join,
                holder: Some(lane),
                ..
            } => *lane = place(*lane).unwrap_or(u32::MAX),
            _ => {}
        }
        entry
    }

    /// Opens the child's gate; if the child is gone, its stdout will show it.
    pub fn open_gate(&mut self) {
        if let Some(lifeline) = &mut self.lifeline {
            let _gone = lifeline.write_all(GO);
        }
    }

    /// Tells the child to stop.
    pub fn stop(&mut self) {
        self.lifeline = None;
    }

    /// Kills the child, since it does not end by itself.
    pub fn give_up(&mut self) {
        self.given_up = true;
        self.kill();
    }

    /// Already exited is fine.
    fn kill(&mut self) {
        let _gone = self.process.kill();
    }

    /// Receives what the child has sent; blocks unless there is something to read. Its lanes are opened
    /// in `recorder`. Returns whether more may come.
    pub fn read_messages(&mut self, recorder: &Recorder) -> bool {
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
                self.apply(message, recorder);
            } else {
                let line = String::from_utf8_lossy(line);
                self.state = ChildState::Ended(TaskResult::Lost(format!(
                    "sent no message: {}",
                    line.trim()
                )));
                self.kill();
            }
        }
        true
    }

    fn apply(&mut self, message: Message, recorder: &Recorder) {
        match message {
            Message::Ready => self.state = ChildState::Ready,
            Message::Lane(name) => {
                if self.named == self.lanes.len() {
                    self.lanes.push(recorder.lane_of(name, self.id()));
                }
                self.named += 1;
            }
            Message::Entry(lane, entry) => {
                let entry = self.with_own_places(entry);
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
                            kind: EntryKind::Line(length),
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
                self.state = ChildState::Ended(outcome);
                self.peak = peak;
            }
        }
    }

    /// Waits for a child whose stdout has ended: it is about to end, or is killed.
    fn reap(&mut self) {
        self.stop();
        // If it has ended already, it keeps its exit status.
        self.kill();
        let status = self.process.wait();
        if !matches!(self.state, ChildState::Ended(_)) {
            let how = status.map_or_else(|error| error.to_string(), how_it_ended);
            self.state = ChildState::Ended(if self.given_up {
                TaskResult::Stuck
            } else {
                TaskResult::Lost(how)
            });
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // After `reap` both fail at once; otherwise no child is left behind.
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
