//! Cycles in a graph of files.

use std::collections::{BTreeMap, BTreeSet};

/// The sets of files that all reach each other, without sets of one file.
pub(crate) fn circles<'a>(uses: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<BTreeSet<&'a str>> {
    let reach: BTreeMap<_, _> = uses
        .keys()
        .map(|file| (*file, reachable(uses, file)))
        .collect();
    let mut found: Vec<BTreeSet<&str>> = Vec::new();
    for (file, reached) in &reach {
        let known = found.iter().any(|circle| circle.contains(file));
        if reached.contains(file) && !known {
            let back = reached.iter().filter(|other| reach[*other].contains(file));
            found.push(back.copied().collect());
        }
    }
    found
}

fn reachable<'a>(uses: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        let new = uses[file].iter().filter(|other| reached.insert(**other));
        open.extend(new);
    }
    reached
}

#[test]
fn a_circle_is_found_whole_and_what_leads_to_it_is_no_part_of_it() {
    let uses = BTreeMap::from([
        ("a", BTreeSet::from(["b"])),
        ("b", BTreeSet::from(["c", "e"])),
        ("c", BTreeSet::from(["d"])),
        ("d", BTreeSet::from(["b"])),
        ("e", BTreeSet::new()),
    ]);
    assert_eq!(circles(&uses), [BTreeSet::from(["b", "c", "d"])]);
}
