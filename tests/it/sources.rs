//! The sources, held to the rules of the design: who imports whom, who reads the clock.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each part may use of the others. Parts that are not named here may use anything below
/// them; nobody may be in a circle.
const MAY_USE: &[(&str, &[&str])] = &[
    ("words", &[]),
    ("error", &[]),
    ("system", &[]),
    ("sync", &[]),
    ("explore", &[]),
    ("stats", &[]),
    ("engine", &["sync", "system"]),
    (
        "demos",
        &["engine", "error", "explore", "sync", "system", "words"],
    ),
    (
        "report",
        &["demos", "engine", "explore", "stats", "system", "words"],
    ),
];

/// Rust sources below `src`, each with its text and the part that it belongs to.
fn sources() -> Vec<(PathBuf, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let first = inside.components().next().unwrap();
                let part = Path::new(first.as_os_str()).file_stem().unwrap();
                let part = part.to_str().unwrap().to_owned();
                found.push((path.clone(), fs::read_to_string(&path).unwrap(), part));
            }
        }
    }
    assert!(found.len() > 20, "the sources are there");
    let tests: Vec<_> = found.iter().flat_map(tests_of).collect();
    found.retain(|(path, ..)| !tests.iter().any(|test| path.starts_with(test)));
    found
}

/// The files and folders of the modules that a source declares for tests alone.
fn tests_of((path, text, _): &(PathBuf, String, String)) -> Vec<PathBuf> {
    let stem = path.file_stem().unwrap();
    let folder = match stem.to_str().unwrap() {
        "mod" | "lib" | "main" => path.parent().unwrap().to_owned(),
        _ => path.with_extension(""),
    };
    let mut tests = Vec::new();
    for after in text.split("#[cfg(test)]\nmod ").skip(1) {
        if let Some((name, _)) = after.split_once(';') {
            tests.push(folder.join(name));
            tests.push(folder.join(name).with_extension("rs"));
        }
    }
    tests
}

/// The code of a source: without comments, without what stands in quotes, and without what is
/// compiled for tests alone, which stands at the end.
fn code(text: &str) -> String {
    let tests = ["\n#[cfg(test)]\nmod tests {", "\n#[cfg(all(test,"];
    let ends = tests.iter().filter_map(|begin| text.find(begin));
    let mut rest = &text[..ends.min().unwrap_or(text.len())];
    let mut code = String::new();
    while let Some(next) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("r#\"") {
            rest.find("\"#").unwrap() + 2
        } else if rest.starts_with("'\"'") {
            3
        } else if next == '"' {
            quoted(rest)
        } else {
            code.push(next);
            rest = &rest[next.len_utf8()..];
            continue;
        };
        rest = &rest[skipped..];
    }
    code
}

/// The length of the string literal at the begin of `text`.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (place, letter) in text.char_indices().skip(1) {
        if letter == '"' && !escaped {
            return place + 1;
        }
        escaped = letter == '\\' && !escaped;
    }
    text.len()
}

/// The parts of this crate that some code names after `crate::`, `crate::{` included.
fn uses(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let names = match after.strip_prefix('{') {
            Some(group) => {
                let mut depth = 1;
                let end = group.find(|letter| {
                    depth += match letter {
                        '{' => 1,
                        '}' => -1,
                        _ => 0,
                    };
                    depth == 0
                });
                split_at_top(&group[..end.unwrap()])
            }
            None => vec![after.to_owned()],
        };
        for name in names {
            let letters = name.trim().chars();
            let name: String = letters
                .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                .collect();
            used.insert(name);
        }
    }
    used
}

/// The items of a group of imports, those of inner groups left together.
fn split_at_top(group: &str) -> Vec<String> {
    let (mut depth, mut items) = (0, vec![String::new()]);
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        items.last_mut().unwrap().push(letter);
    }
    items.retain(|item| !item.trim().is_empty());
    items
}

fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let sources = sources();
    let parts: BTreeSet<_> = sources.iter().map(|(_, _, part)| part.clone()).collect();
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, text, part) in &sources {
        let mut used = uses(&code(text));
        used.retain(|name| parts.contains(name) && name != part);
        imports.entry(part.clone()).or_default().extend(used);
    }
    imports
}

#[test]
fn imports_run_downwards() {
    let imports = imports();
    for (part, allowed) in MAY_USE {
        for used in &imports[*part] {
            assert!(allowed.contains(&used.as_str()), "{part} uses {used}");
        }
    }
    let above: BTreeSet<_> = ["app", "cli"].into();
    for (part, used) in &imports {
        for name in used {
            let allowed =
                !above.contains(name.as_str()) || above.contains(part.as_str()) || part == "main";
            assert!(allowed, "{part} uses {name}");
        }
    }
    assert!(imports["app"].len() > 5, "the imports are read at all");
}

#[test]
fn imports_never_run_in_a_circle() {
    let mut left = imports();
    while !left.is_empty() {
        let free: Vec<_> = left
            .iter()
            .filter(|(_, used)| used.iter().all(|name| !left.contains_key(name)))
            .map(|(part, _)| part.clone())
            .collect();
        assert!(!free.is_empty(), "a circle among {left:?}");
        left.retain(|part, _| !free.contains(part));
    }
}

#[test]
fn code_is_what_is_neither_comment_nor_quoted_nor_a_test() {
    let source = "let a = \"quoted \\\" still\"; // said\nlet b = r#\"raw \"\"#;\nlet c = '\"';\n#[cfg(test)]\nmod tests {";
    assert_eq!(code(source), "let a = ; \nlet b = ;\nlet c = ;");
}

#[test]
fn imports_are_read_as_rust_reads_them() {
    let code = "use crate::plan::Job;\nuse crate::{live, report::{json, text}, stop::Stop};\nlet a = crate::error::usage();";
    let used: Vec<_> = uses(code).into_iter().collect();
    assert_eq!(used, ["error", "live", "plan", "report", "stop"]);
}

/// Whether a source has code as its text: what `explain` shows.
fn quotes_code(path: &Path) -> bool {
    let explains = path.ends_with("explain.rs") || path.ends_with("refused.rs");
    explains
        && path
            .components()
            .any(|folder| folder.as_os_str() == "demos")
}

/// Holds that `word` stands in the code of the sources named in `only`, and nowhere else.
#[track_caller]
fn only_in(word: &str, only: &[&str]) {
    for (path, text, _) in sources() {
        let here = only.iter().any(|name| path.ends_with(name)) || quotes_code(&path);
        let stands = code(&text).contains(word);
        assert!(!stands || here, "{word} in {}", path.display());
    }
}

#[test]
fn the_clock_is_read_in_the_record_alone() {
    only_in("CLOCK_MONOTONIC", &["src/engine/record/clock.rs"]);
    only_in("Instant::now", &[]);
    only_in("SystemTime::now", &[]);
}

#[test]
fn nobody_ends_the_process_but_by_returning() {
    only_in("process::exit", &[]);
    only_in("abort()", &[]);
}

#[test]
fn stdout_is_written_in_one_place() {
    only_in("println!", &[]);
    only_in("print!(", &[]);
    only_in(
        "io::stdout()",
        &["src/engine/live/stdout.rs", "src/system/terminal.rs"],
    );
}

#[test]
fn threads_are_started_with_a_name_and_never_unwrapped() {
    only_in("thread::spawn", &["explain.rs", "src/demos/kit/refused.rs"]);
    only_in("thread::scope", &["src/demos/kit/refused.rs"]);
}

#[test]
fn every_source_opens_with_what_it_owns() {
    for (path, text, _) in sources() {
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}

#[test]
fn sources_stay_short() {
    /// The house style says about 250; past this it is no longer "about".
    const MOST: usize = 400;
    for (path, text, _) in sources() {
        let lines = text.lines().count();
        assert!(lines <= MOST, "{} has {lines} lines", path.display());
    }
}
