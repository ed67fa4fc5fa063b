//! A lane's chunk: whatever a reader counts is complete, whenever it looks, and in the end it has seen
//! everything.

use shuttle::thread;

use crate::record::chunk::Chunk;
use crate::search::Search;

/// An entry whose words belong together.
fn words(place: usize) -> [u64; 2] {
    let number = place as u64 + 1;
    [number, 10 * number]
}

/// Lets one thread write and another read, in every order.
fn write_and_read(write: fn(&Chunk), read: fn(&Chunk), end: fn(&Chunk)) {
    Search::all().run(move || {
        let chunk = Chunk::with_room(2).unwrap();
        thread::scope(|scope| {
            scope.spawn(|| write(&chunk));
            scope.spawn(|| read(&chunk));
        });
        end(&chunk);
    });
}

fn read(chunk: &Chunk) {
    for place in 0..chunk.count() {
        assert_eq!(chunk.entry(place), words(place));
    }
}

#[test]
fn a_reader_finds_each_entry_that_it_counts_whole_while_the_writer_continues() {
    let write = |chunk: &Chunk| {
        assert!(chunk.push(words(0)) && chunk.push(words(1)));
        assert!(chunk.is_full() && !chunk.push(words(2)));
    };
    write_and_read(write, read, |chunk| {
        assert_eq!(chunk.count(), 2);
        read(chunk);
    });
}

#[test]
fn a_line_that_is_counted_has_its_text() {
    let write = |chunk: &Chunk| {
        for (place, line) in ["one", "two"].into_iter().enumerate() {
            let grow = |text: &mut String, more| text.try_reserve(more).is_ok();
            assert!(chunk.hold(line, grow) && chunk.push(words(place)));
        }
    };
    let read = |chunk: &Chunk| {
        let count = chunk.count();
        assert!(chunk.text().len() >= 3 * count);
    };
    write_and_read(write, read, |chunk| assert_eq!(*chunk.text(), "onetwo"));
}
