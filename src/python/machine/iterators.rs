//! What can be iterated over besides plain containers: objects of the program with an `__iter__` and a
//! `__next__`, and views of dicts; and the names of iterators' classes.

use super::super::library::{Class, Exc, Type};
use super::super::state::{Iterator, Kind};
use super::super::value::Value;
use super::call::Args;
use super::iterate::{LIVE, small};
use super::{Exec, Run, Stop};

impl Run<'_> {
    /// An iterator over an object of a class of the program; takes no step.
    pub(super) fn own_iterator(&mut self, value: &Value) -> Exec<Value> {
        let Some(iter) = self.special(value, "__iter__") else {
            if self.special(value, "__getitem__").is_some() {
                return Err(Stop::outside(
                    "iterating over an object by its __getitem__ alone",
                ));
            }
            return Err(self.not_iterable(value));
        };
        let iterator = self.run_inner(&iter, Args::of(vec![value.clone()]))?;
        self.check_iterator(&iterator)?;
        Ok(iterator)
    }

    /// Whether `next` can be called on a value.
    pub(super) fn is_iterator(&self, value: &Value) -> bool {
        match self.kind_of(value) {
            Some(Kind::Iterator(Iterator::View(.., LIVE))) => false,
            Some(Kind::Iterator(_)) => true,
            _ => self.special(value, "__next__").is_some(),
        }
    }

    /// An error for a value that an `__iter__` must not return.
    pub(super) fn check_iterator(&mut self, value: &Value) -> Exec {
        if self.is_iterator(value) {
            return Ok(());
        }
        let name = self.type_name(value);
        Err(self.type_error(format!("iter() returned non-iterator of type '{name}'")))
    }

    /// The next value of an object with a `__next__`; takes no step.
    pub(super) fn next_of_own(&mut self, iterator: u32) -> Exec<Option<Value>> {
        let own = Value::Ref(iterator);
        let Some(next) = self.special(&own, "__next__") else {
            return Err(Stop::internal("an iterator that is none"));
        };
        match self.run_inner(&next, Args::of(vec![own])) {
            Ok(value) => Ok(Some(value)),
            Err(Stop::Raise(exception)) if self.ends_iteration(&exception) => Ok(None),
            Err(stop) => Err(stop),
        }
    }

    /// Whether an exception is a `StopIteration`.
    pub(super) fn ends_iteration(&self, exception: &Value) -> bool {
        let class = self.class_of(exception);
        self.derives(&class, &Value::Type(Type::Exc(Exc::StopIteration)))
    }

    /// The dict behind a view, and how many pairs it has; `None` if an object is not a view.
    pub(super) fn viewed(&self, object: u32) -> Option<(u32, usize)> {
        match self.kind(object) {
            Kind::Iterator(Iterator::View(dict, _, _, LIVE)) => {
                Some((*dict, self.pairs_in(*dict) as usize))
            }
            _ => None,
        }
    }

    pub(super) fn pairs_in(&self, dict: u32) -> u32 {
        match self.kind(dict) {
            Kind::Dict(pairs, _) => small(pairs.len()),
            _ => 0,
        }
    }

    /// The class of an iterator.
    pub(super) fn iterator_class(&self, iterator: &Iterator) -> Class {
        let kind = |value: &Value| self.kind_of(value);
        match iterator {
            Iterator::Over(Value::Str(text), ..) if text.is_ascii() => Class::AsciiIterator,
            Iterator::Over(Value::Str(_), ..) => Class::StrIterator,
            Iterator::Over(Value::Tuple(_), ..) => Class::TupleIterator,
            Iterator::Over(over, ..) => match kind(over) {
                Some(Kind::Set(..)) => Class::SetIterator,
                Some(Kind::Deque(..)) => Class::DequeIterator,
                _ => Class::ListIterator,
            },
            Iterator::Range(..) | Iterator::Reversed(Value::Range(_), _) => Class::RangeIterator,
            Iterator::Reversed(over, _) => match kind(over) {
                Some(Kind::List(_)) => Class::ListReversed,
                Some(Kind::Deque(..)) => Class::DequeReversed,
                _ => Class::Reversed,
            },
            Iterator::Enumerate(..) => Class::Enumerate,
            Iterator::Zip(_) => Class::Zip,
            Iterator::Map(..) => Class::Map,
            Iterator::Filter(..) | Iterator::Values(..) => Class::Filter,
            Iterator::View(_, part, _, LIVE) => {
                let views = [Class::DictKeys, Class::DictValues, Class::DictItems];
                views[usize::from(*part).min(2)]
            }
            Iterator::View(_, part, ..) => {
                let iterators = [
                    Class::KeyIterator,
                    Class::ValueIterator,
                    Class::ItemIterator,
                ];
                iterators[usize::from(*part).min(2)]
            }
            Iterator::Results(..) | Iterator::Completed { .. } => Class::Generator,
        }
    }
}
