//! What other programs read: completions, manual pages, and the help that they are made from.

use std::fs;

use crate::runner::{Seen, run, shell, words};
use crate::tools;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "elvish", "powershell"];

/// Each demo's name with its variants' names, as typed.
fn demos() -> Vec<(String, Vec<String>)> {
    let list = run(words("list --format json")).code(0).json();
    let rows = list["demos"].as_array().unwrap().iter();
    rows.map(|demo| {
        let variants = demo["variants"].as_array().unwrap().iter();
        let name = |row: &serde_json::Value| row["name"].as_str().unwrap().to_owned();
        let variants = variants
            .map(|row| name(row).replace("pool-N", "pool-2"))
            .collect();
        (name(demo), variants)
    })
    .collect()
}

#[test]
fn every_shell_s_completions_know_every_demo_and_no_hidden_one() {
    for shell in SHELLS {
        let seen = run(["completions", shell]).code(0).no_stderr();
        for (demo, _) in demos() {
            assert!(seen.stdout.contains(&demo), "{shell}: {demo}");
        }
        assert!(
            !seen.stdout.contains("fault;") && !seen.stdout.contains("'fault'"),
            "{shell}"
        );
        assert!(!seen.stdout.contains("-a \"fault\""), "{shell}");
    }
    run(words("completions tcsh")).code(2).one_error();
}

/// What a shell offers for each command line that isn't complete, asked in one start of it: `offers` is what
/// makes it print the offers for one line.
fn offers(shell: &str, lines: &[String], offers: impl Fn(&str) -> String) -> Vec<Vec<String>> {
    let asked: Vec<_> = (lines.iter())
        .map(|line| offers(line) + "; echo END")
        .collect();
    let seen = crate::runner::shell(shell)
        .env("ASKED", asked.join("\n"))
        .code(0)
        .no_stderr();
    let offered: Vec<_> = seen.stdout.split_terminator("END\n").collect();
    assert_eq!(offered.len(), lines.len(), "{seen}");
    let names = |offered: &str| offered.lines().map(str::to_owned).collect();
    offered.into_iter().map(names).collect()
}

/// What bash offers after each of these command lines, whose last word is incomplete.
fn bash_offers(lines: &[String]) -> Vec<Vec<String>> {
    let shell = "exec bash -c 'source <($T completions bash); source <(echo \"$ASKED\")'";
    offers(shell, lines, |line| {
        let last = line.split(' ').count() - 1;
        format!(
            "COMP_WORDS=({line}); [ {last} -lt ${{#COMP_WORDS[@]}} ] || COMP_WORDS+=(\"\"); COMP_CWORD={last}; \
             _threaddemo threaddemo \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; \
             printf \"%s\\n\" \"${{COMPREPLY[@]}}\""
        )
    })
}

#[test]
fn bash_completes_demos_and_variants() {
    let demos = demos();
    let mut lines = [
        "threaddemo ",
        "threaddemo square-cube --form",
        "threaddemo explore race.py --all",
    ]
    .map(str::to_owned)
    .to_vec();
    lines.extend((demos.iter()).map(|(demo, _)| format!("threaddemo {demo} --variants ")));
    let mut offered = bash_offers(&lines).into_iter();
    let commands = offered.next().unwrap();
    assert!(!commands.contains(&"fault".to_owned()), "{commands:?}");
    assert_eq!(offered.next().unwrap(), ["--format"]);
    assert_eq!(offered.next().unwrap(), ["--all-outcomes"]);
    for (demo, variants) in demos {
        assert!(commands.contains(&demo), "{commands:?}");
        assert_eq!(offered.next().unwrap(), variants, "{demo}");
    }
}

/// What fish offers after each of these command lines, without what it says about each offer.
fn fish_offers(lines: &[String]) -> Vec<Vec<String>> {
    let shell = "export HOME=$(mktemp -d); exec fish -N -c '$T completions fish | source; echo $ASKED | source'";
    let mut all = offers(shell, lines, |line| format!("complete -C \"{line}\""));
    for offer in all.iter_mut().flatten() {
        offer.truncate(offer.find('\t').unwrap_or(offer.len()));
    }
    all
}

#[test]
fn fish_completes_demos_and_variants() {
    if tools::find(&["fish"]).is_none() {
        return;
    }
    let named = ["check", "explain", "man"];
    let files = ["hash", "run", "explore"];
    let demos = demos();
    let mut lines = vec![
        "threaddemo ".to_owned(),
        "threaddemo explore race.py --all".to_owned(),
    ];
    lines.extend((demos.iter()).map(|(demo, _)| format!("threaddemo {demo} --variants ")));
    lines.extend(named.map(|command| format!("threaddemo {command} ")));
    lines.extend(files.map(|command| format!("threaddemo {command} Cargo.t")));
    let mut offered = fish_offers(&lines).into_iter();
    let commands = offered.next().unwrap();
    assert_eq!(offered.next().unwrap(), ["--all-outcomes"]);
    for (demo, variants) in &demos {
        assert!(commands.contains(demo), "{commands:?}");
        let mut offered = offered.next().unwrap();
        let mut variants = variants.clone();
        offered.sort();
        variants.sort();
        assert_eq!(offered, variants, "{demo}");
    }
    for command in named {
        let offered = offered.next().unwrap();
        let known = |(demo, _): &(String, _)| offered.contains(demo);
        assert!(demos.iter().all(known), "{command}: {offered:?}");
        assert!(!offered.contains(&"Cargo.toml".to_owned()), "{command}");
    }
    for command in files {
        assert_eq!(offered.next().unwrap(), ["Cargo.toml"], "{command}");
    }
}

#[test]
fn zsh_completes_files_and_addresses_where_they_belong() {
    let seen = run(["completions", "zsh"]).code(0);
    let of = |demo: &str| {
        let (_, below) = seen.stdout.split_once(&format!("\n({demo})\n")).unwrap();
        below.split_once("\n;;").unwrap().0.to_owned()
    };
    assert!(of("hash").contains("'*::files -- ") && of("hash").contains(":_files' \\\n&& ret=0"));
    assert!(of("download").contains(":_urls' \\\n&& ret=0"));
    // `explore` takes the name of a demo or a file, and options after either.
    assert!(of("*").contains("'--all-outcomes["));
    assert!(!seen.stdout.contains("'ANY-FILE"));
    let (_, explored) = seen.stdout.split_once("explore_commands() {").unwrap();
    assert!(
        explored
            .split_once("\n}")
            .unwrap()
            .0
            .contains("\n    _files")
    );
}

#[test]
fn manual_pages_exist_for_the_program_and_each_command_and_groff_takes_them() {
    let program = run(["man"]).code(0).no_stderr();
    let mut commands: Vec<_> = demos().into_iter().map(|(demo, _)| demo).collect();
    commands.extend(["list", "check", "schema", "completions", "man"].map(str::to_owned));
    let pages = tempfile::tempdir().unwrap();
    let keep = |name: &str, page: &Seen| fs::write(pages.path().join(name), &page.stdout).unwrap();
    keep("threaddemo.1", &program);
    // Every page that can be made from the program's own names.
    let named = program.stdout.split("threaddemo\\-").skip(1);
    for name in named.filter_map(|rest| Some(rest.split_once("(1)")?.0)) {
        let name = name.replace('\\', "");
        keep(&name, &run(["man", &name]).code(0).no_stderr());
    }
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        assert!(program.stdout.contains(variable), "{variable}");
    }
    for command in &commands {
        let reference = format!("threaddemo\\-{}(1)", command.replace('-', "\\-"));
        assert!(
            program.stdout.contains(&reference),
            "{reference}: {program}"
        );
    }
    let version = format!("\"threaddemo {}\"", env!("CARGO_PKG_VERSION"));
    for page in [vec!["man"], vec!["man", "square-cube"], vec!["man", "list"]] {
        let seen = run(page).code(0);
        let title = seen
            .lines()
            .into_iter()
            .find(|line| line.starts_with(".TH"));
        assert!(title.unwrap().contains(&version), "{seen}");
    }
    if tools::find(&["groff"]).is_some() {
        shell("groff -man -Tutf8 -ww * >/dev/null")
            .within(pages.path())
            .code(0)
            .no_stderr();
    }
    run(words("man nothing"))
        .code(2)
        .one_error()
        .stderr_has("'nothing'");
}

#[test]
fn help_has_no_heading_without_something_below_it() {
    let seen = run(words("fault --help")).code(0).stdout_has("\nVariants");
    assert!(!seen.stdout.trim_end().ends_with(':'), "{seen}");
}

#[test]
fn help_lists_the_demos_apart_from_the_commands() {
    let seen = run(["--help"]).code(0).no_stderr();
    let (_, rest) = seen.stdout.split_once("\nDemos:\n").expect("demos");
    let (listed, rest) = rest.split_once("\n\nCommands:\n").expect("commands");
    let (commands, _) = rest.split_once("\n\nOptions:\n").expect("options");
    for (demo, _) in demos() {
        assert!(
            listed.contains(&format!("\n  {demo} ")) || listed.starts_with(&format!("  {demo} "))
        );
        let row = format!("\n  {demo} ");
        assert!(!format!("\n{commands}").contains(&row), "{demo}");
    }
    for command in ["list", "check", "completions", "man"] {
        assert!(commands.contains(&format!("  {command} ")), "{seen}");
        assert!(!listed.contains(&format!("\n  {command} ")), "{seen}");
    }
    seen.stdout_lacks("fault")
        .stdout_has("Examples:\n")
        .stdout_has("Exit codes:");
}

#[test]
fn help_stays_within_the_terminal() {
    for columns in [60, 80, 120] {
        let seen = run(["--help"])
            .env("NO_COLOR", "1")
            .on_terminal(columns)
            .code(0);
        let (_, lists) = seen.stdout.split_once("Demos:").unwrap();
        let (lists, _) = lists.split_once("Options:").unwrap();
        for line in lists.lines() {
            assert!(
                line.chars().count() <= usize::from(columns),
                "{columns}: {line}"
            );
        }
    }
}
