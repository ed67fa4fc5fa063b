//! The embedded HTTP server of `download`: one thread, which waits before it responds and can misbehave
//! on request.
//!
//! One thread serves any number of connections, so that the server takes no threads from the lesson's
//! limits. Its files are generated blocks; it doesn't matter which client requests them.

use std::io::{self, PipeReader, PipeWriter};
use std::net::{Ipv4Addr, TcpListener};
use std::os::fd::AsFd;
use std::thread::{Builder, JoinHandle};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{Backlog, listen};

use super::config::ServerConfig;
use super::connection::Connection;
use engine::record::{Clock, Stamp};

/// How many connections may wait to be accepted; std's limit is 128, beyond which they take an extra
/// second.
const BACKLOG: i32 = 4096;

/// A running server; dropping it ends it.
pub(super) struct Server {
    /// The port that it listens on.
    pub(super) port: u16,
    /// Dropped to end the thread.
    open: Option<PipeWriter>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server on a free port of the loopback interface.
    pub(super) fn start(config: ServerConfig) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        listen(&listener, Backlog::new(BACKLOG)?)?;
        let port = listener.local_addr()?.port();
        let (closed, open) = io::pipe()?;
        let desk = ServerThread {
            config,
            listener,
            closed,
            clock: Clock::start(),
            connections: Vec::new(),
        };
        let thread = Builder::new()
            .name("server".into())
            .spawn(move || desk.serve())?;
        Ok(Self {
            port,
            open: Some(open),
            thread: Some(thread),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.open = None;
        if let Some(thread) = self.thread.take() {
            // It has nothing to report; if it panicked, the files that it did not serve show that.
            let _ended = thread.join();
        }
    }
}

/// The server's thread.
struct ServerThread {
    config: ServerConfig,
    listener: TcpListener,
    /// At its end, and so readable, once the server should end.
    closed: PipeReader,
    clock: Clock,
    connections: Vec<Connection>,
}

impl ServerThread {
    fn serve(mut self) {
        while let Ok(ready) = self.wait() {
            if ready.closed {
                return;
            }
            let now = self.clock.now();
            let mut signs = ready.connections.into_iter();
            let config = &self.config;
            self.connections
                .retain_mut(|connection| connection.advance(signs.next().flatten(), now, config));
            if ready.listener {
                self.accept();
            }
        }
    }

    /// Waits until a client sends a request, reads or leaves, or until it is time to answer one.
    fn wait(&self) -> io::Result<Ready> {
        let connections = self.connections.iter();
        let watched = connections.map(|one| PollFd::new(one.stream().as_fd(), one.awaits()));
        let fixed = [self.closed.as_fd(), self.listener.as_fd()];
        let fixed = fixed.map(|fd| PollFd::new(fd, PollFlags::POLLIN));
        let mut all: Vec<_> = fixed.into_iter().chain(watched).collect();
        let due = self.connections.iter().filter_map(Connection::due).min();
        match poll(
            &mut all,
            due.map_or(PollTimeout::NONE, |due| self.until(due)),
        ) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
        let mut signs = all
            .iter()
            .map(|fd| fd.revents().filter(|sign| !sign.is_empty()));
        Ok(Ready {
            closed: signs.next().flatten().is_some(),
            listener: signs.next().flatten().is_some(),
            connections: signs.collect(),
        })
    }

    fn until(&self, due: Stamp) -> PollTimeout {
        let left = due.since(self.clock.now()).as_micros().div_ceil(1000);
        PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX)
    }

    fn accept(&mut self) {
        // An error means no other client, one that has left, or no descriptor: the next attempt may
        // succeed.
        while let Ok((stream, _)) = self.listener.accept() {
            if stream.set_nonblocking(true).is_ok() {
                self.connections.push(Connection::new(stream));
            }
        }
    }
}

/// What there is to do.
struct Ready {
    closed: bool,
    listener: bool,
    /// What each connection is ready for.
    connections: Vec<Option<PollFlags>>,
}
