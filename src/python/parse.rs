//! From a file's bytes to its syntax tree. What could overwhelm the recursive parser (size, nesting) is
//! refused before it runs; the grammar itself is left to the library.

use ruff_python_ast::ModModule;
use ruff_python_parser::parse_module;
use ruff_text_size::Ranged;

use super::literals;
use super::source::{Fault, Refusal, Source, small};

/// The maximum size of a file: 1 MiB.
const MOST_BYTES: usize = 1 << 20;
/// The maximum depth of brackets, as in `CPython`.
const MOST_BRACKETS: usize = 200;
/// The maximum depth of blocks, as in `CPython`.
const MOST_BLOCKS: usize = 100;
/// The maximum length of a chain of operators without a comma.
const MOST_LINKS: usize = 2_000;

/// The text of a file: UTF-8, without a byte order mark.
pub(super) fn decode(name: &str, bytes: Vec<u8>) -> Result<Source, Refusal> {
    if bytes.len() > MOST_BYTES {
        let way = "cut it down to the lesson that you want to see";
        return Err(Refusal::of_file(name, "the file is larger than 1 MiB", way));
    }
    let bytes = match encoding(&bytes) {
        Encoding::Utf8 => bytes,
        Encoding::Latin => bytes
            .iter()
            .map(|byte| char::from(*byte))
            .collect::<String>()
            .into(),
        Encoding::Other(encoding) => {
            let text = unified(String::from_utf8_lossy(&bytes).into_owned());
            let at = text.find(&encoding).unwrap_or(0);
            let what = format!("the encoding {encoding} isn't in the subset");
            let fault = Fault::new(small(at), what, "save the file as UTF-8");
            return Err(Source::new(name, text).refuse(&fault));
        }
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = unified(String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned());
        let at = small(before.len());
        Source::new(name, before).refuse(&Fault::new(
            at,
            "the file isn't UTF-8 from here on",
            "save it as UTF-8",
        ))
    })?;
    let text = text
        .strip_prefix('\u{feff}')
        .map_or(text.clone(), str::to_string);
    let source = Source::new(name, unified(text));
    if source.text.starts_with('\u{feff}') {
        return Err(source.refuse(&Fault::new(
            0,
            "syntax error: invalid non-printable character U+FEFF",
            "the file starts with two byte order marks: remove one",
        )));
    }
    if let Some(at) = source.text.find('\0') {
        return Err(source.refuse(&Fault::new(
            small(at),
            "a NUL character",
            "Python takes none in a file: remove it",
        )));
    }
    Ok(source)
}

/// The text with each line ended by a line feed: Python ends one at a carriage return too, and takes both
/// for a line feed, in a string as well.
fn unified(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

/// How a file's bytes are encoded.
enum Encoding {
    Utf8,
    Latin,
    Other(String),
}

/// The encoding that one of the first two lines declares, as `# coding: NAME` or the like, the way Python
/// reads it.
fn encoding(bytes: &[u8]) -> Encoding {
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).take(2);
    for line in lines {
        let line = String::from_utf8_lossy(line);
        let Some(comment) = line
            .trim_start_matches([' ', '\t', '\x0c', '\u{feff}'])
            .strip_prefix('#')
        else {
            if line.trim().is_empty() {
                continue;
            }
            break;
        };
        let after = comment.split("coding").skip(1);
        let mut names = after.filter_map(|rest| {
            let name = rest
                .strip_prefix([':', '='])?
                .trim_start_matches([' ', '\t']);
            let name: String = name
                .chars()
                .take_while(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(*letter))
                .collect();
            (!name.is_empty()).then_some(name)
        });
        if let Some(name) = names.next() {
            let plain = name.to_ascii_lowercase().replace('_', "-");
            return match &*plain {
                "utf-8" | "utf8" | "utf-8-sig" | "ascii" | "us-ascii" => Encoding::Utf8,
                "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" => Encoding::Latin,
                _ => Encoding::Other(name),
            };
        }
    }
    Encoding::Utf8
}

/// The syntax tree of a file.
pub(super) fn parse(source: &Source) -> Result<ModModule, Refusal> {
    if let Err(fault) = bound(&source.text) {
        return Err(source.refuse(&fault));
    }
    let parsed = parse_module(&source.text).map_err(|error| {
        let at = error.range().start().to_u32();
        let what = error.error.to_string();
        let mut letters = what.chars();
        let first = letters.next().map(|first| first.to_ascii_lowercase());
        let what: String = first.into_iter().chain(letters).collect();
        source.refuse(&Fault::new(
            at,
            format!("syntax error: {what}"),
            "Python refuses it too: python3 -m py_compile FILE says it in its words",
        ))
    })?;
    if let Err(fault) = literals::check(&source.text, parsed.tokens()) {
        return Err(source.refuse(&fault));
    }
    Ok(parsed.into_syntax())
}

/// Refuses excessive nesting, by a scan of the characters alone.
fn bound(text: &str) -> Result<(), Fault> {
    let mut scan = Scan {
        bytes: text.as_bytes(),
        at: 0,
        links: vec![0],
        total: 0,
        blocks: vec![0],
    };
    scan.all()
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    /// For each open bracket, the parts since its last comma.
    links: Vec<usize>,
    total: usize,
    blocks: Vec<usize>,
}

impl Scan<'_> {
    fn fault(at: usize, what: &str) -> Fault {
        Fault::new(
            u32::try_from(at).unwrap_or(0),
            what,
            "spread it over several statements",
        )
    }

    fn all(&mut self) -> Result<(), Fault> {
        self.indent()?;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'#' => {
                    while self.bytes.get(self.at).is_some_and(|byte| *byte != b'\n') {
                        self.at += 1;
                    }
                    continue;
                }
                b'\'' | b'"' => {
                    self.string()?;
                    continue;
                }
                b'(' | b'[' | b'{' => self.open()?,
                b')' | b']' | b'}' => self.close(),
                b',' | b';' => self.reset(),
                b'\n' if self.links.len() == 1 => {
                    self.reset();
                    self.at += 1;
                    self.indent()?;
                    continue;
                }
                b'\\' => self.at += 1,
                byte if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 128 => {
                    self.link()?;
                    while self
                        .bytes
                        .get(self.at)
                        .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 128)
                    {
                        self.at += 1;
                    }
                    continue;
                }
                byte if byte.is_ascii_whitespace() => {}
                _ => self.link()?,
            }
            self.at += 1;
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), Fault> {
        self.link()?;
        if self.links.len() > MOST_BRACKETS {
            return Err(Self::fault(self.at, "brackets nested more than 200 deep"));
        }
        self.links.push(0);
        Ok(())
    }

    fn close(&mut self) {
        if self.links.len() > 1 {
            self.reset();
            self.links.pop();
        }
    }

    fn link(&mut self) -> Result<(), Fault> {
        *self.links.last_mut().expect("the file's own level") += 1;
        self.total += 1;
        if self.total > MOST_LINKS {
            return Err(Self::fault(
                self.at,
                "an expression of more than 2000 parts",
            ));
        }
        Ok(())
    }

    fn reset(&mut self) {
        let last = self.links.last_mut().expect("the file's own level");
        self.total -= std::mem::take(last);
    }

    /// Tracks the blocks by the indentation of a line.
    fn indent(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let mut width = 0;
        while let Some(byte @ (b' ' | b'\t' | b'\x0c')) = self.bytes.get(self.at).copied() {
            width = match byte {
                b'\t' => (width / 8 + 1) * 8,
                b' ' => width + 1,
                _ => 0,
            };
            self.at += 1;
        }
        if matches!(self.bytes.get(self.at), None | Some(b'\n' | b'\r' | b'#')) {
            return Ok(());
        }
        while self.blocks.last().is_some_and(|open| *open > width) {
            self.blocks.pop();
        }
        if self.blocks.last().is_none_or(|open| *open < width) {
            self.blocks.push(width);
        }
        if self.blocks.len() > MOST_BLOCKS {
            return Err(Self::fault(start, "blocks nested more than 100 deep"));
        }
        Ok(())
    }

    /// Skips a string; what an f-string nests counts as parts.
    fn string(&mut self) -> Result<(), Fault> {
        let quote = self.bytes[self.at];
        let start = self.at;
        let prefix = self.bytes[..start]
            .iter()
            .rev()
            .take(2)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .any(|byte| matches!(byte, b'f' | b'F' | b't' | b'T'));
        let triple = self.bytes[start..].starts_with(&[quote; 3]);
        self.at += if triple { 3 } else { 1 };
        let mut parts = 0;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'\\' => self.at += 1,
                b'\n' if !triple => return Ok(()),
                _ if byte == quote && !triple => break,
                _ if byte == quote && self.bytes[self.at..].starts_with(&[quote; 3]) => {
                    self.at += 2;
                    break;
                }
                b'{' if prefix => parts += 1,
                b'(' | b'[' | b'-' | b'+' | b'~' | b'*' if prefix && parts > 0 => parts += 1,
                _ => {}
            }
            if parts > MOST_LINKS {
                return Err(Self::fault(start, "an f-string of more than 2000 parts"));
            }
            self.at += 1;
        }
        self.at += 1;
        self.link()
    }
}
