//! Attributes: of the program's objects, where each is its own location, and of the library's.

use std::sync::Arc;

use super::super::library::{Exc, Type};
use super::super::state::{Attrs, Kind, Then};
use super::super::value::Value;
use super::call::Args;
use super::{Act, Exec, Location, Run, Stop};

/// What an attribute's name leads to.
pub(super) enum Found {
    /// A value.
    Value(Value),
    /// A property, whose getter must be called.
    Property(Value),
}

impl Run<'_> {
    pub(super) fn load_attr(&mut self, name: u32) -> Exec {
        let object = self.peek(0);
        match self.attribute(&object, name)? {
            Found::Value(value) => {
                self.replace(1, value);
                self.advance();
                Ok(())
            }
            Found::Property(get) => self.invoke(&get, Args::of(vec![object]), 1, Then::Push),
        }
    }

    /// The callee of a method call.
    pub(super) fn method(&mut self, object: &Value, name: u32) -> Exec<Value> {
        match self.attribute(object, name)? {
            Found::Value(value) => Ok(value),
            Found::Property(_) => Err(Stop::Refuse(
                "calling what a property returns isn't in the subset".into(),
                "keep it in a variable first".into(),
            )),
        }
    }

    /// An attribute by name, for `getattr`; `None` if there is none.
    pub(super) fn attribute_or_none(&mut self, object: &Value, name: u32) -> Exec<Option<Value>> {
        match self.attribute(object, name) {
            Ok(Found::Value(value)) => Ok(Some(value)),
            Ok(Found::Property(_)) => Err(Stop::outside("getattr() of a property")),
            Err(Stop::Raise(exception)) => {
                let class = self.class_of(&exception);
                let wanted = Value::Type(Type::Exc(Exc::AttributeError));
                if self.derives(&class, &wanted) {
                    return Ok(None);
                }
                Err(Stop::Raise(exception))
            }
            Err(stop) => Err(stop),
        }
    }

    fn attribute(&mut self, object: &Value, name: u32) -> Exec<Found> {
        let text = self.name(name);
        match object {
            Value::Ref(number) => {
                let number = *number;
                if text == "__class__" {
                    return Ok(Found::Value(self.class_of(object)));
                }
                if let Kind::Class(_) = self.kind(number) {
                    return self.attr_of_class(object, name);
                }
                if let Some(class) = self.own_class(number) {
                    return self.attr_of_instance(number, &class, name);
                }
                self.attr_of_library(object, name)
            }
            Value::Super(both) => {
                let (class, own) = (both.0.clone(), both.1.clone());
                match self.class_attr(&class, name) {
                    Some(value) => Ok(Found::Value(self.bound_to(value, &own, &class))),
                    None => self.attr_of_super(&class, &own, name),
                }
            }
            Value::Module(module) => match module.member(text) {
                Some(value) => Ok(Found::Value(value)),
                None => Err(Stop::outside(format_args!("{}.{text}", module.name()))),
            },
            // What `concurrent.futures.wait` returns.
            Value::Tuple(both) if matches!(text, "done" | "not_done") && self.two_sets(both) => {
                Ok(Found::Value(both[usize::from(text == "not_done")].clone()))
            }
            Value::Range(parts) if matches!(text, "start" | "stop" | "step") => {
                let place = usize::from(text == "stop") + 2 * usize::from(text == "step");
                Ok(Found::Value(Value::Int(parts[place])))
            }
            Value::Type(class) if class.has_method(text) => Ok(Found::Value(Value::Native(
                Arc::new((object.clone(), name)),
            ))),
            Value::Type(class) if text == "__name__" => {
                let short = class.name().rsplit('.').next().unwrap_or_default();
                Ok(Found::Value(Value::text(short)))
            }
            Value::Function(code) if self.function_field(*code, text).is_some() => {
                let field = self.function_field(*code, text).unwrap_or_default();
                Ok(Found::Value(field))
            }
            Value::Builtin(builtin) if matches!(text, "__name__" | "__qualname__") => {
                Ok(Found::Value(Value::text(builtin.name())))
            }
            Value::Native(both) if matches!(text, "__name__") => {
                Ok(Found::Value(Value::text(self.name(both.1))))
            }
            Value::Method(both) if matches!(text, "__name__" | "__qualname__" | "__doc__") => {
                let function = both.0.clone();
                self.attribute(&function, name)
            }
            _ if text == "__class__" => Ok(Found::Value(self.class_of(object))),
            _ => self.attr_of_library(object, name),
        }
    }

    /// The class of an object, if it is one of the program's.
    fn own_class(&self, object: u32) -> Option<Value> {
        match self.kind(object) {
            Kind::Instance(class, _) => Some(Value::Ref(*class)),
            Kind::Exception(exception) => Some(exception.class.clone()),
            Kind::Thread(thread) => thread.class.map(Value::Ref),
            _ => None,
        }
    }

    fn attr_of_class(&mut self, class: &Value, name: u32) -> Exec<Found> {
        let text = self.name(name);
        match text {
            "__name__" => return Ok(Found::Value(Value::text(self.class_name(class)))),
            "__qualname__" => return Ok(Found::Value(Value::text(self.qualified_name(class)))),
            _ => {}
        }
        let Some(value) = self.class_attr(class, name) else {
            match text {
                "__doc__" => return Ok(Found::Value(Value::None)),
                "__module__" => return Ok(Found::Value(Value::text("__main__"))),
                _ if text.starts_with("__") && text.ends_with("__") => {
                    return Err(Stop::outside(format_args!("the attribute {text}")));
                }
                _ => {}
            }
            let base = self.library_base(class);
            if matches!(base, Some(Type::Exc(_) | Type::Class(_)))
                && base.is_some_and(|class| class.has_method(text))
            {
                return Ok(Found::Value(Value::Native(Arc::new((class.clone(), name)))));
            }
            let class = self.class_name(class);
            let message = format!("type object '{class}' has no attribute '{text}'");
            return Err(self.raise(Exc::AttributeError, message));
        };
        self.touch_class(class, name, &value)?;
        match self.kind_of(&value) {
            Some(Kind::Static(inner)) => Ok(Found::Value(inner.clone())),
            Some(Kind::ClassMethod(inner)) => {
                let both = (inner.clone(), class.clone());
                Ok(Found::Value(Value::Method(Arc::new(both))))
            }
            _ => Ok(Found::Value(value)),
        }
    }

    /// A method is never written; any other attribute of a class may be.
    fn touch_class(&mut self, class: &Value, name: u32, value: &Value) -> Exec {
        if matches!(value, Value::Function(_)) {
            return Ok(());
        }
        let mut class = class.clone();
        while let Value::Ref(object) = class {
            let Kind::Class(body) = self.kind(object) else {
                return Ok(());
            };
            let base = body.base.clone();
            if body.attrs.iter().any(|(own, _)| *own == name) {
                let birth = self.birth(object);
                let shared = self.touch(Location::Attr(birth, name), false)?;
                if shared {
                    self.note(|_| Act::Read(Some(value.clone())));
                }
                return Ok(());
            }
            class = base;
        }
        Ok(())
    }

    fn attr_of_instance(&mut self, object: u32, class: &Value, name: u32) -> Exec<Found> {
        let of_class = self.class_attr(class, name);
        if let Some(Value::Ref(property)) = &of_class
            && let Kind::Property(get, _) = self.kind(*property)
        {
            return Ok(Found::Property(get.clone()));
        }
        let own = self.own_attr(object, name);
        let function = matches!(of_class, Some(Value::Function(_)));
        if own.is_some() || !function {
            let birth = self.birth(object);
            if self.touch(Location::Attr(birth, name), false)? {
                let value = own.clone();
                self.note(|_| Act::Read(value));
            }
        }
        if let Some(value) = own {
            return Ok(Found::Value(value));
        }
        let value = Value::Ref(object);
        match of_class {
            Some(found) => {
                self.touch_class(class, name, &found)?;
                Ok(Found::Value(self.bound_to(found, &value, class)))
            }
            None => self.attr_of_library(&value, name),
        }
    }

    /// A class's attribute as seen through an object: methods are bound.
    fn bound_to(&self, value: Value, object: &Value, class: &Value) -> Value {
        let both = match self.kind_of(&value) {
            Some(Kind::Function(_)) => (value, object.clone()),
            Some(Kind::Static(inner)) => return inner.clone(),
            Some(Kind::ClassMethod(inner)) => (inner.clone(), class.clone()),
            _ if matches!(value, Value::Function(_)) => (value, object.clone()),
            _ => return value,
        };
        Value::Method(Arc::new(both))
    }

    fn attrs(&self, object: u32) -> Option<&Attrs> {
        match self.kind(object) {
            Kind::Instance(_, attrs) => Some(attrs),
            Kind::Exception(exception) => Some(&exception.attrs),
            Kind::Thread(thread) => Some(&thread.attrs),
            Kind::Class(class) => Some(&class.attrs),
            _ => None,
        }
    }

    fn own_attr(&self, object: u32, name: u32) -> Option<Value> {
        let attrs = self.attrs(object)?;
        let place = attrs.binary_search_by_key(&name, |(name, _)| *name).ok()?;
        Some(attrs[place].1.clone())
    }

    fn attrs_mut(&mut self, object: u32) -> Option<&mut Attrs> {
        match self.kind_mut(object) {
            Kind::Instance(_, attrs) => Some(attrs),
            Kind::Exception(exception) => Some(&mut exception.attrs),
            Kind::Thread(thread) => Some(&mut thread.attrs),
            Kind::Class(class) => Some(&mut class.attrs),
            _ => None,
        }
    }

    pub(super) fn store_attr(&mut self, name: u32) -> Exec {
        let (value, object) = (self.peek(1), self.peek(0));
        if let Some(set) = self.setter(&object, name)? {
            return self.invoke(&set, Args::of(vec![object, value]), 2, Then::Drop);
        }
        self.set_attr(&object, name, value)?;
        self.drop_operands(2);
        self.advance();
        Ok(())
    }

    fn setter(&mut self, object: &Value, name: u32) -> Exec<Option<Value>> {
        let Value::Ref(number) = object else {
            return Ok(None);
        };
        let Some(class) = self.own_class(*number) else {
            return Ok(None);
        };
        let Some(Value::Ref(property)) = self.class_attr(&class, name) else {
            return Ok(None);
        };
        let Kind::Property(_, set) = self.kind(property) else {
            return Ok(None);
        };
        if let Value::None = set {
            let (text, class) = (self.name(name), self.class_name(&class));
            let message = format!("property '{text}' of '{class}' object has no setter");
            return Err(self.raise(Exc::AttributeError, message));
        }
        Ok(Some(set.clone()))
    }

    /// Writes an attribute.
    pub(super) fn set_attr(&mut self, object: &Value, name: u32, value: Value) -> Exec {
        let text = self.name(name);
        if let Value::Function(_) = object {
            return Err(Stop::outside("an attribute of a function"));
        }
        let Value::Ref(number) = object else {
            return Err(self.no_attribute(object, text));
        };
        let number = *number;
        if self.set_of_library(number, text, &value)? {
            return Ok(());
        }
        if let Kind::Local(_) = self.kind(number) {
            self.set_local(number, name, Some(value));
            return Ok(());
        }
        if let Kind::Function(_) = self.kind(number) {
            return Err(Stop::outside("an attribute of a function"));
        }
        if self.attrs(number).is_none() {
            return Err(self.no_attribute(object, text));
        }
        let birth = self.birth(number);
        if self.touch(Location::Attr(birth, name), true)? {
            let value = value.clone();
            self.note(|_| Act::Write(Some(value)));
        }
        if let Some(attrs) = self.attrs_mut(number) {
            match attrs.binary_search_by_key(&name, |(name, _)| *name) {
                Ok(place) => attrs[place].1 = value,
                Err(place) => attrs.insert(place, (name, value)),
            }
        }
        Ok(())
    }

    pub(super) fn delete_attr(&mut self, name: u32) -> Exec {
        let object = self.peek(0);
        let text = self.name(name);
        let Value::Ref(number) = object else {
            return Err(self.no_attribute(&object, text));
        };
        if let Kind::Local(_) = self.kind(number) {
            self.set_local(number, name, None);
            self.pop();
            return Ok(());
        }
        if self.attrs(number).is_none() {
            return Err(self.no_attribute(&object, text));
        }
        let birth = self.birth(number);
        if self.touch(Location::Attr(birth, name), true)? {
            self.note(|_| Act::Write(None));
        }
        let place = self.attrs_mut(number).and_then(|attrs| {
            let place = attrs.binary_search_by_key(&name, |(name, _)| *name).ok()?;
            Some(attrs.remove(place))
        });
        if place.is_none() {
            return Err(self.no_attribute(&object, text));
        }
        self.pop();
        Ok(())
    }

    pub(super) fn no_attribute(&mut self, object: &Value, name: &str) -> Stop {
        // Every object has some of these, which aren't stored.
        if name.starts_with("__") && name.ends_with("__") {
            return Stop::outside(format_args!("the attribute {name}"));
        }
        let message = if let Value::Type(class) = object {
            let class = class.name();
            format!("type object '{class}' has no attribute '{name}'")
        } else {
            let class = self.type_name(object);
            format!("'{class}' object has no attribute '{name}'")
        };
        self.raise(Exc::AttributeError, message)
    }
}
