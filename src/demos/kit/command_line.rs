//! The user's command lines: split into words, looked up, and named in reports.

use error::{refused, usage};
use system::programs;

/// A command whose program exists.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CommandLine {
    /// The name of its program.
    pub(crate) program: String,
    /// The rest of its words.
    pub(crate) arguments: Vec<String>,
}

impl CommandLine {
    /// The line as a command for `sh -c`.
    pub(crate) fn of_shell(line: &str) -> Self {
        Self {
            program: "sh".to_owned(),
            arguments: vec!["-c".to_owned(), line.to_owned()],
        }
    }

    /// Parses a line: its words as a shell splits them, or all of it for `sh -c`.
    ///
    /// # Errors
    ///
    /// A usage error for a line without words or with an unclosed quote; a refusal that names the program
    /// if it can't be run.
    pub(crate) fn read(line: &str, shell: bool) -> anyhow::Result<Self> {
        let words = shlex::split(line).ok_or_else(|| {
            usage(format!(
                "'{line}' has an open quote; close it, or use --shell"
            ))
        });
        let command = if shell {
            Self::of_shell(line)
        } else if let [program, arguments @ ..] = &*words? {
            Self {
                program: program.clone(),
                arguments: arguments.to_vec(),
            }
        } else {
            return Err(usage(
                "a command is empty; write what is to be run in quotes",
            ));
        };
        if programs::can_be_run(&command.program) {
            return Ok(command);
        }
        Err(refused(format!(
            "can't run {}: no such program; a shell's own words need --shell",
            command.program
        )))
    }
}

/// The names of the commands, from `--names` or from the commands themselves.
pub(crate) fn names(given: &[String], lines: &[String]) -> anyhow::Result<Vec<String>> {
    if given.is_empty() {
        return Ok(lines.iter().map(|line| short(line)).collect());
    }
    if given.len() != lines.len() {
        return Err(usage(format!(
            "--names has {} names for {} commands; give one for each",
            given.len(),
            lines.len()
        )));
    }
    Ok(given.to_vec())
}

/// How a command failed, and its last lines.
pub(crate) fn with_lines(how: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return how.to_owned();
    }
    format!("{how}; the end of its stderr: {}", lines.join(" / "))
}

/// A command as a name, shortened to fit a table.
fn short(line: &str) -> String {
    const MOST: usize = 32;
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    let start: String = line.chars().take(MOST - 3).collect();
    start + "..."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_a_shell_splits_them() {
        let read = CommandLine::read("sh -c 'echo \"a b\"' c\\ d", false).unwrap();
        assert_eq!(read.program, "sh");
        assert_eq!(read.arguments, ["-c", "echo \"a b\"", "c d"]);
        let shell = CommandLine::read("echo 'open", true).unwrap();
        assert_eq!(shell.arguments, ["-c", "echo 'open"]);
        assert!(CommandLine::read("echo 'open", false).is_err());
        assert!(CommandLine::read(" ", false).is_err());
    }

    #[test]
    fn a_long_command_is_cut_in_names() {
        assert_eq!(short("sleep 1"), "sleep 1");
        let long = "x".repeat(40);
        assert_eq!(short(&long), format!("{}...", "x".repeat(29)));
    }
}
