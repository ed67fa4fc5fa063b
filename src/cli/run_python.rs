//! The command line of `run FILE.py`: the user's own program as a row like a demo's, so that it is run,
//! drawn and reported like a demo.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, Command, FromArgMatches, ValueHint};
use serde_json::{Map, Value, json};

use super::program::{read_program, setting};
use super::run::{self, RunRequest};
use demos::kit::explain::Explain;
use demos::kit::scale::Scale;
use demos::{Choice, Demo, VariantRow};
use engine::plan::{Figure, Plan, Variant};
use error::{refused, usage};
use python::{About, Interpreter, NoSchedule, Runnable, Settings};
use system::programs;

/// The row for every program.
static PROGRAM: Demo = Demo {
    name: "run",
    about: "Run a Python program of your own on real threads: timed, drawn and checked",
    hidden: false,
    variants: &[SEQUENTIAL, THREADS, PYTHON],
    examples: &[
        (
            "threaddemo run race.py",
            "each thread run to its end where it is started, then all side by side",
        ),
        (
            "threaddemo run race.py --runs 100 --quiet",
            "how long it takes, with the spread over 100 runs",
        ),
        (
            "threaddemo run race.py --variants threads,python",
            "what the global interpreter lock costs: the file under python3 too",
        ),
        (
            "threaddemo run race.py --schedule ABBA",
            "make real threads take their steps in this order, which `explore` found",
        ),
        (
            "threaddemo run sum.py --set WORKERS --scale 1,2,4,8",
            "what each number of threads gains; WORKERS is a global variable of the program",
        ),
        (
            "threaddemo run race.py --html race.html",
            "a page with what each thread did when",
        ),
    ],
    explain: &Explain {
        text: include_str!("run_python.md"),
        examples: &[],
        python: &[],
    },
    small: &[],
    options: FileOptions::augment_args,
    plan,
    steps: None,
};

const SEQUENTIAL: VariantRow = VariantRow {
    place: 0,
    name: "sequential",
    about: "each thread is run to its end where it is started",
    default: true,
    strategy: None,
};

const THREADS: VariantRow = VariantRow {
    place: 1,
    name: "threads",
    about: "as the program says, without a global interpreter lock",
    default: true,
    strategy: None,
};

const PYTHON: VariantRow = VariantRow {
    place: 2,
    name: "python",
    about: "the same file under an interpreter that is installed, with its global interpreter lock",
    default: false,
    strategy: None,
};

/// The default interpreter.
const INTERPRETER: &str = "python3";

#[derive(Args, Debug)]
struct FileOptions {
    /// The Python file, or - for stdin
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Set a global variable before the program runs; with --scale, NAME alone is set to each number
    #[arg(long, value_name = "NAME=NUMBER", allow_hyphen_values = true, value_parser = assignment)]
    set: Vec<(String, Option<i64>)>,
    /// Run the file under this interpreter too [default: python3]
    #[arg(
        long,
        value_name = "COMMAND",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = INTERPRETER,
        conflicts_with = "scale"
    )]
    python: Option<String>,
    /// Make the real threads take their steps in this order: letters as `explore` gives them, such as
    /// ABBA; once they run out, the lowest letter goes first
    #[arg(long, value_name = "LETTERS", conflicts_with_all = ["variants", "all", "python", "scale"])]
    schedule: Option<String>,
    /// Let the threads pass the gate in any order, and print the letters of the order they took
    #[arg(long, conflicts_with_all = ["schedule", "variants", "all", "python", "scale"])]
    gate: bool,
    #[command(flatten)]
    scale: Scale,
}

/// Global variables and their numbers.
type Given = Vec<(String, i64)>;

/// Parses `NAME=NUMBER`, or a name alone, which takes its numbers from `--scale`.
fn assignment(text: &str) -> Result<(String, Option<i64>), String> {
    if text.contains('=') {
        return setting(text).map(|(name, number)| (name, Some(number)));
    }
    Ok((text.to_owned(), None))
}

impl FileOptions {
    /// The numbers that `--set` assigns, and the name to which `--scale` assigns each of its numbers.
    fn settings(&self) -> anyhow::Result<(Given, Option<&str>)> {
        let bare = self.set.iter().filter(|(_, number)| number.is_none());
        let bare: Vec<_> = bare.map(|(name, _)| name.as_str()).collect();
        let given = self.set.iter();
        let given = given.filter_map(|(name, number)| Some((name.clone(), (*number)?)));
        match (&self.scale.scale, &*bare) {
            (None, []) => Ok((given.collect(), None)),
            (None, [name, ..]) => Err(usage(format!(
                "--set {name} needs a number, as in --set {name}=4, or --scale"
            ))),
            (Some(_), [name]) => Ok((given.collect(), Some(name))),
            (Some(_), _) => Err(usage(
                "--scale needs one --set NAME: the global variable that says how many threads the \
                 program starts",
            )),
        }
    }
}

/// Adds the options of a run to the command.
pub(super) fn complete(bare: Command) -> Command {
    run::with_options(&PROGRAM, bare)
}

/// The request; the file's name takes the place of a demo's.
pub(super) fn request(matches: &ArgMatches) -> anyhow::Result<RunRequest> {
    let options = FileOptions::from_arg_matches(matches)?;
    let name = match options.file.file_name() {
        Some(name) if options.file != Path::new("-") => name,
        _ => OsStr::new("stdin"),
    };
    // One program per process, so leaking is fine.
    let named = Box::leak(Box::new(Demo {
        name: Box::leak(name.to_string_lossy().into_owned().into_boxed_str()),
        ..PROGRAM
    }));
    let request = run::request(named, matches)?;
    let file = options.file.display();
    let next = (options.file != Path::new("-")).then(|| format!("threaddemo explore {file}"));
    Ok(RunRequest { next, ..request })
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = FileOptions::from_arg_matches(matches)?;
    let (set, scaled) = options.settings()?;
    let (name, bytes) = read_program(&options.file)?;
    let settings = |set: &[(String, i64)]| Settings {
        set: set.to_vec(),
        ..Settings::default()
    };
    let mut shown = Map::new();
    shown.insert("file".into(), name.as_str().into());
    let given = set.iter();
    let given: Map<String, Value> = given
        .map(|(name, number)| (name.clone(), json!(number)))
        .collect();
    shown.insert("set".into(), given.into());
    for (name, value) in [("python", &options.python), ("schedule", &options.schedule)] {
        if let Some(value) = value {
            shown.insert(name.into(), value.clone().into());
        }
    }
    if let (Some(variable), Some(numbers)) = (scaled, options.scale.numbers(matches)?) {
        let variant = |&number: &usize| {
            let mut set = set.clone();
            set.push((variable.to_owned(), i64::try_from(number)?));
            let program = Runnable::new(&name, bytes.clone(), &settings(&set))?;
            Ok(program.variant(&format!("{variable}={number}"), false))
        };
        let variants: anyhow::Result<_> = numbers.iter().map(variant).collect();
        shown.insert("scale".into(), json!(numbers));
        return Ok(of((variants?, Vec::new()), shown));
    }
    let program = Runnable::new(&name, bytes.clone(), &settings(&set))?;
    if options.gate || options.schedule.is_some() {
        return gated(&program, &options, shown);
    }
    let interpreter = || interpreter(&options, &set, &bytes);
    let chosen = chosen(matches, choices, &program, &name, interpreter)?;
    Ok(of(chosen, shown))
}

/// The plan of these variants.
fn of((variants, left_out): Chosen, options: Map<String, Value>) -> Plan {
    Plan {
        variants,
        left_out,
        options,
        guaranteed: "the order of each thread's own lines",
        not_guaranteed: Some("the order between threads, unless they wait for each other"),
        compares: Figure::Time,
    }
}

/// The plan for threads that pass a gate.
fn gated(
    program: &Runnable,
    options: &FileOptions,
    shown: Map<String, Value>,
) -> anyhow::Result<Plan> {
    let forced = options.schedule.is_some();
    let way = if forced { "--schedule" } else { "--gate" };
    let variant = program.gated(THREADS.name, options.schedule.as_deref());
    let variant = variant.map_err(|no| match no {
        NoSchedule::Impossible(why) => usage(format!("{way}: {why}")),
        NoSchedule::Unknown(why) => refused(format!("{way}: {why}")),
    })?;
    let plan = of((vec![variant], Vec::new()), shown);
    Ok(Plan {
        guaranteed: if forced {
            "the order of all steps"
        } else {
            plan.guaranteed
        },
        not_guaranteed: plan.not_guaranteed.filter(|_| !forced),
        compares: Figure::Forced,
        ..plan
    })
}

/// The variants that can be run, and those that can't, with the reasons.
type Chosen = (Vec<Variant>, Vec<(String, String)>);

fn chosen(
    matches: &ArgMatches,
    choices: &[Choice],
    program: &Runnable,
    name: &str,
    interpreter: impl Fn() -> anyhow::Result<Result<Interpreter, String>>,
) -> anyhow::Result<Chosen> {
    let (mut variants, mut left_out) = (Vec::new(), Vec::new());
    let named = matches.contains_id("variants");
    let mut rows: Vec<_> = choices.iter().map(|choice| choice.row).collect();
    if matches.contains_id("python") && !rows.iter().any(|row| row.place == PYTHON.place) {
        rows.push(&PYTHON);
    }
    for row in rows {
        let why = if row.place == PYTHON.place {
            match interpreter()? {
                Ok(interpreter) => {
                    variants.push(program.interpreted(row.name, interpreter));
                    continue;
                }
                Err(why) => why,
            }
        } else {
            let sequential = row.place == SEQUENTIAL.place;
            match program.in_sequence() {
                Err(why) if sequential => format!("one thread can't run {name} alone: {why}"),
                _ => {
                    variants.push(program.variant(row.name, sequential));
                    continue;
                }
            }
        };
        if named {
            let row = row.name;
            return Err(usage(format!("--variants {row}: {why}; leave it out")));
        }
        left_out.push((row.name.to_owned(), why));
    }
    Ok((variants, left_out))
}

/// The interpreter that runs the file, or the reason why there is none.
fn interpreter(
    options: &FileOptions,
    set: &[(String, i64)],
    bytes: &[u8],
) -> anyhow::Result<Result<Interpreter, String>> {
    let line = options.python.as_deref().unwrap_or(INTERPRETER);
    let words = shlex::split(line).unwrap_or_default();
    let [program, arguments @ ..] = &words[..] else {
        let hint = "--python needs a command, such as --python=python3.13t";
        return Err(usage(hint));
    };
    let about = programs::can_be_run(program)
        .then(|| About::of(program, arguments))
        .flatten();
    let Some(about) = about else {
        let named = options
            .python
            .as_deref()
            .is_some_and(|line| line != INTERPRETER);
        if named {
            return Err(refused(format!(
                "can't run {line}: it is no Python interpreter"
            )));
        }
        let why = format!("there is no {program} here; name one with --python=COMMAND");
        return Ok(Err(why));
    };
    let stdin = options.file == Path::new("-");
    Ok(Ok(Interpreter {
        program: program.clone(),
        arguments: arguments.to_vec(),
        file: options.file.to_string_lossy().into_owned(),
        text: stdin.then(|| String::from_utf8_lossy(bytes).into_owned()),
        set: set.to_vec(),
        about,
    }))
}
