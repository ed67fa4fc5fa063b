//! The truth of values, and texts made by a class of the program.

use super::super::code::Conversion;
use super::super::state::{Kind, Then};
use super::super::value::Value;
use super::{Act, Exec, Location, Run};

impl Run<'_> {
    /// The truth of a value; `None` if a method of the program was called to determine it.
    pub(super) fn truth(&mut self, value: &Value) -> Exec<Option<bool>> {
        // A text that shows such a number is true: it isn't empty.
        if let Value::Opaque(_) = value {
            return Ok(Some(self.choose(2)? == 0));
        }
        if let Value::Ref(object) = value {
            match self.object(*object).kind {
                Kind::List(_) | Kind::Dict(..) | Kind::Set(..) | Kind::Deque(..) => {
                    let birth = self.object(*object).birth;
                    if self.touch(Location::Shape(birth), false)? {
                        self.note(|_| Act::Said("read length".into()));
                    }
                }
                Kind::Instance(..) => {
                    for method in ["__bool__", "__len__"] {
                        if let Some(function) = self.special(value, method) {
                            self.pop();
                            self.enter_function(&function, vec![value.clone()], Then::Truth(true))?;
                            return Ok(None);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(Some(self.plain_truth(value)))
    }

    /// The truth of a value that no method decides.
    pub(super) fn plain_truth(&self, value: &Value) -> bool {
        match value {
            Value::None | Value::Unbound => false,
            Value::Bool(truth) => *truth,
            Value::Int(int) => *int != 0,
            Value::Float(float) => *float != 0.0,
            Value::Str(text) => !text.is_empty(),
            Value::Tuple(values) => !values.is_empty(),
            Value::Range(parts) => super::ranges::range_length(**parts) != 0,
            Value::Ref(object) => match &self.object(*object).kind {
                Kind::List(values) | Kind::Set(values, _) => !values.is_empty(),
                Kind::Dict(pairs, _) => !pairs.is_empty(),
                Kind::Deque(values, _) => !values.is_empty(),
                _ => self.viewed(*object).is_none_or(|(_, length)| length > 0),
            },
            _ => true,
        }
    }

    pub(super) fn text(&mut self, conversion: Conversion) -> Exec {
        let value = self.peek(0);
        if let Value::Str(_) = value
            && conversion == Conversion::Str
        {
            self.advance();
            return Ok(());
        }
        let methods: &[&str] = match conversion {
            Conversion::Str => &["__str__", "__repr__"],
            _ => &["__repr__"],
        };
        for method in methods {
            if let Some(function) = self.special(&value, method) {
                self.pop();
                self.advance();
                return self.enter_function(&function, vec![value], Then::Text);
            }
        }
        let text = self.written(&value, conversion)?;
        self.replace(1, Value::text(text));
        self.advance();
        Ok(())
    }
}
