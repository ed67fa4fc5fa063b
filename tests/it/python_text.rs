//! This program's version of Python's numbers and texts, compared with `CPython`'s.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;

use crate::python::cpython::installed;
use crate::repeats::repeats;
use fastrand::Rng;
use num_bigint::BigInt;
use threaddemo::python::failure::{Class, Failure, Result};
use threaddemo::python::number::{Int, Number, bits, convert, float, integer, power, round};
use threaddemo::python::text::methods::{self, Argument, Returned};
use threaddemo::python::text::search::Slice;
use threaddemo::python::text::{self, Operand, percent, template};

/// `CPython` evaluates each line, an expression as JSON, and prints its `repr` or the exception.
const EVALUATE: &str = "
import sys, json
for line in sys.stdin:
    try: result = repr(eval(json.loads(line)))
    except MemoryError: result = 'MemoryError'
    except Exception as error: result = type(error).__name__ + ': ' + str(error)
    print(json.dumps(result))
";
/// How many cases each kind of operation usually gets.
const CASES: usize = 65;
/// The maximum size of a result in bytes.
const LIMIT: usize = 1 << 20;

/// Expressions, each with this program's result.
struct Cases {
    rng: Rng,
    cases: Vec<(String, String)>,
}

impl Cases {
    fn new(seed: u64) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            cases: Vec::new(),
        }
    }

    /// Adds a case: the expression, and our result in Python's notation.
    fn add(&mut self, expression: String, ours: Result<String>) {
        let ours = ours.unwrap_or_else(|failure| failure.to_string());
        self.cases.push((expression, ours));
    }

    /// Has `CPython` evaluate all cases in one process, and compares.
    fn compare(self) {
        let Some(python) = installed().first() else {
            return crate::tools::missing("python3 from 3.8 on");
        };
        // Without what is installed beside Python's own library it starts five times as fast.
        let mut python = Command::new(&python.command)
            .args(["-I", "-S", "-c", EVALUATE])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = python.stdin.take().unwrap();
        let lines: Vec<_> = self
            .cases
            .iter()
            .map(|(expression, _)| serde_json::to_string(expression).unwrap())
            .collect();
        let feeder = thread::spawn(move || {
            for line in lines {
                writeln!(input, "{line}").unwrap();
            }
        });
        let mut output = BufReader::new(python.stdout.take().unwrap()).lines();
        let mut wrong = Vec::new();
        for (expression, ours) in &self.cases {
            let theirs: String = serde_json::from_str(&output.next().unwrap().unwrap()).unwrap();
            if *ours != theirs {
                wrong.push(format!("{expression}\n  ours   {ours}\n  theirs {theirs}"));
            }
        }
        feeder.join().unwrap();
        python.wait().unwrap();
        let shown = wrong
            .iter()
            .take(20)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n");
        assert!(
            wrong.is_empty(),
            "{} of {} differ:\n{shown}",
            wrong.len(),
            self.cases.len()
        );
    }

    /// A short text made from letters that matter to a method.
    fn text(&mut self, letters: &str) -> String {
        let letters: Vec<_> = letters.chars().collect();
        (0..self.rng.usize(..8))
            .map(|_| self.any(&letters))
            .collect()
    }

    /// One of these.
    fn any<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.rng.usize(..of.len())]
    }

    /// An integer: small, near the end of 64 bits, or of some hundred bits.
    fn int(&mut self) -> Int {
        match self.rng.u8(..8) {
            0..=2 => Int::from(self.rng.i64(-20..=20)),
            3 => Int::from(self.rng.i64(..)),
            4 => {
                let near = self.any(&[i64::MIN, i64::MAX, 1 << 53, -(1 << 53), 1 << 32]);
                Int::from(near.saturating_add(self.rng.i64(-2..=2)))
            }
            5 => Int::from((BigInt::from(1) << self.rng.u32(60..200)) + self.rng.i64(-1..=1)),
            _ => {
                let mut big = BigInt::from(self.rng.i64(..));
                for _ in 0..self.rng.usize(1..=20) {
                    big = (big << 64) + self.rng.u64(..);
                }
                Int::from(big)
            }
        }
    }

    /// A float: any bits, a decimal of few digits, a half, or a special one.
    fn float(&mut self) -> f64 {
        match self.rng.u8(..8) {
            0 => f64::from_bits(self.rng.u64(..)),
            1 => self.any(&[
                0.0,
                -0.0,
                1.0,
                -1.0,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NAN,
                5e-324,
                f64::MAX,
                1e16,
                1e22,
                123_456_789.0,
            ]),
            2 => self.rng.i32(-1000..1000).into(),
            3 => f64::from(self.rng.i32(-1000..1000)) / 8.0,
            4 => (self.rng.f64() - 0.5) * 10f64.powi(self.rng.i32(-20..25)),
            _ => {
                f64::from(self.rng.i32(-1_000_000..1_000_000))
                    / self.any(&[10.0, 100.0, 1000.0, 1e4, 1e6, 1e8])
            }
        }
    }
}

/// An integer in Python's notation; base 16 has no limit on digits.
fn literal(int: &Int) -> String {
    text::integer::hex(int)
}

/// A float in Python's notation.
fn float_literal(x: f64) -> String {
    match x {
        _ if x.is_nan() => "float('nan')".to_string(),
        _ if x.is_infinite() => format!("float('{x}')"),
        _ => format!("{x:e}"),
    }
}

/// A string in Python's notation.
fn quoted(text: &str) -> String {
    let mut quoted = "'".to_string();
    for letter in text.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' => quoted.push(letter),
            _ => write!(quoted, "\\U{:08x}", u32::from(letter)).unwrap(),
        }
    }
    quoted + "'"
}

fn float_repr(x: f64) -> String {
    text::float::repr(x)
}

fn number_repr(number: Number) -> Result<String> {
    match number {
        Number::Int(int) => text::integer::decimal(&int),
        Number::Float(float) => Ok(float_repr(float)),
    }
}

#[test]
fn integers_compute_as_in_python() {
    let mut cases = Cases::new(1);
    for _ in 0..repeats(CASES) {
        let (a, b) = (cases.int(), cases.int());
        let (x, y) = (format!("({})", literal(&a)), format!("({})", literal(&b)));
        let decimal = text::integer::decimal;
        cases.add(format!("{x}+{y}"), decimal(&integer::add(&a, &b)));
        cases.add(format!("{x}-{y}"), decimal(&integer::sub(&a, &b)));
        cases.add(
            format!("{x}*{y}"),
            integer::mul(&a, &b, LIMIT).and_then(|int| decimal(&int)),
        );
        cases.add(
            format!("{x}//{y}"),
            integer::floor_div(&a, &b).and_then(|int| decimal(&int)),
        );
        cases.add(
            format!("{x}%{y}"),
            integer::modulo(&a, &b).and_then(|int| decimal(&int)),
        );
        let pair = integer::divmod(&a, &b)
            .and_then(|(q, r)| Ok(format!("({}, {})", decimal(&q)?, decimal(&r)?)));
        cases.add(format!("divmod({x},{y})"), pair);
        cases.add(
            format!("{x}/{y}"),
            convert::true_div(&a, &b).map(float_repr),
        );
        cases.add(format!("{x}&{y}"), decimal(&bits::and(&a, &b)));
        cases.add(format!("{x}|{y}"), decimal(&bits::or(&a, &b)));
        cases.add(format!("{x}^{y}"), decimal(&bits::xor(&a, &b)));
        cases.add(format!("~{x}"), decimal(&bits::invert(&a)));
        cases.add(format!("-{x}"), decimal(&integer::neg(&a)));
        cases.add(format!("abs({x})"), decimal(&integer::abs(&a)));
        cases.add(format!("{x}.bit_length()"), Ok(a.bit_length().to_string()));
        cases.add(
            format!("{x}<{y}"),
            Ok(if a < b { "True" } else { "False" }.to_string()),
        );
        cases.add(format!("float({x})"), convert::to_f64(&a).map(float_repr));
        let small = Int::from(cases.rng.i64(-3..200));
        let count = literal(&small);
        cases.add(
            format!("{x}<<{count}"),
            bits::shift_left(&a, &small, LIMIT).and_then(|int| decimal(&int)),
        );
        cases.add(
            format!("{x}>>{count}"),
            bits::shift_right(&a, &small).and_then(|int| decimal(&int)),
        );
        let exponent = Int::from(cases.rng.i64(-3..40));
        cases.add(
            format!("{x}**{}", literal(&exponent)),
            power::pow(&a, &exponent, LIMIT).and_then(number_repr),
        );
        let digits = Int::from(cases.rng.i64(-40..3));
        cases.add(
            format!("round({x},{})", literal(&digits)),
            round::round_int(&a, &digits).and_then(|int| decimal(&int)),
        );
        if bits::bit_count(&a) < 100 {
            cases.add(
                format!("pow({x},{},{y})", literal(&exponent)),
                power::pow_mod(&a, &exponent, &b).and_then(|int| decimal(&int)),
            );
        }
    }
    cases.compare();
}

#[test]
fn floats_compute_as_in_python() {
    let mut cases = Cases::new(2);
    for _ in 0..repeats(CASES) {
        let (one, two, int) = (cases.float(), cases.float(), cases.int());
        let (x, y) = (
            format!("({})", float_literal(one)),
            format!("({})", float_literal(two)),
        );
        cases.add(x.clone(), Ok(float_repr(one)));
        cases.add(format!("{x}/{y}"), float::div(one, two).map(float_repr));
        cases.add(
            format!("{x}//{y}"),
            float::floor_div(one, two).map(float_repr),
        );
        cases.add(format!("{x}%{y}"), float::modulo(one, two).map(float_repr));
        let pair = float::divmod(one, two)
            .map(|(quotient, rest)| format!("({}, {})", float_repr(quotient), float_repr(rest)));
        cases.add(format!("divmod({x},{y})"), pair);
        if one >= 0.0 || two.fract() == 0.0 || two.is_infinite() {
            cases.add(format!("{x}**{y}"), float::pow(one, two).map(float_repr));
        }
        let decimal = |whole: Int| text::integer::decimal(&whole);
        cases.add(
            format!("int({x})"),
            convert::truncate(one).and_then(decimal),
        );
        cases.add(format!("round({x})"), round::round(one).and_then(decimal));
        let digits = Int::from(cases.rng.i64(-20..20));
        cases.add(
            format!("round({x},{})", literal(&digits)),
            round::round_to(one, &digits).map(float_repr),
        );
        let wide = Int::from(cases.rng.i64(-330..330));
        cases.add(
            format!("round({x},{})", literal(&wide)),
            round::round_to(one, &wide).map(float_repr),
        );
        let order = convert::compare(&int, one);
        let told = format!(
            "({}, {}, {})",
            order.is_some_and(std::cmp::Ordering::is_lt),
            order.is_some_and(std::cmp::Ordering::is_eq),
            order.is_some_and(std::cmp::Ordering::is_gt)
        );
        let told = told.replace("true", "True").replace("false", "False");
        let whole = literal(&int);
        cases.add(
            format!("({whole}<{x}, {whole}=={x}, {whole}>{x})"),
            Ok(told),
        );
    }
    cases.compare();
}

#[test]
fn values_are_formatted_as_in_python() {
    let mut cases = Cases::new(3);
    let part = |cases: &mut Cases, of: &[&str]| cases.any(of).to_string();
    for _ in 0..repeats(CASES * 10) {
        let mut spec = part(
            &mut cases,
            &[
                "", "", "", "", "<", ">", "^", "=", "*<", "0>", "é^", "x=", "0=", "<<",
            ],
        );
        spec += &part(&mut cases, &["", "", "", "", "", "+", "-", " "]);
        spec += &part(&mut cases, &["", "", "", "", "", "", "", "", "z"]);
        spec += &part(&mut cases, &["", "", "", "", "", "#"]);
        spec += &part(&mut cases, &["", "", "", "", "", "0"]);
        spec += &part(
            &mut cases,
            &["", "", "", "1", "5", "8", "12", "21", "030", "٣"],
        );
        spec += &part(&mut cases, &["", "", "", "", ",", "_"]);
        spec += &part(
            &mut cases,
            &[
                "", "", "", "", ".0", ".1", ".2", ".3", ".6", ".15", ".30", ".",
            ],
        );
        let usual = ["", "", "d", "f", "g", "e", "s", "%", "x"];
        let rare = [
            "X", "o", "b", "n", "G", "E", "F", "c", "r", "é", "dd", "!", ",",
        ];
        let kind = if cases.rng.u8(..4) == 0 {
            &rare[..]
        } else {
            &usual
        };
        spec += &part(&mut cases, kind);
        let (int, float) = (cases.int(), cases.float());
        let string = cases.any(&["", "a", "é☃", "hello world", "1234567"]);
        let (value, operand) = match cases.rng.u8(..8) {
            0..=2 => (literal(&int), Operand::Int(&int)),
            3 => ("True".to_string(), Operand::Bool(true)),
            4 => (quoted(string), Operand::Str(string)),
            _ => (float_literal(float), Operand::Float(float)),
        };
        let ours = text::format::format(operand, &spec, LIMIT);
        cases.add(
            format!("format({value}, {})", quoted(&spec)),
            ours.map(|text| text::repr::string(&text)),
        );
    }
    cases.compare();
}

/// An argument in Python's notation, and as a method takes it.
fn argument<'a>(cases: &mut Cases, string: &'a str, int: &'a Int) -> (String, Argument<'a>) {
    match cases.rng.u8(..12) {
        0..=5 => (quoted(string), Argument::One(Operand::Str(string))),
        6..=8 => (literal(int), Argument::One(Operand::Int(int))),
        9 => (
            "None".to_string(),
            Argument::One(Operand::Other("NoneType")),
        ),
        10 => {
            let tuple = vec![Operand::Str(string), Operand::Int(int), Operand::Str("")];
            (
                format!("({}, {}, '')", quoted(string), literal(int)),
                Argument::Tuple(tuple),
            )
        }
        _ => ("True".to_string(), Argument::One(Operand::Bool(true))),
    }
}

#[test]
fn strings_have_pythons_methods() {
    let mut cases = Cases::new(4);
    let letters = "aab bAB ,,\t\n\r12'\"\\-+éßΣσςǆﬁ²٣½一\u{85}\u{2028}\u{1c}_İ\u{345}ΐა\u{ad}";
    for name in methods::NAMES {
        if let "format" | "join" | "maketrans" | "translate" = *name {
            continue;
        }
        for _ in 0..repeats(CASES / 5) {
            let own = cases.text(letters);
            let (parts, ints): (Vec<_>, Vec<_>) = (0..3)
                .map(|_| {
                    let part = match cases.rng.u8(..3) {
                        0 => cases.text(letters).chars().take(1).collect(),
                        1 => cases.text("ab ,"),
                        _ => own.chars().skip(1).take(2).collect(),
                    };
                    let wide = cases.rng.u8(..30) == 0;
                    let int = if wide {
                        cases.int()
                    } else {
                        Int::from(cases.rng.i64(-3..12))
                    };
                    (
                        part,
                        if int > Int::Small(1000) && *name != "find" {
                            Int::Small(5)
                        } else {
                            int
                        },
                    )
                })
                .unzip();
            let count = match *name {
                "find" | "rfind" | "index" | "rindex" | "count" | "replace" | "startswith"
                | "endswith" => 1 + cases.rng.usize(..3),
                _ => cases.rng.usize(..3),
            };
            let (texts, list): (Vec<_>, Vec<_>) = (0..count)
                .map(|at| argument(&mut cases, &parts[at], &ints[at]))
                .unzip();
            let mut texts = texts.join(", ");
            let mut named = Vec::new();
            if cases.rng.u8(..8) == 0 {
                let key = cases.any(&["sep", "maxsplit", "keepends", "tabsize"]);
                let (text, value) = argument(&mut cases, &parts[2], &ints[2]);
                if !texts.is_empty() {
                    texts += ", ";
                }
                write!(texts, "{key}={text}").unwrap();
                named.push((key, value));
            }
            let ours =
                methods::call(&own, name, &list, &named, LIMIT).map(|returned| shown(&returned));
            cases.add(format!("{}.{name}({texts})", quoted(&own)), ours);
        }
    }
    cases.compare();
}

/// What a method returns, as Python shows it.
fn shown(returned: &Returned) -> String {
    let list = |parts: &[String]| {
        parts
            .iter()
            .map(|part| text::repr::string(part))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match returned {
        Returned::Str(string) => text::repr::string(string),
        Returned::Bool(truth) => if *truth { "True" } else { "False" }.to_string(),
        Returned::Int(int) => int.to_string(),
        Returned::List(parts) => format!("[{}]", list(parts)),
        Returned::Tuple(parts) => format!("({})", list(parts)),
    }
}

#[test]
fn texts_are_read_as_numbers_as_in_python() {
    let mut cases = Cases::new(5);
    for _ in 0..repeats(CASES * 5) {
        let string = match cases.rng.u8(..4) {
            0 => cases.text("0123456789"),
            1 => cases.text("0123_+-. eE٣\n\u{a0}"),
            2 => cases
                .any(&[
                    "inf",
                    "nan",
                    "-Infinity",
                    "+NaN",
                    "1e400",
                    "0x1F",
                    "0b_101",
                    "-0o17",
                    "0_0",
                    "00",
                    "01",
                    "0x",
                    "infinit",
                    "1_000.5_0",
                    "1e1_0",
                    " 5\u{1c}",
                ])
                .to_string(),
            _ => cases.text("01xXbBoO_aF +-"),
        };
        let base = cases.any(&[10, 10, 10, 0, 2, 8, 16, 36, 3, 1, -1, 37]);
        let int = text::read::int(&string, &Int::Small(base))
            .and_then(|int| text::integer::decimal(&int));
        cases.add(format!("int({}, {base})", quoted(&string)), int);
        cases.add(
            format!("float({})", quoted(&string)),
            text::read::float(&string).map(float_repr),
        );
        cases.add(
            format!("ascii({})", quoted(&string)),
            Ok(text::repr::string(&text::repr::ascii(&string))),
        );
    }
    for digits in [4299_usize, 4300, 4301, 5000] {
        let long = "7".repeat(digits);
        let int =
            text::read::int(&long, &Int::Small(10)).and_then(|int| text::integer::decimal(&int));
        cases.add(format!("int('7' * {digits})"), int);
        let power = power::pow(&Int::Small(10), &Int::from(digits), LIMIT).and_then(number_repr);
        cases.add(format!("10 ** {digits}"), power);
    }
    cases.compare();
}

#[test]
fn templates_of_str_format_are_taken_apart_as_in_python() {
    let mut cases = Cases::new(7);
    for _ in 0..repeats(CASES * 5) {
        let mut source = String::new();
        for _ in 0..cases.rng.usize(1..6) {
            source += cases.any(&[
                "a",
                "{",
                "}",
                "{}",
                "{0}",
                "{1!r}",
                "{n}",
                "{n:>5}",
                "{:{}}",
                "{0:{1}}",
                "{2[0]}",
                "{2[k",
                "]}",
                "{n!x}",
                "!",
                ":",
                "{{",
                "}}",
                "{0[",
                "{5}",
                "{z}",
                "{:",
                "é",
                "[",
                ".",
                "{0!",
                "{n!s:^7}",
                "{9999999999999999999999}",
                "{2[0]x}",
                "{2[]}",
                "{2.}",
                "{1:{n:{0}}}",
            ]);
        }
        let ours = filled(&template::parse(&source)).map(|text| text::repr::string(&text));
        cases.add(
            format!("{}.format(5, 7, ['x'], n='N')", quoted(&source)),
            ours,
        );
    }
    cases.compare();
}

/// A template filled with `5, 7, ['x'], n='N'`.
fn filled(pieces: &[Result<template::Piece>]) -> Result<String> {
    let mut filled = String::new();
    for piece in pieces {
        match piece.clone()? {
            template::Piece::Literal(literal) => filled += &literal,
            template::Piece::Field(field) => filled += &field_text(&field)?,
        }
    }
    Ok(filled)
}

fn raised<T>(class: Class, message: &str) -> Result<T> {
    Err(Failure::Raised(class, message.to_string()))
}

fn field_text(field: &template::Field) -> Result<String> {
    let (five, seven) = (Int::Small(5), Int::Small(7));
    let mut value = match &field.name {
        template::Name::Index(0) => Operand::Int(&five),
        template::Name::Index(1) => Operand::Int(&seven),
        template::Name::Index(2) => Operand::Other("list"),
        template::Name::Index(other) => return Err(template::Name::out_of_range(*other)),
        template::Name::Key(key) if key == "n" => Operand::Str("N"),
        template::Name::Key(key) => return raised(Class::Key, &text::repr::string(key)),
    };
    for access in &field.path {
        value = match (value, access.as_ref().map_err(Clone::clone)?) {
            (Operand::Other(_), template::Access::Index(0)) => Operand::Str("x"),
            (Operand::Other(_), template::Access::Index(_)) => {
                return raised(Class::Index, "list index out of range");
            }
            (Operand::Other(_), template::Access::Key(_)) => {
                return raised(
                    Class::Type,
                    "list indices must be integers or slices, not str",
                );
            }
            (Operand::Str(string), template::Access::Index(place)) => {
                letter(string, *place)?;
                value
            }
            (Operand::Str(_), template::Access::Key(_)) => {
                return raised(Class::Type, "string indices must be integers, not 'str'");
            }
            (Operand::Int(_), template::Access::Index(_) | template::Access::Key(_)) => {
                return raised(Class::Type, "'int' object is not subscriptable");
            }
            (operand, template::Access::Attribute(name)) => {
                return raised(
                    Class::Attribute,
                    &format!("'{}' object has no attribute '{name}'", operand.type_name()),
                );
            }
            _ => unreachable!(),
        };
    }
    let repr = match (value, field.conversion) {
        (Operand::Int(int), _) => text::integer::decimal(int)?,
        (Operand::Str(string), Some('s') | None) => string.to_string(),
        (Operand::Str(string), _) => text::repr::string(string),
        _ => "['x']".to_string(),
    };
    let spec = filled(&field.spec)?;
    let other = matches!(value, Operand::Other(_));
    if field.conversion.is_some() || other && spec.is_empty() {
        value = Operand::Str(&repr);
    }
    text::format::format(value, &spec, LIMIT)
}

#[test]
fn the_operator_percent_formats_as_in_python() {
    let mut cases = Cases::new(8);
    for _ in 0..repeats(CASES * 10) {
        let mut source = "%".to_string();
        for part in [
            &["", "", "", "-", "+", " ", "#", "0", "-0", "+#"][..],
            &["", "", "5", "12", "030", "*"],
            &["", "", ".", ".0", ".3", ".20", ".*"],
            &["", "", "l"],
        ] {
            source += cases.any(part);
        }
        source += cases.any(&[
            "d", "i", "u", "s", "r", "a", "f", "F", "e", "E", "g", "G", "x", "X", "o", "c", "b",
            "é", "%", "", "d%%", "s%", "d%z",
        ]);
        let (int, float) = (cases.int(), cases.float());
        let string = cases.any(&["", "a", "é☃", "hello world"]);
        let (width, digits) = (
            Int::from(cases.rng.i64(-9..9)),
            Int::from(cases.rng.i64(-3..12)),
        );
        let (value, operand, made) = match cases.rng.u8(..8) {
            0..=2 => (
                literal(&int),
                Operand::Int(&int),
                text::integer::decimal(&int),
            ),
            3 => (
                "True".to_string(),
                Operand::Bool(true),
                Ok("True".to_string()),
            ),
            4 => (quoted(string), Operand::Str(string), Ok(string.to_string())),
            _ => (
                float_literal(float),
                Operand::Float(float),
                Ok(float_repr(float)),
            ),
        };
        let mut expression = format!("{} % (", quoted(&source));
        for (star, value) in [("*", &width), (".*", &digits)] {
            if source.contains(star) && (star == ".*" || source.replace(".*", "").contains('*')) {
                write!(expression, "{}, ", literal(value)).unwrap();
            }
        }
        write!(expression, "{value},)").unwrap();
        let ours = percent_filled(&source, &width, &digits, operand, &made);
        cases.add(expression, ours.map(|text| text::repr::string(&text)));
    }
    cases.compare();
}

/// A `%` template filled with one value, whose `str` is `made`.
fn percent_filled(
    source: &str,
    width: &Int,
    digits: &Int,
    operand: Operand,
    made: &Result<String>,
) -> Result<String> {
    let mut filled = String::new();
    let mut left = Some(operand);
    for piece in percent::parse(source) {
        match piece? {
            percent::Piece::Literal(literal) => filled += &literal,
            percent::Piece::Field(field) => {
                let operand = left.take().ok_or_else(percent::not_enough)?;
                let text = match (field.kind, operand) {
                    ('r', Operand::Str(string)) => Ok(text::repr::string(string)),
                    ('a', Operand::Str(string)) => Ok(text::repr::ascii(string)),
                    _ => made.clone(),
                };
                let text = if matches!(field.kind, 's' | 'r' | 'a') {
                    text?
                } else {
                    String::new()
                };
                let operand = if matches!(field.kind, 's' | 'r' | 'a') {
                    Operand::Str(&text)
                } else {
                    operand
                };
                filled += &field.fill(Some(width), Some(digits), operand, LIMIT)?;
            }
        }
    }
    left.map_or(Ok(filled), |_| Err(percent::not_all_converted()))
}

/// The letter at a position, or the error that Python raises if there is none.
fn letter(text: &str, place: usize) -> Result<char> {
    match text::search::letter(text, place) {
        Some(letter) => Ok(letter),
        None => raised(Class::Index, "string index out of range"),
    }
}

#[test]
fn strings_are_sliced_as_in_python() {
    let mut cases = Cases::new(9);
    for _ in 0..repeats(CASES * 5) {
        let own = cases.text("abcdéΣ☃𝄞");
        let bound = |cases: &mut Cases| match cases.rng.u8(..6) {
            0 => None,
            1 => Some(cases.any(&[i64::MIN, i64::MAX, 0])),
            _ => Some(cases.rng.i64(-10..10)),
        };
        let [start, end, step] = [bound(&mut cases), bound(&mut cases), bound(&mut cases)];
        let ours = Slice::of(text::search::length(&own), start, end, step)
            .map(|slice| text::repr::string(&slice.of_text(&own)));
        let shown = [start, end, step]
            .map(|bound| bound.map_or(String::new(), |bound| bound.to_string()))
            .join(":");
        cases.add(format!("{}[{shown}]", quoted(&own)), ours);
        let place = cases.rng.usize(..9);
        let ours = letter(&own, place).map(|letter| text::repr::string(&letter.to_string()));
        cases.add(format!("{}[{place}]", quoted(&own)), ours);
    }
    cases.compare();
}
