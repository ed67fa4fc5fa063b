//! What `explain` says of a demo, as data.

/// The lesson of one demo in a screen of text.
#[derive(Debug)]
pub struct Explain {
    /// What it teaches: paragraphs with an empty line between them, each on one line of its own.
    pub lesson: &'static str,
    /// What to watch for in the output, a sentence each.
    pub watch: &'static [&'static str],
    /// What is certain and what is luck, a sentence each.
    pub guaranteed: &'static [&'static str],
    /// The words of Python's `threading` beside those of Rust.
    pub words: &'static [Word],
    /// The example programs: file names under `examples/`, and their source.
    pub examples: &'static [(&'static str, &'static str)],
}

/// A word of Python's `threading`, `queue`, `multiprocessing` or `concurrent.futures`, and its
/// cousin in Rust.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// As Python says it: `threading.Thread(target=f, args=(1,))`.
    pub python: &'static str,
    /// As Rust says it: `thread::spawn(move || f(1))`.
    pub rust: &'static str,
    /// What is alike or different, where that needs saying; else empty.
    pub note: &'static str,
}
