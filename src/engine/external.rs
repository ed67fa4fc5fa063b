//! A user's own command: started in its own process group, waited for, and ended along with that group
//! when everything has to stop. What its exit means is left to the caller.

mod group;
mod guard;
mod lines;
mod polled;
mod stderr;

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, OnceLock};

use nix::pty::openpty;
use nix::sys::signal::Signal;
use nix::sys::termios::{SetArg, cfmakeraw, tcgetattr, tcsetattr};
use wait4::Wait4;

use crate::stop::{Stop, Stopped};
pub use lines::Stream;
use lines::{Lines, read_lines};
use polled::End;
use stderr::{last_lines, leave, scratch};

/// What happens to the output of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// It goes where this program's own output goes.
    Shown,
    /// It is discarded, except for the end of stderr.
    Dropped,
    /// Its lines are read as they come, including those on stderr.
    Lines,
    /// The same, but the command prints to a terminal of its own, as if no program read it, so it doesn't
    /// buffer its lines. Its stderr is read separately.
    Terminal,
}

/// A command that is ready to be started.
pub struct External {
    command: Command,
    /// Its stderr, if that is kept.
    stderr: Option<Arc<File>>,
    lines: Vec<Lines>,
    /// Whether nothing has to be read while it runs, so that it can be waited for in the kernel.
    guarded: bool,
    /// Whether it is ended once all of its threads wait for each other.
    watched: bool,
}

/// How a command ended.
pub struct ExternalEnd {
    /// The exit status reported by the system.
    pub status: ExitStatus,
    /// The peak resident memory, in bytes, of the command or of the largest process that it waited for.
    /// It starts with this process's memory: anything less can't be distinguished.
    pub peak: u64,
    /// The last lines of its stderr, if it failed and they were kept.
    pub last_lines: Vec<String>,
    /// Whether it was ended because all of its threads waited for each other; only a command with a
    /// terminal of its own can be.
    pub deadlocked: bool,
}

impl External {
    /// A command with this program and these arguments.
    pub fn new(program: &str, arguments: &[String], printed: Printed) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(nothing()?).process_group(0);
        let (mut stderr, mut lines) = (None, Vec::new());
        match printed {
            Printed::Shown => {}
            Printed::Dropped => {
                let file = scratch()?;
                command.stdout(nothing()?).stderr(file.try_clone()?);
                stderr = Some(Arc::new(file));
            }
            Printed::Lines => {
                let (reader, writer) = io::pipe()?;
                command.stdout(writer.try_clone()?).stderr(writer);
                lines.push(Lines::of(reader, Stream::Stdout)?);
            }
            Printed::Terminal => {
                let (ours, theirs) = terminal()?;
                let (reader, writer) = io::pipe()?;
                command.stdout(theirs).stderr(writer);
                lines.push(Lines::of(ours, Stream::Stdout)?);
                lines.push(Lines::of(reader, Stream::Stderr)?);
            }
        }
        Ok(Self {
            command,
            stderr,
            guarded: lines.is_empty() && guard::is_there(),
            lines,
            watched: printed == Printed::Terminal,
        })
    }

    /// Removes this variable from its environment.
    #[must_use]
    pub fn without(mut self, variable: &str) -> Self {
        self.command.env_remove(variable);
        self
    }

    /// Runs it to its end, passing each line to `say` if lines are read. When `stop` is raised, the
    /// command and everything it started in its group are asked to end, and killed if they don't.
    pub fn run(
        self,
        stop: &Stop,
        mut say: impl FnMut(Stream, &str),
    ) -> io::Result<Result<ExternalEnd, Stopped>> {
        let Self {
            mut command,
            stderr,
            mut lines,
            guarded,
            watched,
        } = self;
        let child = command.spawn()?;
        // This closes our copies of its pipe ends.
        drop(command);
        let end = if guarded {
            let stopped = guard::wait(&child, stop, stderr.as_ref())?;
            let used = child.wait4()?;
            if stopped {
                End::Stopped
            } else {
                End::Own(used)
            }
        } else {
            let stderr = stderr.as_deref();
            polled::wait(child, stderr, watched, stop, &mut lines, &mut say)?
        };
        let (status, peak, deadlocked) = match end {
            End::Own(used) => (used.status, used.rusage.maxrss, false),
            End::Deadlocked(status) => (status, 0, true),
            End::Stopped => return Ok(Err(Stopped)),
        };
        // Its last output has arrived by now; processes it left in the background may still print.
        read_lines(&mut lines, &mut say)?;
        for mut stream in lines {
            stream.finish(&mut say);
        }
        // The output of a successful command is not reported.
        let said = stderr.as_ref().filter(|_| !status.success());
        let last_lines = said.map_or_else(Vec::new, |file| last_lines(file));
        stderr.and_then(Arc::into_inner).into_iter().for_each(leave);
        Ok(Ok(ExternalEnd {
            status,
            peak,
            last_lines,
            deadlocked,
        }))
    }
}

impl ExternalEnd {
    /// `exit code 3` or `killed by signal 9 (SIGKILL)`; `None` if it ended with code 0.
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

/// The null device. It is opened once, because opening takes longer than duplicating a handle.
fn nothing() -> io::Result<Stdio> {
    static NULL: OnceLock<File> = OnceLock::new();
    if NULL.get().is_none() {
        let null = File::options().read(true).write(true).open("/dev/null")?;
        // Another thread may have been faster.
        let _ = NULL.set(null);
    }
    let null = NULL.wait();
    Ok(null.try_clone()?.into())
}

/// A terminal that passes text through unchanged: this program's end, and the other.
fn terminal() -> io::Result<(OwnedFd, OwnedFd)> {
    let ends = openpty(None, None)?;
    let mut modes = tcgetattr(&ends.slave)?;
    cfmakeraw(&mut modes);
    tcsetattr(&ends.slave, SetArg::TCSANOW, &modes)?;
    Ok((ends.master, ends.slave))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stop::Cause;
    use deadline::Deadline;
    use nix::unistd::Pid;

    fn shell(line: &str, printed: Printed) -> External {
        External::new("sh", &["-c".to_owned(), line.to_owned()], printed).unwrap()
    }

    #[test]
    fn a_failure_is_told_with_the_last_lines_on_stderr() {
        let _deadline = Deadline::new();
        let ended = |script: &str| {
            let external = shell(script, Printed::Dropped);
            external.run(&Stop::new(), |_, _| ()).unwrap().unwrap()
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
            let end = external.run(&Stop::new(), |_, line| lines.push(line.to_owned()));
            assert!(end.unwrap().is_ok());
            lines
        };
        let script = "printf 'on'; printf 'e\\ntwo\\n\\n'; echo error >&2; printf 'no end'";
        assert_eq!(said(script), ["one", "two", "", "error", "no end"]);
        // A background process keeps the pipe open, but is not waited for.
        let background = said("sleep 1000 & echo $!; echo gone");
        assert_eq!(background[1..], ["gone"]);
        let sleeper = Pid::from_raw(background[0].parse().unwrap());
        nix::sys::signal::kill(sleeper, Signal::SIGKILL).unwrap();
        assert_eq!(said("exec >&- 2>&-; sleep 0.01"), [""; 0]);
    }

    #[test]
    fn a_command_on_a_terminal_holds_no_line_back_and_its_errors_come_apart() {
        let script = "test -t 1 && echo on a terminal; echo error >&2; printf 'no end'";
        let (mut lines, mut errors) = (Vec::new(), Vec::new());
        let external = shell(script, Printed::Terminal);
        let end = external.run(&Stop::new(), |stream, line| {
            let stream = match stream {
                Stream::Stdout => &mut lines,
                Stream::Stderr => &mut errors,
            };
            stream.push(line.to_owned());
        });
        assert!(end.unwrap().is_ok());
        assert_eq!(lines, ["on a terminal", "no end"]);
        assert_eq!(errors, ["error"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn of_much_on_stderr_little_is_kept_while_the_command_runs() {
        let _deadline = Deadline::new();
        // It ends once the system has most of the memory back.
        let script = "head -c 16777216 /dev/zero >&2; \
                      until [ $(stat -L -c %b /proc/$$/fd/2) -lt 1000 ]; do sleep 0.01; done";
        let external = shell(script, Printed::Dropped);
        assert!(external.run(&Stop::new(), |_, _| ()).unwrap().is_ok());
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
        assert!(deaf.run(&stop, |_, _| ()).unwrap().is_err());
    }
}
