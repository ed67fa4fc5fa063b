//! Keyboard input: key by key on a terminal, otherwise byte by byte.

use std::io::{self, IsTerminal};
use std::os::fd::AsFd;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::termios::{self, FlushArg, LocalFlags, SetArg, Termios};
use nix::unistd;

/// Waits until stdin has something to read or has ended.
pub fn until_there_is_input() {
    let stdin = io::stdin();
    let mut ready = [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)];
    // If it fails, the read that follows says why.
    let _ = poll(&mut ready, PollTimeout::NONE);
}

/// Stdin. On a terminal, keys arrive at once and without echo during a wait.
pub struct Keys {
    /// The terminal's settings before, if it is one.
    usual: Option<Termios>,
}

impl Keys {
    /// Reads from stdin.
    pub fn open() -> Self {
        let stdin = io::stdin();
        let usual = stdin.is_terminal().then(|| termios::tcgetattr(&stdin).ok());
        Self {
            usual: usual.flatten(),
        }
    }

    /// Whether a person is at a terminal.
    pub fn is_terminal(&self) -> bool {
        self.usual.is_some()
    }

    /// Waits for the next byte; `None` at the end of the input, or once `stopped` returns true.
    pub fn next(&self, stopped: &dyn Fn() -> bool) -> Option<u8> {
        /// The interval at which `stopped` is checked, in milliseconds.
        const LOOK: u16 = 50;
        let stdin = io::stdin();
        let read = loop {
            if stopped() {
                break None;
            }
            // Each time, since a shell may have changed it while the program was suspended.
            self.raw();
            let mut ready = [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)];
            if !matches!(poll(&mut ready, LOOK), Ok(1..)) {
                continue;
            }
            let mut byte = [0];
            break match unistd::read(&stdin, &mut byte) {
                Ok(1) => Some(byte[0]),
                _ => None,
            };
        };
        self.restore();
        read
    }

    /// Like [`Keys::next`], but waits for the next key that is a character.
    pub fn key(&self, stopped: &dyn Fn() -> bool) -> Option<char> {
        key(&mut || self.next(stopped))
    }

    /// Discards keys that were pressed but not read.
    pub fn forget(&self) {
        if self.is_terminal() {
            // A terminal that is gone has no keys either.
            let _ = termios::tcflush(io::stdin(), FlushArg::TCIFLUSH);
        }
    }

    fn raw(&self) {
        if let Some(usual) = &self.usual {
            let mut raw = usual.clone();
            raw.local_flags &= !(LocalFlags::ICANON | LocalFlags::ECHO);
            // A terminal that is gone has no keys either.
            let _ = termios::tcsetattr(io::stdin(), SetArg::TCSANOW, &raw);
        }
    }

    fn restore(&self) {
        if let Some(usual) = &self.usual {
            let _ = termios::tcsetattr(io::stdin(), SetArg::TCSANOW, usual);
        }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.restore();
    }
}

/// The next key that is a character; keys that send an escape sequence, such as arrows, are skipped.
fn key(next: &mut impl FnMut() -> Option<u8>) -> Option<char> {
    const ESCAPE: u8 = 0x1b;
    let mut byte = next()?;
    while byte == ESCAPE {
        byte = next()?;
        if matches!(byte, b'[' | b'O') {
            while !matches!(next()?, b'A'..=b'Z' | b'a'..=b'z' | b'~') {}
            byte = next()?;
        }
    }
    Some(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_key_is_no_character() {
        let mut bytes = b"a\x1b[Ab\x1bOD\x1b[3~\x1bc".iter().copied();
        let mut keys = String::new();
        while let Some(key) = key(&mut || bytes.next()) {
            keys.push(key);
        }
        assert_eq!(keys, "abc");
    }
}
