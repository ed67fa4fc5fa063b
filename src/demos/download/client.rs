//! The client of `download`: requests one file over HTTP, and reads its whole body.
//!
//! It sends HTTP/1.0 requests, so that a response is one head and one body. Its waits are the task's own:
//! each is recorded, has a timeout, and ends when the stop signal is raised. No proxy is used, whatever
//! the environment says. Connecting to the server is left to `dial`.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use sha2::{Digest, Sha256};

use super::dial::connect;
use super::url::Url;
use super::waits::{ANSWER, BODY, too_long};
use crate::kit::blocks::hex;
use engine::plan::TaskError;
use engine::record::{Lane, Wait};
use words::harmless;

/// The maximum length of a response's head.
const LONGEST_HEAD: usize = 64 * 1024;
/// How many bytes are read at a time.
const READ: usize = 64 * 1024;

/// A file that was read completely.
pub(super) struct Fetched {
    /// Its size in bytes.
    pub(super) bytes: u64,
    /// Its SHA-256.
    pub(super) digest: String,
}

/// Fetches a file; the server may be silent for at most `patience` at a time.
pub(super) fn fetch(lane: &mut Lane, url: &Url, patience: Duration) -> Result<Fetched, TaskError> {
    let stream = Arc::new(connect(lane, url, patience)?);
    let closing = Arc::clone(&stream);
    let _closing = lane.stop().on_raise(move || {
        // Ends every wait on it; it may also be closed already.
        let _ended = closing.shutdown(Shutdown::Both);
    });
    let mut exchange = Exchange {
        lane,
        stream: &stream,
        url,
        patience,
    };
    exchange.ask()?;
    let (length, begin) = exchange.head()?;
    exchange.body(length, begin)
}

/// One request and its response.
struct Exchange<'a> {
    lane: &'a mut Lane,
    stream: &'a TcpStream,
    url: &'a Url,
    patience: Duration,
}

impl Exchange<'_> {
    fn ask(&mut self) -> Result<(), TaskError> {
        let Url {
            path, authority, ..
        } = self.url;
        let agent = concat!("threaddemo/", env!("CARGO_PKG_VERSION"));
        let request = format!(
            "GET {path} HTTP/1.0\r\nHost: {authority}\r\nUser-Agent: {agent}\r\nAccept: */*\r\nConnection: close\r\n\r\n"
        );
        // It fits the socket's buffer, so this never waits.
        let asked = self.stream.write_all(request.as_bytes());
        // Checked before the error: the stop signal itself breaks the connection.
        self.lane.stop().check()?;
        asked.map_err(|error| broken("before the answer", &error))
    }

    /// The promised length of the body, if there is one, and the part of the body that came with the
    /// head.
    fn head(&mut self) -> Result<(Option<u64>, Vec<u8>), TaskError> {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let read = self.read(ANSWER, &mut buffer, || "before the answer".to_owned())?;
            if read == 0 {
                return Err(TaskError::Failed(
                    "the server ended the connection without an answer".into(),
                ));
            }
            bytes.extend_from_slice(&buffer[..read]);
            let mut headers = [httparse::EMPTY_HEADER; 128];
            let mut answer = httparse::Response::new(&mut headers);
            match answer.parse(&bytes) {
                Ok(httparse::Status::Complete(length)) => {
                    return Ok((promised(&answer)?, bytes.split_off(length)));
                }
                Ok(httparse::Status::Partial) if bytes.len() < LONGEST_HEAD => {}
                Ok(httparse::Status::Partial) => {
                    return Err(TaskError::Failed("the answer's head is too long".into()));
                }
                Err(error) => {
                    return Err(TaskError::Failed(format!(
                        "the answer is not HTTP: {error}"
                    )));
                }
            }
        }
    }

    /// Reads the body, up to the promised length or to the end.
    fn body(&mut self, length: Option<u64>, begin: Vec<u8>) -> Result<Fetched, TaskError> {
        let mut hasher = Sha256::new();
        let mut bytes = 0;
        let mut buffer = begin;
        let mut read = buffer.len();
        buffer.resize(READ.max(read), 0);
        loop {
            // Anything after the promised length is not part of the body.
            let left = length.map_or(u64::MAX, |length| length - bytes);
            let taken = usize::try_from(left).unwrap_or(read).min(read);
            hasher.update(&buffer[..taken]);
            bytes += taken as u64;
            if length == Some(bytes) {
                break;
            }
            read = self.read(BODY, &mut buffer, || of(bytes, length))?;
            match length {
                None if read == 0 => break,
                Some(_) if read == 0 => {
                    return Err(TaskError::Failed(format!(
                        "the body ended {}",
                        of(bytes, length)
                    )));
                }
                _ => {}
            }
        }
        Ok(Fetched {
            bytes,
            digest: hex(&hasher.finalize()),
        })
    }

    /// Reads what is available, and waits for `object` if there is nothing yet; `place` says how far the
    /// response has come.
    fn read(
        &mut self,
        object: u16,
        buffer: &mut [u8],
        place: impl Fn() -> String,
    ) -> Result<usize, TaskError> {
        if !readable(self.stream, Duration::ZERO)? {
            let (stream, patience) = (self.stream, self.patience);
            let ready = self
                .lane
                .wait(Wait::Item, object, || (readable(stream, patience), 0))?;
            self.lane.stop().check()?;
            if !ready {
                return Err(too_long(format!("nothing came {}", place()), patience));
            }
        }
        let mut stream = self.stream;
        let read = stream.read(buffer);
        self.lane.stop().check()?;
        read.map_err(|error| broken(&place(), &error))
    }
}

/// The error for a connection that broke at this point of the response.
fn broken(place: &str, error: &io::Error) -> TaskError {
    TaskError::Failed(match error.kind() {
        ErrorKind::ConnectionReset => format!("the server reset the connection {place}"),
        _ => format!("the connection broke {place}: {error}"),
    })
}

/// `after 100 of 65536 bytes`.
fn of(bytes: u64, length: Option<u64>) -> String {
    match length {
        Some(length) => format!("after {bytes} of {length} bytes"),
        None => format!("after {bytes} bytes"),
    }
}

/// Whether there is something to read, or an end, within this time.
fn readable(stream: &TcpStream, within: Duration) -> Result<bool, TaskError> {
    let timeout = PollTimeout::try_from(within.as_millis()).unwrap_or(PollTimeout::MAX);
    loop {
        let mut watched = [PollFd::new(stream.as_fd(), PollFlags::POLLIN)];
        match poll(&mut watched, timeout) {
            Ok(ready) => return Ok(ready > 0),
            Err(Errno::EINTR) => {}
            Err(error) => return Err(TaskError::Refused(format!("can't wait: {error}"))),
        }
    }
}

/// The length that a successful response promises; any other response is not the file.
fn promised(answer: &httparse::Response<'_, '_>) -> Result<Option<u64>, TaskError> {
    let all = |name: &str| -> Vec<String> {
        let named = answer
            .headers
            .iter()
            .filter(|header| header.name.eq_ignore_ascii_case(name));
        // What a server says is shown on a terminal if it is not valid.
        named
            .map(|header| harmless(String::from_utf8_lossy(header.value).trim()).into_owned())
            .collect()
    };
    let header = |name: &str| all(name).into_iter().next();
    let code = answer.code.unwrap_or_default();
    if code != 200 {
        let reason = harmless(answer.reason.unwrap_or_default());
        let elsewhere = match (code, header("location")) {
            (300..400, Some(place)) => format!(" (it is at {place}: name that)"),
            _ => String::new(),
        };
        let status = format!("{code} {reason}");
        return Err(TaskError::Failed(format!(
            "the server answered {}{elsewhere}",
            status.trim()
        )));
    }
    if header("transfer-encoding").is_some() {
        return Err(TaskError::Failed(
            "the body comes in an encoding that was not asked for".into(),
        ));
    }
    // RFC 9110, section 8.6: one number, of digits alone. Two of them may smuggle in another response.
    match &*all("content-length") {
        [] => Ok(None),
        [text] if text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u64>().is_ok() => {
            Ok(text.parse().ok())
        }
        [text] => Err(TaskError::Failed(format!(
            "the promised length is no number: {text}"
        ))),
        more => Err(TaskError::Failed(format!(
            "the length is promised more than once: {}",
            more.join(" and ")
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::net::TcpListener;

    use crate::download::waits::OBJECTS;
    use engine::record::{Clock, Outlet, Recorder};
    use engine::stop::{Cause, Stop};

    #[test]
    fn a_connection_that_the_stop_signal_ended_has_not_failed() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = Url::nearby("127.0.0.1", listener.local_addr().unwrap().port(), 0);
        let stop = Stop::new();
        let recorder = Recorder::new(
            Clock::start(),
            stop.clone(),
            Outlet::default(),
            Vec::new(),
            OBJECTS.map(str::to_owned).to_vec(),
        );
        stop.raise(Cause::Timeout);
        let fetched = fetch(&mut recorder.lane("file-0"), &url, Duration::from_secs(9));
        assert_eq!(fetched.err(), Some(TaskError::Stopped));
    }

    /// What a response with these header lines promises, or why it is refused.
    fn promise(headers: &str) -> Result<Option<u64>, TaskError> {
        let text = format!("HTTP/1.1 200 OK\r\n{headers}\r\n");
        let mut places = [httparse::EMPTY_HEADER; 4];
        let mut answer = httparse::Response::new(&mut places);
        assert!(answer.parse(text.as_bytes()).unwrap().is_complete());
        promised(&answer)
    }

    #[test]
    fn a_length_is_one_number_of_digits_alone() {
        assert_eq!(promise(""), Ok(None));
        assert_eq!(promise("content-length: 2\r\n"), Ok(Some(2)));
        for wrong in [
            "Content-Length: +2\r\n",
            "Content-Length: -2\r\n",
            "Content-Length: 2, 2\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length: 2\r\nContent-Length: 3\r\n",
        ] {
            assert!(promise(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_a_server_says_has_no_escapes_in_an_error() {
        let text = b"HTTP/1.1 302 Found\r\nLocation: http://a\xc2\x9b31m/\r\n\r\n";
        let mut places = [httparse::EMPTY_HEADER; 4];
        let mut answer = httparse::Response::new(&mut places);
        assert!(answer.parse(text).unwrap().is_complete());
        let Err(TaskError::Failed(reason)) = promised(&answer) else {
            panic!("it is elsewhere");
        };
        assert!(!reason.contains(char::is_control), "{reason:?}");
    }
}
