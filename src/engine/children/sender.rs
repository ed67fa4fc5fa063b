//! The child's side: sends what is recorded, and listens on the lifeline.

use std::io::{self, Read};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use crossbeam_channel::{self as channel, Receiver, select};
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal};
use signal_hook::consts::SIGTERM;

use super::message::{Assignment, Message};
use crate::live::Live;
use crate::plan::TaskResult;
use crate::record::{Clock, Event, LiveLine, Outlet};
use crate::stop::{Cause, Stop, Stopped};
use crate::thread_group::HELPER_STACK;
use system::children::{die_with_parent, name_this_thread};
use system::memory;

/// The child's side: sends what is recorded, and listens on the lifeline.
pub struct Sender {
    live: Arc<Live>,
    stop: Stop,
    go: Receiver<()>,
}

impl Sender {
    /// Takes over this child's stdin and stdout; the stop signal is raised when the parent stops the
    /// child or ends. `None` if the system refused it what it needs, which is reported to the parent.
    pub fn start(assignment: &Assignment) -> io::Result<Option<Self>> {
        name_this_thread(system::PROGRAM);
        let stop = Stop::new();
        if !die_with_parent(assignment.parent) {
            stop.raise(Cause::Parent);
        }
        let live = Live::new(crate::live::stdout(&stop), stop.clone(), false);
        let (open, go) = channel::bounded(1);
        let (killed, kill) = UnixStream::pair()?;
        signal_hook::low_level::pipe::register(SIGTERM, kill)?;
        // The parent blocked it before this process began.
        SigSet::from(Signal::SIGTERM).thread_unblock()?;
        let sender = Self { live, stop, go };
        let lifeline = sender.stop.clone();
        let listening = std::thread::Builder::new()
            .name("lifeline".into())
            .stack_size(HELPER_STACK)
            .spawn(move || lifeline.raise(listen(&killed, &open)));
        if let Err(error) = listening {
            let limit = system::diagnose_threads(1, HELPER_STACK);
            let refusal = format!("its process got no thread to listen on: {limit} ({error})");
            sender.end(TaskResult::Refused(refusal))?;
            return Ok(None);
        }
        Ok(Some(sender))
    }

    /// The child's stop signal.
    pub fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Sends every line and event on.
    pub fn outlet(&self) -> Outlet {
        let (lines, events) = (Arc::clone(&self.live), Arc::clone(&self.live));
        Outlet {
            line: Some(Arc::new(move |clock: &Clock, said: LiveLine<'_>| {
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
            // A child uses the parent's stderr directly.
            stderr: None,
        }
    }

    /// Reports that the child is at the gate, and waits until it opens.
    pub fn ready(&self) -> Result<(), Stopped> {
        send(&self.live, &Message::Ready);
        select! {
            // The lifeline may have ended right after the byte.
            recv(self.go) -> _ => self.stop.check(),
            recv(self.stop.channel()) -> _ => Err(Stopped),
        }
    }

    /// Sends the outcome, and everything gathered before it.
    pub fn end(self, outcome: TaskResult) -> io::Result<()> {
        send(&self.live, &Message::Ended(outcome, memory::peak()));
        self.live.finish()
    }
}

/// Opens the gate when the parent sends its byte; returns what ends this child's work: the end of the
/// lifeline, or a SIGTERM.
fn listen(killed: &UnixStream, open: &channel::Sender<()>) -> Cause {
    let mut stdin = io::stdin();
    let mut byte = [0];
    loop {
        let ends = [stdin.as_fd(), killed.as_fd()];
        let mut ends = ends.map(|end| PollFd::new(end, PollFlags::POLLIN));
        let polled = poll(&mut ends, PollTimeout::NONE);
        let ready = polled.map(|_| ends.map(|end| end.any().unwrap_or(true)));
        match ready {
            Ok([_, true]) => return Cause::Terminate,
            Ok([true, _]) if stdin.read(&mut byte).is_ok_and(|read| read > 0) => {
                // Only the first byte matters.
                let _ = open.try_send(());
            }
            Ok([false, false]) | Err(Errno::EINTR) => {}
            Ok(_) | Err(_) => return Cause::Parent,
        }
    }
}

/// Sends a message at once, with everything gathered before it.
fn send(live: &Live, message: &Message) {
    live.write(|buffer| compose(buffer, message));
}

/// Appends a message as a line. Plain data can always be serialized, and writing to a buffer can't fail.
fn compose(buffer: &mut Vec<u8>, message: &Message) {
    let _ = serde_json::to_writer(&mut *buffer, message);
    buffer.push(b'\n');
}
