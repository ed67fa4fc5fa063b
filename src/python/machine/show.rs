//! Values as texts: `str`, `repr`, formats.

use super::super::code::Conversion;
use super::super::library::{Exc, Type};
use super::super::number::Int;
use super::super::state::{Iterator, Kind};
use super::super::text::{self, Operand, float, integer, repr};
use super::super::value::{Opaque, Value};
use super::iterate::LIVE;
use super::memory::{MOST_BYTES, append};
use super::{Act, Exec, Run};

/// Deeper nesting raises `RecursionError`, as in Python.
const DEEPEST: u32 = 200;

impl Run<'_> {
    /// A value as a text, in one step if it is shared.
    pub(super) fn written(&mut self, value: &Value, conversion: Conversion) -> Exec<String> {
        let text = match (value, conversion) {
            (Value::Str(text), Conversion::Str) => text.to_string(),
            (_, Conversion::Str) => self.plain_str(value)?,
            (_, Conversion::Repr) => self.repr(value, 0)?,
            (_, Conversion::Ascii) => repr::ascii_of_repr(&self.repr(value, 0)?),
        };
        let said = text.clone();
        self.note(|_| Act::Read(Some(Value::text(said))));
        Ok(text)
    }

    fn plain_str(&mut self, value: &Value) -> Exec<String> {
        if let Value::Ref(object) = value
            && let Kind::Exception(exception) = self.kind(*object)
        {
            let (class, args) = (exception.class.clone(), exception.args.clone());
            let one_of = |exc| self.derives(&class, &Value::Type(Type::Exc(exc)));
            let (key, system) = (one_of(Exc::KeyError), one_of(Exc::OSError));
            return match &args[..] {
                [] => Ok(String::new()),
                [number, reason] if system => {
                    let number = self.written(number, Conversion::Str)?;
                    let reason = self.written(reason, Conversion::Str)?;
                    Ok(format!("[Errno {number}] {reason}"))
                }
                [one] if key => self.repr(one, 0),
                [one] => self.written(one, Conversion::Str),
                _ => self.repr(&Value::tuple(args), 0),
            };
        }
        if let Value::Str(text) = value {
            return Ok(text.to_string());
        }
        self.repr(value, 0)
    }

    /// `repr`, for values whose class has no such method of the program.
    pub(super) fn repr(&mut self, value: &Value, depth: u32) -> Exec<String> {
        if depth > DEEPEST {
            let message = "maximum recursion depth exceeded while getting the repr of an object";
            return Err(self.raise(Exc::RecursionError, message));
        }
        Ok(match value {
            Value::Unbound => "<unbound>".into(),
            Value::None => "None".into(),
            Value::Ellipsis => "Ellipsis".into(),
            Value::Bool(true) => "True".into(),
            Value::Bool(false) => "False".into(),
            Value::Int(int) => int.to_string(),
            Value::Big(big) => {
                let result = integer::decimal(&Int::Big(big.clone()));
                self.computed(result)?
            }
            Value::Float(float) => float::repr(*float),
            Value::Str(text) => match Opaque::within(text) {
                Some(_) => format!("'{text}'"),
                None => repr::string(text),
            },
            Value::Tuple(values) => {
                let inner = self.reprs(values, depth)?;
                if values.len() == 1 {
                    format!("({inner},)")
                } else {
                    format!("({inner})")
                }
            }
            Value::Range(parts) => match **parts {
                [start, stop, 1] => format!("range({start}, {stop})"),
                [start, stop, step] => format!("range({start}, {stop}, {step})"),
            },
            Value::Rounds(_) => "<range_iterator>".into(),
            Value::Slice(parts) => format!("slice({})", self.reprs(&parts[..], depth)?),
            Value::Function(code) => {
                let name = &self.program.codes[*code as usize].qualified;
                format!("<function {name} at {}>", self.place(*code))
            }
            Value::Method(both) => {
                let name = self.function_name(&both.0);
                let own = self.repr(&both.1, depth + 1)?;
                format!("<bound method {name} of {own}>")
            }
            Value::Native(both) if matches!(both.0, Value::Type(_)) => {
                let class = self.class_name(&both.0);
                format!("<method '{}' of '{class}' objects>", self.name(both.1))
            }
            Value::Native(both) => {
                let class = self.type_name(&both.0);
                let name = self.name(both.1);
                format!(
                    "<built-in method {name} of {class} object at {}>",
                    self.place(both.1)
                )
            }
            Value::Super(_) => "<super>".into(),
            Value::Builtin(builtin) => format!("<built-in function {}>", builtin.name()),
            Value::Type(class) => format!("<class '{}'>", class.full_name()),
            Value::Module(module) => format!("<module '{}'>", module.name()),
            Value::Opaque(kind) => kind.mark().to_string(),
            Value::Ref(object) => return self.repr_of_object(*object, depth),
        })
    }

    pub(super) fn function_name(&self, value: &Value) -> String {
        let code = match value {
            Value::Function(code) => *code,
            Value::Ref(object) => match self.kind(*object) {
                Kind::Function(function) => function.code,
                _ => return String::new(),
            },
            _ => return String::new(),
        };
        self.program.codes[code as usize].qualified.clone()
    }

    fn reprs(&mut self, values: &[Value], depth: u32) -> Exec<String> {
        self.works(values.len())?;
        let mut text = String::new();
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            if let Some(own) = self.own_text(value, &["__repr__"])? {
                append(&mut text, &own)?;
                continue;
            }
            append(&mut text, &self.repr(value, depth + 1)?)?;
        }
        Ok(text)
    }

    /// The text that a method of the program returns for a value; it may take no step.
    fn own_text(&mut self, value: &Value, methods: &[&str]) -> Exec<Option<String>> {
        let Some(function) = methods.iter().find_map(|name| self.special(value, name)) else {
            return Ok(None);
        };
        match self.run_inner(&function, super::call::Args::of(vec![value.clone()]))? {
            Value::Str(text) => Ok(Some(text.to_string())),
            other => {
                let kind = self.type_name(&other);
                Err(self.type_error(format!("__str__ returned non-string (type {kind})")))
            }
        }
    }

    fn repr_of_object(&mut self, object: u32, depth: u32) -> Exec<String> {
        if matches!(
            self.kind(object),
            Kind::List(_) | Kind::Dict(..) | Kind::Set(..) | Kind::Deque(..)
        ) {
            self.whole(object, false)?;
            if self.showing.contains(&object) {
                return Ok(match self.kind(object) {
                    Kind::List(_) | Kind::Deque(..) => "[...]".into(),
                    _ => "{...}".into(),
                });
            }
            self.showing.push(object);
            let shown = self.repr_of_container(object, depth);
            self.showing.pop();
            return shown;
        }
        self.repr_of_container(object, depth)
    }

    /// A dict, a `defaultdict` or an `OrderedDict`, depending on the default.
    fn repr_of_pairs(
        &mut self,
        pairs: &[(Value, Value)],
        default: &Value,
        depth: u32,
    ) -> Exec<String> {
        if let Value::Unbound = default {
            let pair =
                |(key, value): &(Value, Value)| Value::tuple(vec![key.clone(), value.clone()]);
            let pairs: Vec<Value> = pairs.iter().map(pair).collect();
            return Ok(match &pairs[..] {
                [] => "OrderedDict()".into(),
                pairs => format!("OrderedDict([{}])", self.reprs(pairs, depth)?),
            });
        }
        let mut text = String::new();
        for (index, (key, value)) in pairs.iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            append(&mut text, &self.reprs(std::slice::from_ref(key), depth)?)?;
            text.push_str(": ");
            append(&mut text, &self.reprs(std::slice::from_ref(value), depth)?)?;
        }
        Ok(match default {
            Value::None => format!("{{{text}}}"),
            default => {
                let default = self.repr(default, depth + 1)?;
                format!("defaultdict({default}, {{{text}}})")
            }
        })
    }

    fn repr_of_container(&mut self, object: u32, depth: u32) -> Exec<String> {
        let id = self.place(object);
        Ok(match self.kind(object) {
            Kind::List(values) => {
                let values = values.clone();
                format!("[{}]", self.reprs(&values, depth)?)
            }
            Kind::Dict(pairs, default) => {
                let (pairs, default) = (pairs.clone(), default.clone());
                self.repr_of_pairs(&pairs, &default, depth)?
            }
            Kind::Set(values, frozen) => {
                let (values, frozen) = (values.clone(), *frozen);
                let inner = self.reprs(&values, depth)?;
                match (frozen, values.is_empty()) {
                    (false, true) => "set()".into(),
                    (false, false) => format!("{{{inner}}}"),
                    (true, true) => "frozenset()".into(),
                    (true, false) => format!("frozenset({{{inner}}})"),
                }
            }
            Kind::Deque(values, most) => {
                let (values, most) = (Vec::from(values.clone()), *most);
                let inner = self.reprs(&values, depth)?;
                match most {
                    Some(most) => format!("deque([{inner}], maxlen={most})"),
                    None => format!("deque([{inner}])"),
                }
            }
            Kind::Exception(exception) => {
                let (class, args) = (exception.class.clone(), exception.args.clone());
                let name = self.class_name(&class);
                format!("{name}({})", self.reprs(&args, depth)?)
            }
            Kind::Iterator(Iterator::View(dict, part, _, LIVE)) => {
                let (dict, part) = (*dict, usize::from(*part));
                self.whole(dict, false)?;
                let pairs = match self.kind(dict) {
                    Kind::Dict(pairs, _) => pairs.clone(),
                    _ => Vec::new(),
                };
                let values: Vec<Value> = pairs
                    .into_iter()
                    .map(|(key, value)| match part {
                        0 => key,
                        1 => value,
                        _ => Value::tuple(vec![key, value]),
                    })
                    .collect();
                let name = ["keys", "values", "items"][part.min(2)];
                format!("dict_{name}([{}])", self.reprs(&values, depth)?)
            }
            Kind::Class(class) => format!("<class '__main__.{}'>", class.name),
            Kind::Function(_) => {
                let name = self.function_name(&Value::Ref(object));
                format!("<function {name} at {id}>")
            }
            Kind::Thread(_) => self.repr_of_thread(object, &id),
            Kind::Instance(class, _) => {
                let name = self.qualified_name(&Value::Ref(*class));
                format!("<__main__.{name} object at {id}>")
            }
            Kind::Lock(_)
            | Kind::RLock(..)
            | Kind::Semaphore(..)
            | Kind::Event(_)
            | Kind::Condition(..)
            | Kind::Barrier(_)
            | Kind::Future(_) => {
                self.step()?;
                self.repr_of_synchronizer(object, &id)
            }
            _ => {
                let name = match self.class_of_object(object) {
                    Value::Type(class) => class.full_name(),
                    class => self.class_name(&class),
                };
                format!("<{name} object at {id}>")
            }
        })
    }

    /// Replaces `value spec` on the stack by a text.
    pub(super) fn format(&mut self) -> Exec {
        let (value, spec) = (self.peek(1), self.peek(0));
        let Value::Str(spec) = spec else {
            return Err(self.type_error("the format specification must be a string"));
        };
        let text = self.formatted(&value, &spec)?;
        self.replace(2, Value::text(text));
        Ok(())
    }

    /// `format(value, spec)`.
    pub(super) fn formatted(&mut self, value: &Value, spec: &str) -> Exec<String> {
        if value.opaque().is_some() || Opaque::within(spec).is_some() {
            return self.written(value, Conversion::Str);
        }
        if let (Value::Ref(_), true) = (value, spec.is_empty()) {
            if let Some(text) = self.own_text(value, &["__str__", "__repr__"])? {
                return Ok(text);
            }
            return self.written(value, Conversion::Str);
        }
        let given = self.given(value);
        let result = match given.operand() {
            Operand::Other(_) if spec.is_empty() => return self.written(value, Conversion::Str),
            operand => text::format::format(operand, spec, MOST_BYTES),
        };
        self.computed(result)
    }

    /// A value in a few characters, for the description of a step.
    pub(super) fn short(&mut self, value: &Value) -> String {
        let (stepped, grant) = (self.stepped, self.grant);
        self.grant = true;
        let text = self.repr(value, 0).unwrap_or_default();
        (self.stepped, self.grant) = (stepped, grant);
        let text = Opaque::shown(&text);
        if text.chars().count() > 40 {
            let start: String = text.chars().take(37).collect();
            return format!("{start}...");
        }
        text
    }
}
