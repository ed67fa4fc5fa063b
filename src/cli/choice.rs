//! Choosing variants: `--variants`, `--all`, and the strategies' own options.

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::demos::{Choice, Demo, Row, options};
use crate::error::usage;
use crate::plan::Strategy;

/// The size of a pool where none is given.
const POOL: usize = 2;

/// Adds the options that choose variants of this demo.
pub(super) fn augment(demo: &Demo, command: Command) -> Command {
    let names: Vec<_> = demo.variants.iter().map(|row| row.name).collect();
    let variants = Arg::new("variants")
        .long("variants")
        .value_name("NAME,NAME...")
        .value_delimiter(',')
        .action(ArgAction::Append)
        .help(format!("Run these, in this order: {}", names.join(", ")));
    let all = Arg::new("all")
        .long("all")
        .action(ArgAction::SetTrue)
        .conflicts_with("variants")
        .help("Run every variant");
    let command = command.arg(variants).arg(all);
    if demo.compares_strategies() {
        command.args(strategies())
    } else {
        command
    }
}

fn strategies() -> Vec<Arg> {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .help(help)
            .conflicts_with_all(["variants", "all"])
    };
    let set = |name, help| flag(name, help).action(ArgAction::SetTrue);
    vec![
        set("sequential", "Run one task after another"),
        set("threads", "Run each task on a thread of its own"),
        flag(
            "pool",
            "Run the tasks on a pool of N threads; may be given more than once",
        )
        .action(ArgAction::Append)
        .value_name("N")
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("2")
        .value_parser(options::count),
        set("processes", "Run each task in a process of its own"),
    ]
}

/// The variants that were chosen, in the order in which they are to run; the default ones where
/// none was.
pub(super) fn chosen(demo: &'static Demo, matches: &ArgMatches) -> anyhow::Result<Vec<Choice>> {
    let plain = |row: &'static Row| Choice {
        row,
        size: matches!(row.strategy, Some(Strategy::Pool(_))).then_some(POOL),
    };
    if let Some(names) = matches.get_many::<String>("variants") {
        return names.map(|name| named(demo, name)).collect();
    }
    if matches.get_flag("all") {
        return Ok(demo.variants.iter().map(plain).collect());
    }
    let mut choices = Vec::new();
    if demo.compares_strategies() {
        for row in demo.variants {
            match row.strategy {
                Some(Strategy::Pool(_)) => {
                    let sizes = matches.get_many::<usize>("pool").into_iter().flatten();
                    choices.extend(sizes.map(|&size| Choice {
                        row,
                        size: Some(size),
                    }));
                }
                _ if matches.get_flag(row.name) => choices.push(plain(row)),
                _ => {}
            }
        }
    }
    if choices.is_empty() {
        choices.extend(demo.variants.iter().filter(|row| row.default).map(plain));
    }
    Ok(choices)
}

/// The variant of this name; `pool-3` is one of `pool-N`.
fn named(demo: &'static Demo, name: &str) -> anyhow::Result<Choice> {
    for row in demo.variants {
        if row.name == name && !name.ends_with("-N") {
            return Ok(Choice { row, size: None });
        }
        let size = row
            .name
            .strip_suffix('N')
            .and_then(|family| name.strip_prefix(family));
        if let Some(size) = size {
            let size = options::count(size).map_err(|reason| {
                usage(format!(
                    "invalid value '{name}' for '--variants': {reason} after 'pool-'"
                ))
            })?;
            return Ok(Choice {
                row,
                size: Some(size),
            });
        }
    }
    let names: Vec<_> = demo.variants.iter().map(|row| row.name).collect();
    let nearest = names
        .iter()
        .map(|known| (strsim::jaro(known, name), known))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .filter(|(likeness, _)| *likeness > 0.7);
    let did_you_mean = nearest
        .map(|(_, known)| format!("; did you mean '{known}'?"))
        .unwrap_or_default();
    let list = names.join(", ");
    Err(usage(format!(
        "{} has no variant '{name}'{did_you_mean} (it has {list})",
        demo.name
    )))
}
