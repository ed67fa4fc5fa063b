//! Tests of the writer's promises, with a sink that can be read afterwards.

use deadline::Deadline;
use std::io::ErrorKind;

use super::*;

/// A sink that can be read afterwards, and that fails with this error.
#[derive(Clone, Default)]
struct Sink {
    bytes: Arc<Mutex<Vec<u8>>>,
    writes: Arc<Mutex<usize>>,
    fails_with: Option<ErrorKind>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(kind) = self.fails_with {
            return Err(kind.into());
        }
        *self.writes.lock().unwrap() += 1;
        self.bytes.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn say(live: &Arc<Live>, at: u64, words: &str) {
    live.prompt(|buffer| {
        buffer.extend_from_slice(words.as_bytes());
        buffer.push(b'\n');
        Stamp(at)
    });
}

#[test]
fn a_lone_line_is_written_by_the_thread_that_says_it() {
    let sink = Sink::default();
    let live = Live::new(Box::new(sink.clone()), Stop::new(), false);
    say(&live, 0, "one");
    assert_eq!(*sink.bytes.lock().unwrap(), b"one\n");
    say(&live, 5_000_000, "two");
    assert_eq!(*sink.bytes.lock().unwrap(), b"one\ntwo\n");
    assert!(
        live.lock().flusher.is_none(),
        "light traffic needs no second thread"
    );
}

#[test]
fn lines_are_gathered_in_heavy_traffic_and_none_is_lost_or_torn() {
    let _deadline = Deadline::new();
    let sink = Sink::default();
    let live = Live::new(Box::new(sink.clone()), Stop::new(), false);
    let clock = Clock::start();
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let live = Arc::clone(&live);
            std::thread::spawn(move || {
                for line in 0..20_000 {
                    live.prompt(|buffer| {
                        writeln!(buffer, "{thread} {line}").unwrap();
                        clock.now()
                    });
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    live.finish().unwrap();
    let text = String::from_utf8(sink.bytes.lock().unwrap().clone()).unwrap();
    let mut next = [0; 4];
    for line in text.lines() {
        let (thread, number) = line.split_once(' ').expect("a whole line");
        let next = &mut next[thread.parse::<usize>().unwrap()];
        assert_eq!(
            number.parse::<usize>().unwrap(),
            *next,
            "each thread's in order"
        );
        *next += 1;
    }
    assert_eq!(next, [20_000; 4]);
    assert!(
        *sink.writes.lock().unwrap() < 40_000,
        "most lines share a write"
    );
}

#[test]
fn a_gathered_line_appears_without_another_one() {
    let _deadline = Deadline::new();
    let sink = Sink::default();
    let live = Live::new(Box::new(sink.clone()), Stop::new(), false);
    for _ in 0..=PROMPT_WRITES {
        say(&live, 0, "x");
    }
    while sink.bytes.lock().unwrap().len() < 2 * (PROMPT_WRITES as usize + 1) {
        std::thread::yield_now();
    }
}

#[test]
fn a_reader_that_went_away_stops_the_run_quietly_and_a_full_disk_with_an_error() {
    for (kind, cause) in [
        (ErrorKind::BrokenPipe, Cause::OutputClosed),
        (ErrorKind::StorageFull, Cause::OutputFailed),
    ] {
        let stop = Stop::new();
        let sink = Sink {
            fails_with: Some(kind),
            ..Sink::default()
        };
        let live = Live::new(Box::new(sink), stop.clone(), false);
        say(&live, 0, "lost");
        assert_eq!(stop.cause(), Some(cause));
        assert_eq!(live.finish().is_err(), cause == Cause::OutputFailed);
    }
}

#[test]
fn a_run_with_files_to_write_outlives_its_reader() {
    let stop = Stop::new();
    let sink = Sink {
        fails_with: Some(ErrorKind::BrokenPipe),
        ..Sink::default()
    };
    let live = Live::new(Box::new(sink), stop.clone(), true);
    say(&live, 0, "lost");
    assert_eq!(stop.cause(), None);
}

/// A sink with room for only a few bytes; waiting makes more room.
#[derive(Clone, Default)]
struct Narrow {
    bytes: Arc<Mutex<Vec<u8>>>,
    room: usize,
    /// Whether its reader is gone for good.
    deaf: bool,
}

impl Write for Narrow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.room == 0 {
            return Err(ErrorKind::WouldBlock.into());
        }
        let taken = bytes.len().min(self.room);
        self.room -= taken;
        self.bytes
            .lock()
            .unwrap()
            .extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }
    fn flush(&mut self) -> io::Result<()> {
        if self.deaf {
            return Err(ErrorKind::BrokenPipe.into());
        }
        self.room += 3;
        Ok(())
    }
}

#[test]
fn a_reader_that_is_behind_holds_up_no_line_and_gets_all_at_the_end() {
    let _deadline = Deadline::new();
    let narrow = Narrow {
        room: 2,
        ..Narrow::default()
    };
    let live = Live::new(Box::new(narrow.clone()), Stop::new(), false);
    say(&live, 0, "one");
    say(&live, 5_000_000, "two");
    assert_eq!(*narrow.bytes.lock().unwrap(), b"on");
    live.write(|buffer| buffer.extend_from_slice(b"report\n"));
    assert_eq!(*narrow.bytes.lock().unwrap(), b"one\ntwo\nreport\n");
    live.finish().unwrap();
}

#[test]
fn a_reader_that_never_comes_is_one_that_went_away() {
    let _deadline = Deadline::new();
    let stop = Stop::new();
    let narrow = Narrow {
        deaf: true,
        ..Narrow::default()
    };
    let live = Live::new(Box::new(narrow), stop.clone(), false);
    say(&live, 0, "one");
    assert_eq!(stop.cause(), None);
    live.finish().unwrap();
    assert_eq!(stop.cause(), Some(Cause::OutputClosed));
}
