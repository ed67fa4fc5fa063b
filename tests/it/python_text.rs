//! Python's numbers and texts as this program has them, beside those of CPython.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;

use fastrand::Rng;
use num_bigint::BigInt;
use threaddemo::python::failure::Result;
use threaddemo::python::number::{Int, Number, bits, convert, float, integer, power, round};
use threaddemo::python::text::{self, Operand};

/// What CPython does with each line: an expression as JSON; out comes its `repr`, or the exception.
const EVALUATE: &str = "
import sys, json
for line in sys.stdin:
    try: result = repr(eval(json.loads(line)))
    except MemoryError: result = 'MemoryError'
    except Exception as error: result = type(error).__name__ + ': ' + str(error)
    print(json.dumps(result))
";
/// How many cases each kind of operation gets.
const CASES: usize = 2000;
/// The largest result in bytes.
const LIMIT: usize = 1 << 20;

/// Expressions, each with what this program makes of it.
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

    /// Has CPython evaluate all cases in one process, and compares.
    fn compare(self) {
        let command = Command::new("python3")
            .args(["-c", EVALUATE])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut python = match command {
            Ok(python) => python,
            Err(error) => {
                return crate::tools::missing(&format!("python3 ({error})"));
            }
        };
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

/// An integer in Python's notation, which has no limit of digits in base 16.
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
    for _ in 0..CASES {
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
    for _ in 0..CASES {
        let (a, b, i) = (cases.float(), cases.float(), cases.int());
        let (x, y) = (
            format!("({})", float_literal(a)),
            format!("({})", float_literal(b)),
        );
        cases.add(format!("{x}"), Ok(float_repr(a)));
        cases.add(format!("{x}/{y}"), float::div(a, b).map(float_repr));
        cases.add(format!("{x}//{y}"), float::floor_div(a, b).map(float_repr));
        cases.add(format!("{x}%{y}"), float::modulo(a, b).map(float_repr));
        let pair =
            float::divmod(a, b).map(|(q, r)| format!("({}, {})", float_repr(q), float_repr(r)));
        cases.add(format!("divmod({x},{y})"), pair);
        if a >= 0.0 || b == b.floor() {
            cases.add(format!("{x}**{y}"), float::pow(a, b).map(float_repr));
        }
        let decimal = |int: Int| text::integer::decimal(&int);
        cases.add(format!("int({x})"), convert::truncate(a).and_then(decimal));
        cases.add(format!("round({x})"), round::round(a).and_then(decimal));
        let digits = Int::from(cases.rng.i64(-20..20));
        cases.add(
            format!("round({x},{})", literal(&digits)),
            round::round_to(a, &digits).map(float_repr),
        );
        let wide = Int::from(cases.rng.i64(-330..330));
        cases.add(
            format!("round({x},{})", literal(&wide)),
            round::round_to(a, &wide).map(float_repr),
        );
        let order = convert::compare(&i, a);
        let told = format!(
            "({}, {}, {})",
            order.is_some_and(|order| order.is_lt()),
            order.is_some_and(|order| order.is_eq()),
            order.is_some_and(|order| order.is_gt())
        );
        let told = told.replace("true", "True").replace("false", "False");
        let j = literal(&i);
        cases.add(format!("({j}<{x}, {j}=={x}, {j}>{x})"), Ok(told));
    }
    cases.compare();
}

#[test]
fn values_are_formatted_as_in_python() {
    let mut cases = Cases::new(3);
    let part = |cases: &mut Cases, of: &[&str]| cases.any(of).to_string();
    for _ in 0..CASES * 10 {
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
