//! Choosing variants: `--variants`, `--all`, and the strategies' own options.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};

use demos::kit::options;
use demos::{Choice, Demo, VariantRow};
use engine::plan::Strategy;

/// The default size of a pool.
const POOL: usize = 2;

/// Adds the options that choose this demo's variants.
pub(super) fn augment(demo: &'static Demo, command: Command) -> Command {
    let variants = Arg::new("variants")
        .long("variants")
        .value_name("NAME,NAME...")
        .value_delimiter(',')
        .action(ArgAction::Append)
        .value_parser(Name(demo))
        .hide_possible_values(true)
        .help("Run these, in this order; one may be named twice");
    let all = Arg::new("all")
        .long("all")
        .action(ArgAction::SetTrue)
        .conflicts_with("variants")
        .help("Run every variant");
    let command = command.arg(variants).arg(all);
    if demo.compares_strategies() {
        let has = |option: &Arg| {
            let mut rows = demo.variants.iter().filter_map(|row| row.strategy);
            rows.any(|strategy| option.get_id() == strategy.name())
        };
        command.args(strategies().into_iter().filter(has))
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

/// The chosen variants in the order they are to run; the default ones if none was chosen.
pub(super) fn chosen(demo: &'static Demo, matches: &ArgMatches) -> Vec<Choice> {
    let plain = |row: &'static VariantRow| Choice {
        row,
        size: matches!(row.strategy, Some(Strategy::Pool(_))).then_some(POOL),
    };
    if let Some(chosen) = matches.get_many::<Choice>("variants") {
        return chosen.copied().collect();
    }
    if matches.get_flag("all") {
        return demo.variants.iter().map(plain).collect();
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
                // A variant that is not a strategy has no option of its own.
                Some(_) if matches.get_flag(row.name) => choices.push(plain(row)),
                _ => {}
            }
        }
    }
    if choices.is_empty() {
        choices.extend(demo.variants.iter().filter(|row| row.default).map(plain));
    }
    choices
}

/// Parses the name of a variant; `pool-3` matches `pool-N`. Completions offer the names.
#[derive(Clone)]
struct Name(&'static Demo);

impl TypedValueParser for Name {
    type Value = Choice;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Choice, clap::Error> {
        let name = value.to_string_lossy();
        let name = name.trim();
        self.choice(name)
            .ok_or_else(|| self.refusal(command, argument, name))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let possible = |row: &'static VariantRow| {
            let name = if row.name == "pool-N" {
                "pool-2"
            } else {
                row.name
            };
            PossibleValue::new(name).help(row.about)
        };
        Some(Box::new(self.0.variants.iter().map(possible)))
    }
}

impl Name {
    fn choice(&self, name: &str) -> Option<Choice> {
        self.0.variants.iter().find_map(|row| match row.strategy {
            Some(Strategy::Pool(_)) => {
                let size = options::count(name.strip_prefix("pool-")?).ok()?;
                Some(Choice {
                    row,
                    size: Some(size),
                })
            }
            _ => (row.name == name).then_some(Choice { row, size: None }),
        })
    }

    /// Words the error as clap would, with the most similar name.
    fn refusal(&self, command: &Command, argument: Option<&Arg>, name: &str) -> clap::Error {
        let names = || self.0.variants.iter().map(|row| row.name);
        let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
        let argument = argument.map_or_else(|| "--variants".to_owned(), Arg::to_string);
        error.insert(ContextKind::InvalidArg, ContextValue::String(argument));
        error.insert(
            ContextKind::InvalidValue,
            ContextValue::String(name.to_owned()),
        );
        let valid = names().map(str::to_owned).collect();
        error.insert(ContextKind::ValidValue, ContextValue::Strings(valid));
        let meant = names()
            .map(|known| (strsim::jaro(known, name), known))
            .filter(|(likeness, _)| *likeness > 0.7)
            .max_by(|(a, _), (b, _)| a.total_cmp(b));
        if let Some((_, meant)) = meant {
            let meant = ContextValue::String(meant.to_owned());
            error.insert(ContextKind::SuggestedValue, meant);
        }
        error
    }
}
