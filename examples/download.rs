//! Eight downloads from a slow server, one by one and then with a thread for
//! each.
//!
//! `cargo run --example download`

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// Waits, then answers any request; one thread for each client.
fn serve(listener: &TcpListener) -> io::Result<()> {
    loop {
        let (mut client, _) = listener.accept()?;
        thread::Builder::new()
            .name("client".into())
            .spawn(move || -> io::Result<()> {
                // A request this short arrives in one piece; its contents
                // don't matter here.
                let _asked = client.read(&mut [0; 1024])?;
                thread::sleep(Duration::from_millis(50));
                client.write_all(b"HTTP/1.0 200 OK\r\n\r\nhello")
            })?;
    }
}

fn download(server: SocketAddr) -> io::Result<usize> {
    let mut stream = TcpStream::connect(server)?;
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let server = listener.local_addr()?;
    // Never joined: it ends with the process, like a daemon thread in Python.
    thread::Builder::new()
        .name("server".into())
        .spawn(move || serve(&listener))?;

    let begin = Instant::now();
    for _ in 0..8 {
        download(server)?;
    }
    println!("one by one    {:?}", begin.elapsed());

    let begin = Instant::now();
    let threads: Vec<_> = (0..8)
        .map(|file| {
            let thread = thread::Builder::new().name(format!("file-{file}"));
            thread.spawn(move || download(server))
        })
        .collect::<io::Result<_>>()?;
    for thread in threads {
        // Python: future.result().
        thread.join().expect("downloading doesn't panic")?;
    }
    println!("side by side  {:?}", begin.elapsed());
    Ok(())
}
