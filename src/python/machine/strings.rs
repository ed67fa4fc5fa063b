//! Strings: their methods, `str.format` and `%`, on top of [`text`](super::super::text).

use std::sync::Arc;

use super::super::code::Conversion;
use super::super::library::Exc;
use super::super::number::Int;
use super::super::state::Kind;
use super::super::text::Operand;
use super::super::text::methods::{self, Argument, Returned};
use super::super::text::percent::{self, Size};
use super::super::text::template::{self, Access, Name};
use super::super::value::Value;
use super::arithmetic::{int, numeric};
use super::call::Args;
use super::memory::{LETTERS, MOST_BYTES, append, fits};
use super::{Exec, Run, Stop};

/// A value as passed to string formats and methods.
pub(super) struct Given<'a> {
    value: &'a Value,
    int: Option<Int>,
    type_name: String,
    /// The elements of a tuple.
    elements: Vec<Given<'a>>,
}

impl Given<'_> {
    /// The value as an operand; a type without a format of its own is given by its name.
    pub(super) fn operand(&self) -> Operand<'_> {
        match (self.value, &self.int) {
            (Value::Bool(truth), _) => Operand::Bool(*truth),
            (_, Some(int)) => Operand::Int(int),
            (Value::Float(float), _) => Operand::Float(*float),
            (Value::Str(text), _) => Operand::Str(text),
            _ => Operand::Other(&self.type_name),
        }
    }

    fn argument(&self) -> Argument<'_> {
        match self.value {
            Value::Tuple(_) => Argument::Tuple(self.elements.iter().map(Self::operand).collect()),
            _ => Argument::One(self.operand()),
        }
    }
}

impl Run<'_> {
    pub(super) fn given<'a>(&self, value: &'a Value) -> Given<'a> {
        let elements = match value {
            Value::Tuple(values) => values.iter().map(|value| self.given(value)).collect(),
            _ => Vec::new(),
        };
        Given {
            value,
            int: int(value),
            type_name: self.type_name(value),
            elements,
        }
    }

    pub(super) fn string_method(&mut self, own: &Arc<str>, name: &str, args: Args) -> Exec<Value> {
        self.works(own.len() / LETTERS)?;
        match name {
            "format" => return self.format_method(own, &args),
            "join" => return self.join_texts(own, args),
            "translate" => return self.translate(own, args),
            "maketrans" => return self.make_table(&args),
            _ => {}
        }
        let values = args
            .list
            .iter()
            .chain(args.named.iter().map(|(_, value)| value));
        if values
            .clone()
            .any(|value| matches!(value, Value::Opaque(_)))
        {
            return Err(Stop::must_be_known(&format!("an argument of {name}()")));
        }
        let list: Vec<_> = args.list.iter().map(|value| self.given(value)).collect();
        let list: Vec<_> = list.iter().map(Given::argument).collect();
        let named: Vec<_> = args
            .named
            .iter()
            .map(|(_, value)| self.given(value))
            .collect();
        let named: Vec<_> = args
            .named
            .iter()
            .zip(&named)
            .filter_map(|((key, _), value)| match key {
                Value::Str(key) => Some((&**key, value.argument())),
                _ => None,
            })
            .collect();
        let returned = methods::call(own, name, &list, &named, MOST_BYTES);
        Ok(match self.computed(returned)? {
            Returned::Str(text) => Value::text(text),
            Returned::Bool(truth) => Value::Bool(truth),
            Returned::Int(int) => Value::Int(int),
            Returned::Tuple(parts) => Value::tuple(parts.map(Value::text).to_vec()),
            Returned::List(parts) => {
                fits(parts.len())?;
                self.make(Kind::List(parts.into_iter().map(Value::text).collect()))?
            }
        })
    }

    /// `text.join(values)`.
    fn join_texts(&mut self, own: &str, args: Args) -> Exec<Value> {
        let [values] = self.exactly("str.join", args)?;
        if numeric(&values).is_some() || matches!(values, Value::None) {
            return Err(self.type_error("can only join an iterable"));
        }
        let mut text = String::new();
        for (index, value) in self.iterated(&values)?.iter().enumerate() {
            let Value::Str(value) = value else {
                let kind = self.type_name(value);
                return Err(self.type_error(format!(
                    "sequence item {index}: expected str instance, {kind} found"
                )));
            };
            if index > 0 {
                append(&mut text, own)?;
            }
            append(&mut text, value)?;
        }
        Ok(Value::text(text))
    }

    /// `text.format(...)`.
    fn format_method(&mut self, own: &str, args: &Args) -> Exec<Value> {
        self.filled(&template::parse(own), args).map(Value::text)
    }

    /// The pieces of a template with its fields filled in.
    fn filled(
        &mut self,
        pieces: &[super::super::failure::Result<template::Piece>],
        args: &Args,
    ) -> Exec<String> {
        let mut text = String::new();
        for piece in pieces {
            match self.computed(piece.clone())? {
                template::Piece::Literal(literal) => append(&mut text, &literal)?,
                template::Piece::Field(field) => {
                    let mut value = self.named_argument(&field.name, args)?;
                    for access in field.path {
                        let access = self.computed(access)?;
                        value = self.accessed(&value, access)?;
                    }
                    if let Some(conversion) = field.conversion {
                        value = Value::text(self.converted(&value, conversion)?);
                    }
                    let spec = self.filled(&field.spec, args)?;
                    append(&mut text, &self.formatted(&value, &spec)?)?;
                }
            }
        }
        Ok(text)
    }

    /// The argument that a field names.
    fn named_argument(&mut self, name: &Name, args: &Args) -> Exec<Value> {
        match name {
            Name::Index(index) => {
                let found = args.list.get(*index).cloned();
                self.computed(found.ok_or_else(|| Name::out_of_range(*index)))
            }
            Name::Key(key) => {
                let is_named = |name: &Value| matches!(name, Value::Str(name) if **name == **key);
                match args.named.iter().find(|(name, _)| is_named(name)) {
                    Some((_, value)) => Ok(value.clone()),
                    None => Err(self.raise_with(Exc::KeyError, vec![Value::text(key.as_str())])),
                }
            }
        }
    }

    /// An attribute or an element of a value in a field.
    fn accessed(&mut self, value: &Value, access: Access) -> Exec<Value> {
        let name = match access {
            Access::Index(index) => return self.item(value, &Value::count(index)),
            Access::Key(key) => return self.item(value, &Value::text(key)),
            Access::Attribute(name) => name,
        };
        let number = self.program.names.iter().position(|known| *known == name);
        let Some(number) = number.and_then(|number| u32::try_from(number).ok()) else {
            let what = format!("the attribute {name}, which is named in str.format() alone,");
            return Err(Stop::outside(what));
        };
        if let Some(found) = self.attribute_or_none(value, number)? {
            return Ok(found);
        }
        let kind = self.type_name(value);
        let message = format!("'{kind}' object has no attribute '{name}'");
        Err(self.raise(Exc::AttributeError, message))
    }

    /// A value converted by `s`, `r` or `a`.
    fn converted(&mut self, value: &Value, conversion: char) -> Exec<String> {
        let (conversion, own) = match conversion {
            's' => (Conversion::Str, ["__str__", "__repr__"]),
            'r' => (Conversion::Repr, ["__repr__"; 2]),
            _ => (Conversion::Ascii, ["__repr__"; 2]),
        };
        if own.iter().any(|name| self.special(value, name).is_some()) {
            return Err(Stop::outside(
                "a format of an object with a method of its own",
            ));
        }
        self.written(value, conversion)
    }

    /// `text % values`.
    pub(super) fn percent(&mut self, own: &str, values: &Value) -> Exec<Value> {
        let mapping = matches!(self.kind_of(values), Some(Kind::Dict(..)));
        let subscripted = mapping
            || matches!(self.kind_of(values), Some(Kind::List(_)))
            || matches!(values, Value::Range(_));
        let mut list = match values {
            Value::Tuple(values) => values.to_vec(),
            other => vec![other.clone()],
        }
        .into_iter();
        let mut text = String::new();
        for piece in percent::parse(own) {
            match self.computed(piece)? {
                percent::Piece::Literal(literal) => append(&mut text, &literal)?,
                percent::Piece::Field(field) => {
                    if let Some(key) = &field.key {
                        if !subscripted {
                            return Err(self.type_error("format requires a mapping"));
                        }
                        let value = self.item(values, &Value::text(key.as_str()))?;
                        list = vec![value].into_iter();
                    }
                    append(&mut text, &self.percent_field(&field, &mut list)?)?;
                }
            }
        }
        if list.next().is_some() && !subscripted {
            return self.computed(Err(percent::not_all_converted()));
        }
        Ok(Value::text(text))
    }

    /// A field filled with the next of these values.
    fn percent_field(
        &mut self,
        field: &percent::Field,
        list: &mut impl Iterator<Item = Value>,
    ) -> Exec<String> {
        let mut next = |run: &mut Self| run.computed(list.next().ok_or_else(percent::not_enough));
        let mut sizes = [None, None];
        for (size, of) in sizes.iter_mut().zip([field.width, field.precision]) {
            if of == Some(Size::Argument) {
                let value = next(self)?;
                if matches!(value, Value::Opaque(_)) {
                    return Err(Stop::must_be_known("this width"));
                }
                *size = int(&value);
                if size.is_none() {
                    return Err(self.type_error("* wants int"));
                }
            }
        }
        let mut value = next(self)?;
        if matches!(field.kind, 's' | 'r' | 'a') {
            value = Value::text(self.converted(&value, field.kind)?);
        }
        if value.opaque().is_some() {
            return self.written(&value, Conversion::Str);
        }
        let given = self.given(&value);
        let [width, precision] = &sizes;
        let filled = field.fill(
            width.as_ref(),
            precision.as_ref(),
            given.operand(),
            MOST_BYTES,
        );
        self.computed(filled)
    }
}
