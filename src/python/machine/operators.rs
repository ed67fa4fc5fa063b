//! Unary and binary operators.

use super::super::code::Binary;
use super::super::library::Exc;
use super::super::number::Int;
use super::super::state::{Kind, Then};
use super::super::value::Value;
use super::arithmetic::{int, numeric};
use super::memory::{LETTERS, POINTER, fits, within};
use super::{Act, Exec, Run, Stop};

impl Run<'_> {
    pub(super) fn binary(&mut self, op: Binary, in_place: bool) -> Exec {
        let (left, right) = (self.peek(1), self.peek(0));
        if let (Value::Int(a), Value::Int(b)) = (&left, &right) {
            let quick = match op {
                Binary::Add => a.checked_add(*b),
                Binary::Sub => a.checked_sub(*b),
                _ => None,
            };
            if let Some(result) = quick {
                self.replace(2, Value::Int(result));
                self.advance();
                return Ok(());
            }
        }
        if let (Value::Bool(a), Value::Bool(b)) = (&left, &right) {
            let quick = match op {
                Binary::And => Some(a & b),
                Binary::Or => Some(a | b),
                Binary::Xor => Some(a ^ b),
                _ => None,
            };
            if let Some(result) = quick {
                self.replace(2, Value::Bool(result));
                self.advance();
                return Ok(());
            }
        }
        let names = special_names(op);
        if matches!(left, Value::Ref(_)) || matches!(right, Value::Ref(_)) {
            if in_place {
                let inplace = names[0].replacen("__", "__i", 1);
                if let Some(function) = self.special(&left, &inplace) {
                    return self.call_operator(&function, left, right);
                }
            }
            if let Some(function) = self.special(&left, names[0]) {
                return self.call_operator(&function, left, right);
            }
            if let Some(function) = self.special(&right, names[1]) {
                return self.call_operator(&function, right, left);
            }
            if in_place && self.in_place(op, &left, &right)? {
                self.pop();
                self.advance();
                return Ok(());
            }
        }
        let result = self.operate(op, &left, &right, in_place)?;
        self.replace(2, result);
        self.advance();
        Ok(())
    }

    fn call_operator(&mut self, function: &Value, own: Value, other: Value) -> Exec {
        self.drop_operands(2);
        self.advance();
        self.enter_function(function, vec![own, other], Then::Push)
    }

    /// `list += iterable` and the like change the object itself.
    fn in_place(&mut self, op: Binary, left: &Value, right: &Value) -> Exec<bool> {
        let Value::Ref(object) = left else {
            return Ok(false);
        };
        let object = *object;
        match (self.kind(object), op) {
            (Kind::List(_) | Kind::Deque(..), Binary::Add) => {
                self.whole(object, true)?;
                let more = self.iterated(right)?;
                fits(self.sequence_length(left).unwrap_or(0) + more.len())?;
                self.note(|_| Act::Said("extend".into()));
                match self.kind_mut(object) {
                    Kind::List(values) => values.extend(more),
                    Kind::Deque(values, most) => {
                        values.extend(more);
                        while most.is_some_and(|most| values.len() > most as usize) {
                            values.pop_front();
                        }
                    }
                    _ => {}
                }
                Ok(true)
            }
            (Kind::Set(_, false), Binary::Or | Binary::And | Binary::Sub | Binary::Xor)
                if matches!(self.kind_of(right), Some(Kind::Set(..))) =>
            {
                self.whole(object, true)?;
                let result = self.set_operation(op, left, right)?;
                self.note(|_| Act::Said("update".into()));
                *self.kind_mut(object) = Kind::Set(result, false);
                Ok(true)
            }
            (Kind::Dict(..), Binary::Or) => {
                self.whole(object, true)?;
                let pairs = self.pairs_of(right)?;
                let mut own = self.pairs_of(left)?;
                for (key, value) in pairs {
                    self.add_to_pairs(&mut own, key, value)?;
                }
                if let Kind::Dict(pairs, _) = self.kind_mut(object) {
                    *pairs = own;
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    pub(super) fn operate(
        &mut self,
        op: Binary,
        left: &Value,
        right: &Value,
        in_place: bool,
    ) -> Exec<Value> {
        if let (Some(left), Some(right)) = (numeric(left), numeric(right)) {
            return self.arithmetic(op, left, right, in_place);
        }
        let number = |value: &Value| numeric(value).is_some() || matches!(value, Value::Opaque(_));
        if let (Value::Opaque(kind), other) | (other, Value::Opaque(kind)) = (left, right)
            && number(other)
        {
            return Ok(Value::Opaque(*kind));
        }
        if let (Binary::Mod, Value::Str(text)) = (op, left) {
            let text = text.clone();
            return self.percent(&text, right);
        }
        if op == Binary::Mul {
            for (times, sequence) in [(left, right), (right, left)] {
                if let Some(times) = int(times)
                    && let Some(result) = self.repeated(sequence, &times)?
                {
                    return Ok(result);
                }
            }
        }
        match (op, left, right) {
            (Binary::Add, Value::Str(one), Value::Str(two)) => {
                within(one.len() + two.len())?;
                self.works((one.len() + two.len()) / LETTERS)?;
                return Ok(Value::text(format!("{one}{two}")));
            }
            (Binary::Add, Value::Tuple(one), Value::Tuple(two)) => {
                fits(one.len() + two.len())?;
                self.works(one.len() + two.len())?;
                return Ok(Value::Tuple(
                    one.iter().chain(two.iter()).cloned().collect(),
                ));
            }
            (Binary::Add, Value::Ref(one), Value::Ref(two)) => {
                let lists = matches!(
                    (self.kind(*one), self.kind(*two)),
                    (Kind::List(_), Kind::List(_))
                );
                if lists {
                    self.whole(*one, false)?;
                    self.whole(*two, false)?;
                    let (mut values, more) = (self.elements(left)?, self.elements(right)?);
                    fits(values.len() + more.len())?;
                    values.extend(more);
                    self.note(|_| Act::Said("read the list".into()));
                    return self.make(Kind::List(values));
                }
            }
            (
                Binary::Or | Binary::And | Binary::Sub | Binary::Xor,
                Value::Ref(one),
                Value::Ref(two),
            ) => match (self.kind(*one), self.kind(*two)) {
                (Kind::Set(_, frozen), Kind::Set(..)) => {
                    let frozen = *frozen;
                    self.whole(*one, false)?;
                    self.whole(*two, false)?;
                    let values = self.set_operation(op, left, right)?;
                    return self.make(Kind::Set(values, frozen));
                }
                (Kind::Dict(..), Kind::Dict(..)) if op == Binary::Or => {
                    self.whole(*one, false)?;
                    self.whole(*two, false)?;
                    let mut pairs = self.pairs_of(left)?;
                    for (key, value) in self.pairs_of(right)? {
                        self.add_to_pairs(&mut pairs, key, value)?;
                    }
                    return self.make(Kind::Dict(pairs, Value::None));
                }
                _ => {}
            },
            _ => {}
        }
        let of_sets = matches!(op, Binary::Or | Binary::And | Binary::Sub | Binary::Xor);
        if of_sets && self.has_set_view(left, right) {
            return self.view_operation(op, left, right);
        }
        Err(self.unsupported(op, left, right, in_place))
    }

    /// `[0] * 3`.
    fn repeated(&mut self, sequence: &Value, times: &Int) -> Exec<Option<Value>> {
        let length = match self.sequence_length(sequence) {
            Some(length) if !matches!(sequence, Value::Range(_)) => length,
            _ => return Ok(None),
        };
        let Some(times) = times.to_i64() else {
            let message = "cannot fit 'int' into an index-sized integer";
            return Err(self.raise(Exc::OverflowError, message));
        };
        // What is empty stays so, however many times.
        let times = if length == 0 { 0 } else { times.max(0) };
        let times = usize::try_from(times).unwrap_or(usize::MAX);
        let each = if let Value::Str(_) = sequence {
            1
        } else {
            POINTER
        };
        self.memory_for(length.saturating_mul(times).saturating_mul(each))?;
        match sequence {
            Value::Str(text) => {
                within(text.len().saturating_mul(times))?;
                self.works(text.len().saturating_mul(times) / LETTERS)?;
                Ok(Some(Value::text(text.repeat(times))))
            }
            Value::Tuple(values) => {
                fits(values.len().saturating_mul(times))?;
                self.works(values.len().saturating_mul(times))?;
                let values: Vec<Value> = std::iter::repeat_n(values.iter(), times)
                    .flatten()
                    .cloned()
                    .collect();
                Ok(Some(Value::tuple(values)))
            }
            Value::Ref(object) if matches!(self.kind(*object), Kind::List(_)) => {
                self.whole(*object, false)?;
                let values = self.elements(sequence)?;
                fits(values.len().saturating_mul(times))?;
                self.works(values.len().saturating_mul(times))?;
                let values = std::iter::repeat_n(values, times).flatten().collect();
                self.make(Kind::List(values)).map(Some)
            }
            _ => Ok(None),
        }
    }

    pub(super) fn unsupported(
        &mut self,
        op: Binary,
        left: &Value,
        right: &Value,
        in_place: bool,
    ) -> Stop {
        let class = |value: &Value| {
            matches!(value, Value::Type(_) | Value::None)
                || matches!(self.kind_of(value), Some(Kind::Class(_)))
        };
        if op == Binary::Or && class(left) && class(right) {
            return Stop::outside("a union of types");
        }
        let deque = |value| matches!(self.kind_of(value), Some(Kind::Deque(..)));
        if deque(left) || deque(right) {
            return Stop::outside("this operator on a deque");
        }
        let (one, two) = (self.type_name(left), self.type_name(right));
        if op == Binary::Add {
            match left {
                Value::Str(_) => {
                    return self
                        .type_error(format!("can only concatenate str (not \"{two}\") to str"));
                }
                Value::Tuple(_) => {
                    return self.type_error(format!(
                        "can only concatenate tuple (not \"{two}\") to tuple"
                    ));
                }
                Value::Ref(object) if matches!(self.kind(*object), Kind::List(_)) => {
                    return self
                        .type_error(format!("can only concatenate list (not \"{two}\") to list"));
                }
                _ => {}
            }
        }
        if op == Binary::Mul {
            for (sequence, other) in [(left, &two), (right, &one)] {
                let list = matches!(self.kind_of(sequence), Some(Kind::List(_)));
                if list || matches!(sequence, Value::Str(_) | Value::Tuple(_)) {
                    return self.type_error(format!(
                        "can't multiply sequence by non-int of type '{other}'"
                    ));
                }
            }
        }
        let sign = sign(op);
        let equals = if in_place { "=" } else { "" };
        let sign = match (op, in_place) {
            (Binary::Pow, false) => "** or pow()".to_string(),
            _ => format!("{sign}{equals}"),
        };
        self.type_error(format!(
            "unsupported operand type(s) for {sign}: '{one}' and '{two}'"
        ))
    }
}

fn sign(op: Binary) -> &'static str {
    match op {
        Binary::Add => "+",
        Binary::Sub => "-",
        Binary::Mul => "*",
        Binary::Div => "/",
        Binary::FloorDiv => "//",
        Binary::Mod => "%",
        Binary::Pow => "**",
        Binary::LeftShift => "<<",
        Binary::RightShift => ">>",
        Binary::And => "&",
        Binary::Or => "|",
        Binary::Xor => "^",
    }
}

/// The special methods of an operator: of the left operand, and of the right one.
fn special_names(op: Binary) -> [&'static str; 2] {
    match op {
        Binary::Add => ["__add__", "__radd__"],
        Binary::Sub => ["__sub__", "__rsub__"],
        Binary::Mul => ["__mul__", "__rmul__"],
        Binary::Div => ["__truediv__", "__rtruediv__"],
        Binary::FloorDiv => ["__floordiv__", "__rfloordiv__"],
        Binary::Mod => ["__mod__", "__rmod__"],
        Binary::Pow => ["__pow__", "__rpow__"],
        Binary::LeftShift => ["__lshift__", "__rlshift__"],
        Binary::RightShift => ["__rshift__", "__rrshift__"],
        Binary::And => ["__and__", "__rand__"],
        Binary::Or => ["__or__", "__ror__"],
        Binary::Xor => ["__xor__", "__rxor__"],
    }
}
