//! One task of `hash`: a digest, piece by piece, with or without a lock around the computing.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::kit::blocks::{Block, PIECE, Piece, hex};
use crate::kit::locked;
use engine::plan::TaskError;
use engine::record::Lane;
use sync::locks::Locks;

/// What one task computes the digest of.
#[derive(Clone, Debug)]
pub(super) enum Input {
    /// The generated block with this number and size.
    Block(u64, u64),
    /// A file.
    File(PathBuf),
}

impl Input {
    pub(super) fn block(number: u64, size: u64) -> Self {
        Input::Block(number, size)
    }

    pub(super) fn file(path: PathBuf) -> Self {
        Input::File(path)
    }

    /// The name that follows its digest. A name that is not UTF-8 is shown as closely as possible.
    pub(super) fn path(&self) -> Cow<'_, str> {
        match self {
            Input::Block(number, _) => format!("block-{number}").into(),
            Input::File(path) => path.to_string_lossy(),
        }
    }

    /// The name of its task: a single line, whatever the file is called.
    pub(super) fn name(&self) -> String {
        escaped(&self.path()).0
    }

    /// Its size in bytes, if known beforehand.
    pub(super) fn size(&self) -> Option<u64> {
        match self {
            Input::Block(_, size) => Some(*size),
            Input::File(_) => None,
        }
    }

    fn open(&self) -> io::Result<Source> {
        Ok(match self {
            Input::Block(number, size) => Source::Block(Block::new(*number, *size), 0),
            Input::File(path) => Source::File(File::open(path)?, vec![0; PIECE]),
        })
    }
}

/// An input being read.
enum Source {
    /// A block, and the number of its next piece.
    Block(Block, u64),
    File(File, Vec<u8>),
}

impl Source {
    /// The next piece; `None` after the last.
    fn next(&mut self) -> io::Result<Option<Chunk<'_>>> {
        match self {
            Source::Block(block, next) => {
                let piece = block.piece(*next);
                *next += 1;
                Ok(piece.map(Chunk::Piece))
            }
            Source::File(file, buffer) => loop {
                match file.read(buffer) {
                    Ok(0) => return Ok(None),
                    Ok(read) => return Ok(Some(Chunk::Read(&buffer[..read]))),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            },
        }
    }
}

/// A piece that was read.
enum Chunk<'a> {
    Piece(Piece),
    Read(&'a [u8]),
}

impl Chunk<'_> {
    fn parts(&self) -> [&[u8]; 2] {
        match self {
            Chunk::Piece(piece) => piece.parts(),
            Chunk::Read(bytes) => [bytes, &[]],
        }
    }
}

/// Reads the input and prints its digest. With a lock, and a number to identify itself to it, each piece
/// is computed under that lock, but reading is not, as a Python thread releases the GIL while it reads.
pub(super) fn digest(
    lane: &mut Lane,
    input: &Input,
    lock: Option<(&Locks, usize)>,
) -> Result<Value, TaskError> {
    let path = input.path();
    let fails = |error: io::Error| TaskError::Failed(format!("can't read {path}: {error}"));
    let mut source = input.open().map_err(fails)?;
    let mut hasher = Sha256::new();
    let mut bytes = 0;
    while let Some(chunk) = source.next().map_err(fails)? {
        lane.computing()?;
        let turn = lock.map(|(lock, task)| {
            let turn = locked::take(lane, lock, task, 0);
            turn.map_err(|refused| locked::unplanned(refused, lock, |task| format!("task {task}")))
        });
        let turn = turn.transpose()?;
        for part in chunk.parts() {
            hasher.update(part);
            bytes += part.len() as u64;
        }
        if let Some(turn) = turn {
            locked::release(lane, turn);
        }
    }
    let digest = hex(&hasher.finalize());
    lane.say(sum_line(&digest, &path));
    // A pair, not an object: an object takes 600 bytes, and there may be a million files.
    Ok(json!([digest, bytes]))
}

/// A digest and a name as printed by `sha256sum` (GNU coreutils 9): a name with a backslash, a line feed
/// or a carriage return is escaped, and marked by a backslash before the digest.
pub(super) fn sum_line(digest: &str, path: &str) -> String {
    let (name, changed) = escaped(path);
    let mark = if changed { "\\" } else { "" };
    format!("{mark}{digest}  {name}")
}

fn escaped(path: &str) -> (String, bool) {
    let name = path
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    let changed = name != path;
    (name, changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_escaped_as_sha256sum_does() {
        assert_eq!(sum_line("ab", "plain name"), "ab  plain name");
        assert_eq!(sum_line("ab", "a\nb\\c\rd"), "\\ab  a\\nb\\\\c\\rd");
    }
}
