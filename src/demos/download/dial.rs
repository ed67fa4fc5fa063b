//! Connecting to a server of `download`: resolving its name, then making a connection.

use std::io::{self, ErrorKind};
use std::net::{TcpStream, ToSocketAddrs};
use std::thread::Builder;
use std::time::Duration;

use crossbeam_channel::{bounded, select};

use super::url::Url;
use super::waits::{CONNECTION, too_long};
use engine::plan::TaskError;
use engine::record::{Lane, Wait};
use engine::thread_group::STACK;

/// A connection to the URL's server. Resolving a name and connecting can't be stopped, so another thread
/// does it, and is abandoned if it takes too long.
pub(super) fn connect(
    lane: &mut Lane,
    url: &Url,
    patience: Duration,
) -> Result<TcpStream, TaskError> {
    if url.nearby {
        // Loopback responds at once, one way or the other.
        let address = (url.host.as_str(), url.port);
        return TcpStream::connect(address).map_err(|error| failed(url, &error));
    }
    let (host, port) = (url.host.clone(), url.port);
    let (sender, connected) = bounded(1);
    let reach = move || {
        // The receiver is gone if it took too long.
        let _ = sender.send(reach(&host, port, patience));
    };
    Builder::new()
        .name("connect".into())
        .stack_size(STACK)
        .spawn(reach)
        .map_err(|error| {
            let limit = system::diagnose_threads(0, STACK);
            TaskError::Refused(format!("no thread to connect with: {limit} ({error})"))
        })?;
    let stop = lane.stop().clone();
    lane.wait(Wait::Item, CONNECTION, || {
        let answer = select! {
            recv(connected) -> stream => match stream {
                Ok(stream) => stream.map_err(|error| failed(url, &error)),
                Err(_) => Err(TaskError::Failed("the thread that connects ended".into())),
            },
            recv(stop.channel()) -> _ => Err(TaskError::Stopped),
            default(patience) => Err(too_long("no connection", patience)),
        };
        (answer, 0)
    })
}

/// Connects to the first of the host's addresses that accepts.
fn reach(host: &str, port: u16, patience: Duration) -> io::Result<TcpStream> {
    let mut last = None;
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, patience) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| io::Error::other("the name has no address")))
}

fn failed(url: &Url, error: &io::Error) -> TaskError {
    let (host, port) = (&url.host, url.port);
    TaskError::Failed(match error.kind() {
        ErrorKind::ConnectionRefused => format!("connection refused by {host}:{port}"),
        ErrorKind::TimedOut => format!("no connection to {host}:{port} in time"),
        _ => format!("no connection to {host}:{port}: {error}"),
    })
}
