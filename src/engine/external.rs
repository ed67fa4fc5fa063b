//! A command of the user's own: started in a process group of its own, waited for, and ended with
//! that group when everything is to stop. What its end means is left to the caller.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use wait4::Wait4;

use crate::engine::stop::{Stop, Stopped};

/// What a command has from being told to end until it is killed, in milliseconds.
const GRACE: u16 = 500;
/// The pause between two looks at a child, if the system can't tell when it ends.
const PAUSE: Duration = Duration::from_millis(1);
/// The end of what a command said on stderr that is kept, in bytes.
const TAIL: u64 = 2048;

/// What becomes of what a command prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// It goes where this program's own output goes.
    Shown,
    /// It is thrown away, but for the end of stderr.
    Dropped,
    /// Its lines are read as they come, those on stderr too.
    Lines,
}

/// A command that is ready to be started.
pub struct External {
    command: Command,
    /// What it says on stderr, if that is kept.
    stderr: Option<File>,
    lines: Option<Lines>,
}

/// How a command ended.
pub struct ExternalEnd {
    /// The system's word on it.
    pub status: ExitStatus,
    /// The most memory that it, or the largest process that it waited for, had resident, in bytes. It
    /// starts with what this process had: less than that isn't told apart.
    pub peak: u64,
    /// The last lines on stderr, if they were kept.
    pub last_lines: Vec<String>,
}

impl External {
    /// A command of this program and these arguments.
    pub fn new(program: &str, arguments: &[String], printed: Printed) -> io::Result<Self> {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .process_group(0);
        let (mut stderr, mut lines) = (None, None);
        match printed {
            Printed::Shown => {}
            Printed::Dropped => {
                let file = scratch()?;
                command.stdout(Stdio::null()).stderr(file.try_clone()?);
                stderr = Some(file);
            }
            Printed::Lines => {
                let (reader, writer) = io::pipe()?;
                command.stdout(writer.try_clone()?).stderr(writer);
                lines = Some(Lines::of(reader)?);
            }
        }
        Ok(Self {
            command,
            stderr,
            lines,
        })
    }

    /// Runs it to its end, and hands each line on to `say` if they are read; when `stop` is raised,
    /// it and all that it started in its group are asked to end, and killed if they don't.
    pub fn run(
        self,
        stop: &Stop,
        mut say: impl FnMut(&str),
    ) -> io::Result<Result<ExternalEnd, Stopped>> {
        let Self {
            mut command,
            stderr,
            mut lines,
        } = self;
        let (stopped, writer) = io::pipe()?;
        let registration = stop.on_raise(move || drop(writer));
        let mut child = command.spawn()?;
        // This side's ends of its pipe.
        drop(command);
        let group = Pid::from_raw(child.id().cast_signed());
        let ended = pidfd(&child);
        let mut status = None;
        while status.is_none() && stop.cause().is_none() {
            match &ended {
                Some(ended) => {
                    let pipe = lines.as_ref().map(|lines| lines.pipe.as_fd());
                    wait_for_any([Some(ended.as_fd()), Some(stopped.as_fd()), pipe])?;
                }
                None => drop(stop.sleep(PAUSE)),
            }
            read_lines(&mut lines, &mut say)?;
            // Once it is there, the child is gone: it is neither waited for nor signalled again.
            status = child.try_wait4()?;
        }
        drop(registration);
        let Some(used) = status else {
            end_group(group, &mut child, ended.as_ref())?;
            return Ok(Err(Stopped));
        };
        // What it said last is there by now; what it left running in the background may say on.
        read_lines(&mut lines, &mut say)?;
        if let Some(mut lines) = lines {
            lines.finish(&mut say);
        }
        let last_lines = stderr.map_or_else(Vec::new, last_lines);
        Ok(Ok(ExternalEnd {
            status: used.status,
            peak: used.rusage.maxrss,
            last_lines,
        }))
    }
}

/// What a command prints, on its way into lines.
struct Lines {
    pipe: io::PipeReader,
    /// The start of a line whose end has not come.
    begun: Vec<u8>,
}

impl Lines {
    fn of(pipe: io::PipeReader) -> io::Result<Self> {
        fcntl(&pipe, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        Ok(Self {
            pipe,
            begun: Vec::new(),
        })
    }

    /// Takes in what is there, and tells whether more may come.
    fn read(&mut self, say: &mut impl FnMut(&str)) -> io::Result<bool> {
        /// A longer line is said in parts: its end may never come.
        const LONGEST: usize = 64 << 10;
        let mut bytes = [0; 8 << 10];
        loop {
            let read = match self.pipe.read(&mut bytes) {
                Ok(0) => return Ok(false),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            for part in bytes[..read].split_inclusive(|&byte| byte == b'\n') {
                let (line, whole) = match part {
                    [line @ .., b'\n'] => (line, true),
                    line => (line, false),
                };
                self.begun.extend_from_slice(line);
                if whole || self.begun.len() >= LONGEST {
                    say(&String::from_utf8_lossy(&self.begun));
                    self.begun.clear();
                }
            }
        }
    }

    /// Hands on a last line that has no end.
    fn finish(&mut self, say: &mut impl FnMut(&str)) {
        if !self.begun.is_empty() {
            say(&String::from_utf8_lossy(&self.begun));
        }
    }
}

/// Takes in what was said; a pipe that has ended is read no more.
fn read_lines(lines: &mut Option<Lines>, say: &mut impl FnMut(&str)) -> io::Result<()> {
    if let Some(open) = lines
        && !open.read(say)?
    {
        open.finish(say);
        *lines = None;
    }
    Ok(())
}

impl ExternalEnd {
    /// `exit code 3` or `killed by signal 9 (SIGKILL)`; none if it ended with code 0.
    pub fn failure(&self) -> Option<String> {
        match (self.status.code(), self.status.signal()) {
            (Some(0), _) => None,
            (Some(code), _) => Some(format!("exit code {code}")),
            (None, signal) => {
                let number = signal.unwrap_or_default();
                let name = Signal::try_from(number).map_or("unnamed", Signal::as_str);
                Some(format!("killed by signal {number} ({name})"))
            }
        }
    }
}

/// Tells a group to end, and kills it if its leader has not ended a while later.
fn end_group(group: Pid, child: &mut Child, ended: Option<&OwnedFd>) -> io::Result<()> {
    // A group that is gone has ended.
    let _gone = killpg(group, Signal::SIGTERM);
    match ended {
        Some(ended) => {
            let mut both = [PollFd::new(ended.as_fd(), PollFlags::POLLIN)];
            let _interrupted = poll(&mut both, PollTimeout::from(GRACE));
        }
        None => std::thread::sleep(Duration::from_millis(GRACE.into())),
    }
    let _gone = killpg(group, Signal::SIGKILL);
    child.wait().map(drop)
}

/// Waits until one of these can be read, or has ended.
fn wait_for_any(ends: [Option<BorrowedFd<'_>>; 3]) -> io::Result<()> {
    let ends = ends.into_iter().flatten();
    let mut ends: Vec<_> = ends
        .map(|end| PollFd::new(end, PollFlags::POLLIN))
        .collect();
    match poll(&mut ends, PollTimeout::NONE) {
        Ok(_) | Err(Errno::EINTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What becomes readable when the child ends; none if the system has no such thing.
#[cfg(target_os = "linux")]
fn pidfd(child: &Child) -> Option<OwnedFd> {
    use rustix::process::{PidfdFlags, pidfd_open};
    let pid = rustix::process::Pid::from_child(child);
    pidfd_open(pid, PidfdFlags::empty()).ok()
}

#[cfg(not(target_os = "linux"))]
fn pidfd(_: &Child) -> Option<OwnedFd> {
    None
}

/// A file without a name, in memory.
#[cfg(target_os = "linux")]
fn scratch() -> io::Result<File> {
    use nix::sys::memfd::{MFdFlags, memfd_create};
    let file = memfd_create(c"stderr", MFdFlags::MFD_CLOEXEC)?;
    Ok(File::from(file))
}

#[cfg(not(target_os = "linux"))]
fn scratch() -> io::Result<File> {
    File::options().read(true).write(true).open("/dev/null")
}

/// The last lines of what was written to this file.
fn last_lines(mut file: File) -> Vec<String> {
    const MOST: usize = 5;
    let mut bytes = Vec::new();
    let length = file.seek(SeekFrom::End(0)).unwrap_or(0);
    let from = length.saturating_sub(TAIL);
    // What can't be read is not told.
    let read = file.seek(SeekFrom::Start(from));
    let _ = read.and_then(|_| file.read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let rest = lines.len().saturating_sub(MOST);
    lines[rest..].iter().map(|&line| line.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadline::Deadline;
    use crate::engine::stop::Cause;

    fn shell(line: &str, printed: Printed) -> External {
        External::new("sh", &["-c".to_owned(), line.to_owned()], printed).unwrap()
    }

    #[test]
    fn a_failure_is_told_with_the_last_lines_on_stderr() {
        let _deadline = Deadline::new();
        let ended = |script: &str| {
            let external = shell(script, Printed::Dropped);
            external.run(&Stop::new(), |_| ()).unwrap().unwrap()
        };
        let end = ended("for i in 1 2 3 4 5 6 7; do echo line $i >&2; done; exit 3");
        assert_eq!(end.failure().as_deref(), Some("exit code 3"));
        assert_eq!(end.last_lines.len(), 5);
        assert_eq!(end.last_lines[4], "line 7");
        let how = ended("kill -9 $$").failure();
        assert_eq!(how.as_deref(), Some("killed by signal 9 (SIGKILL)"));
        assert_eq!(ended("exit 0").failure(), None);
    }

    #[test]
    fn lines_are_whole_however_they_were_written() {
        let _deadline = Deadline::new();
        let said = |script: &str| {
            let mut lines = Vec::new();
            let external = shell(script, Printed::Lines);
            let end = external.run(&Stop::new(), |line| lines.push(line.to_owned()));
            assert!(end.unwrap().is_ok());
            lines
        };
        let script = "printf 'on'; printf 'e\\ntwo\\n\\n'; echo error >&2; printf 'no end'";
        assert_eq!(said(script), ["one", "two", "", "error", "no end"]);
        // What continues in the background holds the pipe, and is not waited for.
        let background = said("sleep 1000 & echo $!; echo gone");
        assert_eq!(background[1..], ["gone"]);
        let sleeper = Pid::from_raw(background[0].parse().unwrap());
        nix::sys::signal::kill(sleeper, Signal::SIGKILL).unwrap();
        assert_eq!(said("exec >&- 2>&-; sleep 0.01"), [""; 0]);
    }

    #[test]
    fn a_command_that_ignores_the_request_to_end_is_killed_with_what_it_started() {
        let _deadline = Deadline::new();
        let stop = Stop::new();
        stop.raise(Cause::Interrupt);
        let deaf = shell(
            "trap '' TERM; sleep 1000 & wait; sleep 1000",
            Printed::Dropped,
        );
        assert!(deaf.run(&stop, |_| ()).unwrap().is_err());
    }
}
