//! Producers that make items and consumers that use them: what `condition` and `queue` share, except for
//! how an item gets from one to the other.

use std::time::Duration;

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use super::readings::many;
use super::{json, options};
use crate::demo::Choice;
use engine::plan::{
    Bound, Check, Figure, Job, Plan, RunView, Setup, Strategy, Task, TaskError, Variant,
};
use engine::record::Lane;

/// The object that consumers wait for.
pub(crate) const ITEMS: u16 = 0;
/// The object that producers wait for.
pub(crate) const ROOM: u16 = 1;

// Not a doc comment: clap would take it for the command's description. How many, how much and how fast:
// the options of the demos that hand items over.
#[derive(Args, Clone, Copy, Debug, Serialize)]
pub(crate) struct Sizes {
    /// Number of threads that make items
    #[arg(long, value_name = "N", default_value = "2", value_parser = options::count)]
    pub(crate) producers: usize,
    /// Number of threads that use items
    #[arg(long, value_name = "N", default_value = "2", value_parser = options::count)]
    pub(crate) consumers: usize,
    /// Total number of items, split as evenly as possible
    #[arg(long, value_name = "N", default_value = "10", value_parser = options::count)]
    pub(crate) items: usize,
    /// Number of items that fit between producers and consumers
    #[arg(long, value_name = "N", default_value = "4", value_parser = options::count)]
    pub(crate) capacity: usize,
    /// How long a consumer uses an item; making one takes half as long
    #[arg(long, value_name = "DURATION", default_value = "20ms", value_parser = options::duration)]
    #[serde(rename = "delay_s", serialize_with = "json::seconds")]
    pub(crate) delay: Duration,
}

/// Makes the jobs of one variant.
pub(crate) type MakeJob = Box<dyn Fn(&Setup) -> Job + Send + Sync>;

impl Sizes {
    /// The plan of a demo whose variants hand items over, in jobs that `job` makes for each.
    pub(crate) fn plan(
        self,
        choices: &[Choice],
        guaranteed: &'static str,
        compares: Figure,
        job: fn(&Choice, Sizes) -> MakeJob,
    ) -> Plan {
        let variant = |choice: &Choice| Variant {
            name: choice.name(),
            strategy: Strategy::Threads,
            bound: self.bound(),
            tasks: self.producers + self.consumers,
            prepare: None,
            job: job(choice, self),
        };
        Plan {
            variants: choices.iter().map(variant).collect(),
            options: json::object(&self),
            guaranteed,
            left_out: Vec::new(),
            not_guaranteed: Some("which consumer gets which item"),
            compares,
        }
    }

    /// How long it takes to make an item: half as long as to use it, so that the space in between fills
    /// up.
    fn making(self) -> Duration {
        self.delay / 2
    }

    /// The items of one producer, split as evenly as possible.
    fn share(self, producer: usize) -> impl Iterator<Item = u64> {
        (1..=self.items as u64)
            .skip(producer)
            .step_by(self.producers)
    }

    /// The shortest time that theory allows: the first item must be made before it is used, and the last
    /// one used after it was made.
    fn bound(self) -> Bound {
        let time = |threads, each| {
            let bound = Bound::of_equal_waits(Strategy::Pool(threads), self.items, each);
            if let Bound::Waits(time) = bound {
                time
            } else {
                Duration::ZERO
            }
        };
        let using = time(self.consumers, self.delay);
        let making = time(self.producers, self.making());
        let first = self.making().saturating_add(using);
        Bound::Waits(first.max(making.saturating_add(self.delay)))
    }

    /// A producer, which passes each of its items to `put`.
    pub(crate) fn producer(
        self,
        place: usize,
        mut put: impl FnMut(&mut Lane, u64) -> Result<(), TaskError> + Send + 'static,
    ) -> Task {
        let name = format!("Producer-{place}");
        Task::new(name.clone(), move |lane| {
            let mut made = 0;
            for item in self.share(place) {
                lane.sleep(self.making())?;
                lane.say(format_args!("{name} produced item {item}"));
                put(lane, item)?;
                made += 1;
            }
            Ok(json!(made))
        })
    }

    /// A consumer, which uses what `get` returns until that is `None`, and returns the items.
    pub(crate) fn consumer(
        self,
        place: usize,
        mut get: impl FnMut(&mut Lane) -> Result<Option<u64>, TaskError> + Send + 'static,
    ) -> Task {
        let name = format!("Consumer-{place}");
        Task::new(name.clone(), move |lane| {
            let mut items = Vec::new();
            while let Some(item) = get(lane)? {
                lane.sleep(self.delay)?;
                lane.say(format_args!("{name} consumed item {item}"));
                items.push(item);
            }
            Ok(json!(items))
        })
    }

    /// What holds for every way to hand items over, judging by what the consumers returned.
    pub(crate) fn checks(self, seen: &RunView<'_>) -> Vec<Check> {
        let consumed: Vec<_> = (self.producers..self.producers + self.consumers)
            .map(|task| answered(seen, task))
            .collect();
        let mut all = consumed.concat();
        all.sort_unstable();
        let once = all.iter().copied().eq(1..=self.items as u64);
        let every = if self.items == 1 {
            "the one item".to_owned()
        } else {
            format!("each of {}", many(self.items as u64, "item"))
        };
        let disorder = consumed.iter().position(|items| !self.in_order(items));
        vec![
            Check::that(format!("{every} consumed exactly once"), once, || {
                amiss(&all, self.items as u64)
            }),
            Check::that(
                "each consumer got each producer's items in their order",
                disorder.is_none(),
                || {
                    let place = disorder.unwrap_or_default();
                    format!("Consumer-{place} got {:?}", consumed[place])
                },
            ),
        ]
    }

    /// Whether the items of each producer among these are in order.
    fn in_order(self, items: &[u64]) -> bool {
        let mut last = vec![0; self.producers.min(self.items)];
        items.iter().all(|&item| {
            let producer = usize::try_from(item.saturating_sub(1)).unwrap_or(0) % self.producers;
            last.get_mut(producer)
                .is_some_and(|last| std::mem::replace(last, item) < item)
        })
    }
}

/// The items that a consumer reports having consumed.
fn answered(seen: &RunView<'_>, task: usize) -> Vec<u64> {
    let items = seen.answer(task).and_then(Value::as_array);
    items.map_or_else(Vec::new, |items| {
        items.iter().filter_map(Value::as_u64).collect()
    })
}

/// What is wrong with these sorted items, which should be `1..=items`, each once.
fn amiss(all: &[u64], items: u64) -> String {
    let twice = all.windows(2).find(|pair| pair[0] == pair[1]);
    let missing = (1..=items).find(|item| all.binary_search(item).is_err());
    match (twice, missing) {
        (Some(pair), _) => format!("item {} was consumed twice", pair[0]),
        (None, Some(item)) => format!("item {item} was never consumed"),
        (None, None) => "an item was consumed that was never produced".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(producers: usize, consumers: usize, items: usize) -> Sizes {
        Sizes {
            producers,
            consumers,
            items,
            capacity: 4,
            delay: Duration::from_millis(20),
        }
    }

    #[test]
    fn items_are_shared_as_evenly_as_it_goes() {
        let sizes = sizes(3, 1, 8);
        let shares: Vec<Vec<u64>> = (0..3).map(|p| sizes.share(p).collect()).collect();
        assert_eq!(shares, [vec![1, 4, 7], vec![2, 5, 8], vec![3, 6]]);
    }

    #[test]
    fn the_bound_is_the_slower_sides() {
        let millis = |ms| Bound::Waits(Duration::from_millis(ms));
        assert_eq!(sizes(2, 2, 20).bound(), millis(210));
        assert_eq!(sizes(1, 100, 20).bound(), millis(220));
        assert_eq!(sizes(9, 9, 1).bound(), millis(30));
    }

    #[test]
    fn what_is_amiss_is_named() {
        assert_eq!(amiss(&[1, 2, 2], 3), "item 2 was consumed twice");
        assert_eq!(amiss(&[1, 3], 3), "item 2 was never consumed");
        assert_eq!(
            amiss(&[1, 2, 3, 9], 3),
            "an item was consumed that was never produced"
        );
    }

    #[test]
    fn an_item_that_overtakes_another_of_its_producer_is_seen() {
        let sizes = sizes(2, 1, 6);
        assert!(sizes.in_order(&[1, 2, 4, 3, 5, 6]));
        assert!(!sizes.in_order(&[3, 1]));
        assert!(!sizes.in_order(&[2, 2]));
    }
}
