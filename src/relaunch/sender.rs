//! The child's side: sends what is recorded, and listens on the lifeline.

use std::io::{self, Read};
use std::sync::Arc;

use crossbeam_channel::{Receiver, select};

use super::{Errand, Message};
use crate::live::Live;
use crate::plan::Outcome;
use crate::record::{Clock, Event, Outlet, Said};
use crate::stop::{Cause, Stop, Stopped};
use crate::system::children::{die_with_parent, name_this_thread};
use crate::system::memory;

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
            // The lifeline may have ended just behind the byte.
            recv(self.go) -> _ => self.stop.check(),
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
