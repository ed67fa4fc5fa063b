//! Shell completions: `clap_complete`'s, plus what it leaves out.

use std::io::{self, Write};

use clap::builder::PossibleValue;
use clap::{Command, ValueHint};
use clap_complete::Shell;

use super::explore_python;

/// Writes the completions of the whole program for this shell.
pub(super) fn write(mut program: Command, shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    if shell == Shell::Zsh {
        let of_a_file = explore_python::beside_demos(Command::new(ANY_FILE));
        program = program.mut_subcommand("explore", |explore| explore.subcommand(of_a_file));
    }
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut program, system::PROGRAM, &mut bytes);
    match shell {
        Shell::Zsh => out.write_all(zsh_files(&String::from_utf8_lossy(&bytes)).as_bytes()),
        Shell::Fish => {
            out.write_all(&bytes)?;
            fish_arguments(&program, out)
        }
        _ => out.write_all(&bytes),
    }
}

/// A placeholder for any file among the names that `explore` takes, until the zsh script is written.
const ANY_FILE: &str = "ANY-FILE";

/// What `clap_complete` leaves out for zsh: `explore` takes a file as well as a demo's name, with options
/// after it.
fn zsh_files(script: &str) -> String {
    let demos = "_describe -t commands 'threaddemo explore commands' commands \"$@\"";
    let listed = format!("'{ANY_FILE}:' \\\n");
    script
        .replace(&listed, "")
        .replace(&format!("({ANY_FILE})\n"), "(*)\n")
        .replace(demos, &format!("{demos}\n    _files"))
}

/// What `clap_complete` leaves out for fish, which would offer files: the names that positional arguments
/// take.
fn fish_arguments(program: &Command, out: &mut dyn Write) -> io::Result<()> {
    for command in program.get_subcommands() {
        for argument in command.get_positionals() {
            let mut names: Vec<_> = argument.get_possible_values();
            names.retain(|name| !name.is_hide_set());
            let mut names: Vec<_> = names.iter().map(PossibleValue::get_name).collect();
            if matches!(command.get_name(), "man" | "help") {
                names = program.get_subcommands().map(Command::get_name).collect();
            }
            if matches!(
                argument.get_value_hint(),
                ValueHint::FilePath | ValueHint::AnyPath
            ) {
                continue;
            }
            writeln!(
                out,
                "complete -c threaddemo -n \"__fish_threaddemo_using_subcommand {}\" -f -a \"{}\"",
                command.get_name(),
                names.join(" ")
            )?;
        }
    }
    // `explore` takes a file as well as a demo's name.
    writeln!(
        out,
        "complete -c threaddemo -n \"__fish_threaddemo_using_subcommand explore\" -F"
    )
}
