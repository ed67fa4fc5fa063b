//! One connection of the embedded server: it reads a request, waits, and responds as configured.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;

use nix::libc::linger;
use nix::poll::PollFlags;
use nix::sys::socket::{setsockopt, sockopt};

use super::config::{Fault, ServerConfig};
use crate::kit::blocks::Block;
use engine::record::Stamp;

/// The maximum length of a request.
const LONGEST_REQUEST: usize = 8 * 1024;
/// How many bytes are copied at a time.
const COPIED: usize = 64 * 1024;

/// A client, and how far it has been served.
pub(super) struct Connection {
    stream: TcpStream,
    state: State,
}

enum State {
    /// Its request is arriving.
    Asking(Vec<u8>),
    /// It will be answered at this moment.
    Waiting(Stamp, Answer),
    /// It never gets an answer.
    Silence,
    /// It is receiving its response, of which this many bytes have been sent.
    Answering(Answer, u64),
}

struct Answer {
    head: Vec<u8>,
    body: Block,
    /// The end of the response, including its head.
    ends: u64,
    /// Whether the end is a reset.
    reset: bool,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Self {
        let state = State::Asking(Vec::new());
        Self { stream, state }
    }

    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// The event that it waits for from its client.
    pub(super) fn awaits(&self) -> PollFlags {
        match self.state {
            State::Asking(_) | State::Silence => PollFlags::POLLIN,
            State::Waiting(..) => PollFlags::empty(),
            State::Answering(..) => PollFlags::POLLOUT,
        }
    }

    /// When it is to be answered.
    pub(super) fn due(&self) -> Option<Stamp> {
        match self.state {
            State::Waiting(due, _) => Some(due),
            _ => None,
        }
    }

    /// Continues after this event at the client, or because it is time; returns whether there is more to
    /// do.
    pub(super) fn advance(
        &mut self,
        sign: Option<PollFlags>,
        now: Stamp,
        config: &ServerConfig,
    ) -> bool {
        let left = PollFlags::POLLHUP | PollFlags::POLLERR | PollFlags::POLLNVAL;
        if sign.is_some_and(|sign| sign.intersects(left)) {
            return false;
        }
        let began = match &mut self.state {
            State::Asking(_) | State::Silence if sign.is_none() => return true,
            State::Asking(request) => match read(&self.stream, request) {
                Reading::More => return true,
                Reading::Ended => return false,
                Reading::Whole => self.answered(now, config),
            },
            State::Silence => {
                return !matches!(read(&self.stream, &mut Vec::new()), Reading::Ended);
            }
            State::Waiting(due, _) if *due > now => return true,
            State::Waiting(..) | State::Answering(..) => return self.answer(),
        };
        self.state = began;
        true
    }

    /// The response to the request that has been read.
    fn answered(&self, now: Stamp, config: &ServerConfig) -> State {
        let State::Asking(request) = &self.state else {
            return State::Silence;
        };
        let number = file_asked_for(request).filter(|&number| number < config.faults.len());
        let fault = number.map_or(Fault::Missing, |number| config.faults[number]);
        if fault == Fault::Silent {
            return State::Silence;
        }
        let body = Block::new(number.unwrap_or(0) as u64, config.size);
        State::Waiting(
            now.after(config.latency),
            Answer::of(fault, body, config.size),
        )
    }

    /// Sends as much as the client accepts now; returns whether there is more to send.
    fn answer(&mut self) -> bool {
        let waited = std::mem::replace(&mut self.state, State::Silence);
        let (answer, mut sent) = match waited {
            State::Waiting(_, answer) => (answer, 0),
            State::Answering(answer, sent) => (answer, sent),
            other => {
                self.state = other;
                return true;
            }
        };
        let mut buffer = vec![0; COPIED];
        while sent < answer.ends {
            let bytes = answer.bytes(sent, &mut buffer);
            match (&self.stream).write(bytes) {
                Ok(written) => sent += written as u64,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.state = State::Answering(answer, sent);
                    return true;
                }
                Err(_) => return false,
            }
        }
        if answer.reset {
            // Without lingering, a close is a reset.
            let at_once = linger {
                l_onoff: 1,
                l_linger: 0,
            };
            let _as_usual = setsockopt(&self.stream, sockopt::Linger, &at_once);
        }
        false
    }
}

impl Answer {
    fn of(fault: Fault, body: Block, size: u64) -> Self {
        let (status, promised, sent) = match fault {
            Fault::Missing => ("404 Not Found", 0, 0),
            // An empty file can't be cut, so it promises at least one byte.
            Fault::Short | Fault::Reset => ("200 OK", size.max(1), size / 2),
            Fault::None | Fault::Refused | Fault::Silent => ("200 OK", size, size),
        };
        let head =
            format!("HTTP/1.1 {status}\r\nContent-Length: {promised}\r\nConnection: close\r\n\r\n");
        Self {
            ends: head.len() as u64 + sent,
            head: head.into_bytes(),
            body,
            reset: fault == Fault::Reset,
        }
    }

    /// The bytes from this offset on, as many as are at hand.
    fn bytes<'a>(&'a self, from: u64, buffer: &'a mut [u8]) -> &'a [u8] {
        let head = self.head.len() as u64;
        if from < head {
            return &self.head[usize::try_from(from).unwrap_or(0)..];
        }
        let most = usize::try_from(self.ends - from)
            .unwrap_or(COPIED)
            .min(COPIED);
        let copied = self.body.read_at(from - head, &mut buffer[..most]);
        &buffer[..copied]
    }
}

enum Reading {
    More,
    Whole,
    Ended,
}

/// Reads what has arrived of a request.
fn read(mut stream: &TcpStream, request: &mut Vec<u8>) -> Reading {
    let mut bytes = [0; 1024];
    match stream.read(&mut bytes) {
        Ok(0) => Reading::Ended,
        Ok(read) => {
            request.extend_from_slice(&bytes[..read]);
            match request.len() {
                _ if request.windows(4).any(|end| end == b"\r\n\r\n") => Reading::Whole,
                LONGEST_REQUEST.. => Reading::Ended,
                _ => Reading::More,
            }
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock => Reading::More,
        Err(_) => Reading::Ended,
    }
}

/// The number in `GET /file-3 HTTP/1.0`.
fn file_asked_for(request: &[u8]) -> Option<usize> {
    let mut headers = [httparse::EMPTY_HEADER; 16];
    let mut parsed = httparse::Request::new(&mut headers);
    parsed.parse(request).ok()?;
    parsed.path?.strip_prefix("/file-")?.parse().ok()
}
