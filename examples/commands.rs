//! Two commands side by side: each is a process whose lines a thread reads.

use std::io::{self, BufRead, BufReader};
use std::process::{Command, Stdio};
use std::thread;

fn main() -> io::Result<()> {
    let mut readers = Vec::new();
    let scripts = [("one", "sleep 0.1; echo late"), ("two", "echo early")];
    for (name, script) in scripts {
        let mut child = Command::new("sh")
            .args(["-c", script])
            .stdout(Stdio::piped())
            .spawn()?;
        let pipe = child.stdout.take().expect("it is piped");
        readers.push(thread::spawn(move || {
            // One line at a time, so that lines of two commands never mix.
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                println!("{name}: {line}");
            }
            child.wait()
        }));
    }
    for reader in readers {
        let status = reader.join().expect("it doesn't panic")?;
        println!("{status}");
    }
    Ok(())
}
