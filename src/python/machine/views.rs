//! The keys and items of a dict as sets: their operators, their comparisons and `isdisjoint`.

use super::super::code::{Binary, Compare};
use super::super::state::{Iterator, Kind};
use super::super::value::Value;
use super::call::Args;
use super::iterate::LIVE;
use super::{Exec, Run};

impl Run<'_> {
    /// Whether a value is what `keys()` or `items()` returned.
    fn is_set_view(&self, value: &Value) -> bool {
        matches!(
            self.kind_of(value),
            Some(Kind::Iterator(Iterator::View(_, 0 | 2, _, LIVE)))
        )
    }

    /// Whether a view is one of two operands.
    pub(super) fn has_set_view(&self, left: &Value, right: &Value) -> bool {
        self.is_set_view(left) || self.is_set_view(right)
    }

    /// Touches all that several values hold, before anything comes of one.
    pub(super) fn touch_all<'v>(&mut self, values: impl IntoIterator<Item = &'v Value>) -> Exec {
        for value in values {
            let Value::Ref(object) = value else { continue };
            let object = match self.kind(*object) {
                Kind::Iterator(Iterator::View(dict, ..)) => *dict,
                Kind::List(_) | Kind::Set(..) | Kind::Dict(..) | Kind::Deque(..) => *object,
                _ => continue,
            };
            self.whole(object, false)?;
        }
        Ok(())
    }

    /// `|`, `&`, `-` and `^` where one operand is a view: a set, whatever the other one is.
    pub(super) fn view_operation(
        &mut self,
        op: Binary,
        left: &Value,
        right: &Value,
    ) -> Exec<Value> {
        self.touch_all([left, right])?;
        let mut sets = [Vec::new(), Vec::new()];
        for (set, value) in sets.iter_mut().zip([left, right]) {
            for one in self.iterated(value)? {
                self.add_to_set(set, one)?;
            }
        }
        let [one, two] = sets;
        let one = self.make(Kind::Set(one, false))?;
        let two = self.make(Kind::Set(two, false))?;
        let values = self.set_operation(op, &one, &two)?;
        self.make(Kind::Set(values, false))
    }

    /// What two sets or views hold, to be compared; `None` if one is something else.
    pub(super) fn set_likes(
        &mut self,
        left: &Value,
        right: &Value,
    ) -> Exec<Option<[Vec<Value>; 2]>> {
        let both = [left, right];
        let set = |value: &Value| matches!(self.kind_of(value), Some(Kind::Set(..)));
        if !both.iter().all(|one| set(one) || self.is_set_view(one)) {
            return Ok(None);
        }
        self.touch_all([left, right])?;
        let mut sets = [Vec::new(), Vec::new()];
        for (values, value) in sets.iter_mut().zip(both) {
            *values = match self.kind_of(value) {
                Some(Kind::Set(values, _)) => values.clone(),
                _ => self.iterated(value)?,
            };
        }
        Ok(Some(sets))
    }

    /// `<`, `<=`, `>` and `>=` of sets: one within the other.
    pub(super) fn set_order(&mut self, op: Compare, sets: [Vec<Value>; 2]) -> Exec<bool> {
        let [one, two] = sets;
        let (small, large) = match op {
            Compare::Lt | Compare::Le => (one, two),
            _ => (two, one),
        };
        let strict = matches!(op, Compare::Lt | Compare::Gt);
        if strict && small.len() == large.len() {
            return Ok(false);
        }
        self.all_within(&small, &large)
    }

    /// Whether all values of one set are in another.
    pub(super) fn all_within(&mut self, small: &[Value], large: &[Value]) -> Exec<bool> {
        for value in small {
            if self.position(large, value)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// `view.isdisjoint(other)`.
    pub(super) fn disjoint(&mut self, view: &Value, args: Args) -> Exec<Value> {
        let name = format!("{}.isdisjoint", self.type_name(view));
        let [other] = self.exactly(&name, args)?;
        self.touch_all([view, &other])?;
        let (own, other) = (self.iterated(view)?, self.iterated(&other)?);
        for value in &other {
            if self.position(&own, value)?.is_some() {
                return Ok(Value::Bool(false));
            }
        }
        Ok(Value::Bool(true))
    }
}
