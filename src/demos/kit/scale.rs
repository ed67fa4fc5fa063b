//! `--scale`: the same work on several numbers of threads, one variant each.

use clap::{ArgMatches, Args};
use serde::Serialize;

use super::options;
use super::strategies::STRATEGIES;
use crate::demo::{Choice, VariantRow};
use engine::plan::Strategy;
use error::usage;
use system::cpus;

/// More numbers would make an unreadable table.
const MOST: usize = 64;

/// The option, flattened into demos whose work can be split.
#[derive(Args, Clone, Debug, Serialize)]
pub struct Scale {
    /// Run the same work on each of these numbers of threads: 1,2,4,8 or 1..8, or cpus for 1 to as many
    /// as there are usable CPUs
    #[arg(long, value_name = "LIST", value_parser = numbers, help_heading = "Variants")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<Numbers>,
}

/// Numbers of threads in ascending order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Numbers(pub Vec<usize>);

impl Scale {
    /// The numbers, if given.
    ///
    /// # Errors
    ///
    /// A usage error if variants are chosen too.
    pub fn numbers(&self, matches: &ArgMatches) -> anyhow::Result<Option<&[usize]>> {
        let chosen = chosen(matches, &options::VARIANT_OPTIONS);
        match (&self.scale, chosen) {
            (Some(_), Some(chosen)) => Err(usage(format!(
                "--scale and --{chosen} both choose what is run; leave one of them out"
            ))),
            (numbers, _) => Ok(numbers.as_ref().map(|numbers| &*numbers.0)),
        }
    }

    /// A pool of each number of threads instead of these choices, if numbers are given.
    ///
    /// # Errors
    ///
    /// A usage error if variants are chosen too.
    pub(crate) fn pools(
        &self,
        matches: &ArgMatches,
        choices: &[Choice],
    ) -> anyhow::Result<Vec<Choice>> {
        let pool = |row: &&VariantRow| matches!(row.strategy, Some(Strategy::Pool(_)));
        Ok(match self.numbers(matches)? {
            None => choices.to_vec(),
            Some(numbers) => {
                let rows = numbers.iter().filter_map(|&size| {
                    let row = STRATEGIES.iter().find(pool)?;
                    let size = Some(size);
                    Some(Choice { row, size })
                });
                rows.collect()
            }
        })
    }
}

/// The first of these options that was typed.
pub(crate) fn chosen<'a>(matches: &ArgMatches, options: &[&'a str]) -> Option<&'a str> {
    let mut options = options.iter().copied();
    options.find(|option| options::is_typed(matches, option))
}

/// Parses `1,2,4,8`, `1..8`, `cpus`, or several of these.
fn numbers(text: &str) -> Result<Numbers, String> {
    let wrong = || "expected numbers of threads, such as 1,2,4,8 or 1..8, or cpus".to_owned();
    let count = |text: &str| options::count(text.trim()).map_err(|_| wrong());
    let mut all = Vec::new();
    for part in text.split(',') {
        let (from, to) = match part.split_once("..") {
            Some((from, to)) => (count(from)?, count(to.trim_start_matches('='))?),
            None if part.trim() == "cpus" => (1, cpus::usable()),
            None => (count(part)?, count(part)?),
        };
        if from > to {
            return Err(format!("{part} is empty; write the smaller number first"));
        }
        all.extend((from..=to).take(MOST + 1));
    }
    all.sort_unstable();
    all.dedup();
    match all.len() {
        2..=MOST => Ok(Numbers(all)),
        0 | 1 => Err("expected two numbers of threads at least, to compare them".to_owned()),
        _ => Err(format!("at most {MOST} numbers of threads are allowed")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_listed_counted_through_or_those_of_the_machine() {
        let read = |text| numbers(text).map(|numbers| numbers.0);
        assert_eq!(read("1,2,4,8"), Ok(vec![1, 2, 4, 8]));
        assert_eq!(read("1..4"), Ok(vec![1, 2, 3, 4]));
        assert_eq!(read("8, 1..2,2"), Ok(vec![1, 2, 8]));
        if cpus::usable() > 1 {
            assert_eq!(
                read("cpus").map(|all| all.len()),
                Ok(cpus::usable().min(MOST))
            );
        }
        for wrong in [
            "", "0,1", "4", "4..1", "1..", "a,b", "1..1000", "1;2", "-1,2",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
