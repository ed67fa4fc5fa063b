//! Dicts that a class makes: `dict.fromkeys` and `str.maketrans`, and `str.translate`, which looks
//! letters up in one.

use super::super::library::{Class, Type};
use super::super::state::Kind;
use super::super::text::search::length;
use super::super::value::Value;
use super::arithmetic::int;
use super::call::Args;
use super::memory::append;
use super::{Exec, Run, Stop};

impl Run<'_> {
    /// `dict.fromkeys(...)` or `str.maketrans(...)`, called on the class.
    pub(super) fn made_by_class(&mut self, class: Type, name: &str, args: &Args) -> Exec<Value> {
        match class {
            Type::Class(Class::Str) => self.make_table(args),
            Type::Class(Class::OrderedDict) => self.dict_of_keys(args, Value::Unbound),
            Type::Class(Class::Dict) => self.dict_of_keys(args, Value::None),
            _ => Err(Stop::outside(format_args!("{}.{name}", class.name()))),
        }
    }

    /// `dict.fromkeys(keys, value)`; the kind of dict is that of what makes its missing values.
    pub(super) fn dict_of_keys(&mut self, args: &Args, default: Value) -> Exec<Value> {
        self.no_names("dict.fromkeys", args)?;
        self.count_between("fromkeys", 1, 2, args.list.len())?;
        let value = args.list.get(1).cloned().unwrap_or(Value::None);
        let mut pairs = Vec::new();
        for key in self.iterated(&args.list[0])? {
            self.add_to_pairs(&mut pairs, key, value.clone())?;
        }
        self.make(Kind::Dict(pairs, default))
    }

    fn no_names(&mut self, called: &str, args: &Args) -> Exec {
        if args.named.is_empty() {
            return Ok(());
        }
        Err(self.type_error(format!("{called}() takes no keyword arguments")))
    }

    /// `str.maketrans(...)`: the codes of letters, with what each becomes.
    pub(super) fn make_table(&mut self, args: &Args) -> Exec<Value> {
        self.no_names("str.maketrans", args)?;
        self.count_between("maketrans", 1, 3, args.list.len())?;
        let pairs = match &args.list[..] {
            [one] => self.table_of_dict(one)?,
            list => self.table_of_texts(list)?,
        };
        self.make(Kind::Dict(pairs, Value::None))
    }

    fn table_of_dict(&mut self, dict: &Value) -> Exec<Vec<(Value, Value)>> {
        if !matches!(self.kind_of(dict), Some(Kind::Dict(..))) {
            let message = "if you give only one argument to maketrans it must be a dict";
            return Err(self.type_error(message));
        }
        let mut pairs = Vec::new();
        for (key, value) in self.pairs_of(dict)? {
            let key = match &key {
                Value::Str(letter) if length(letter) == 1 => {
                    letter.chars().next().map_or(Value::None, code)
                }
                Value::Str(_) => {
                    let message = "string keys in translate table must be of length 1";
                    return Err(self.value_error(message));
                }
                key if int(key).is_some() => key.clone(),
                _ => {
                    let message = "keys in translate table must be strings or integers";
                    return Err(self.type_error(message));
                }
            };
            self.add_to_pairs(&mut pairs, key, value)?;
        }
        Ok(pairs)
    }

    fn table_of_texts(&mut self, list: &[Value]) -> Exec<Vec<(Value, Value)>> {
        let mut texts = Vec::new();
        for (place, value) in list.iter().enumerate() {
            let Value::Str(text) = value else {
                let name = self.type_name(value);
                return Err(self.type_error(if place == 0 {
                    "first maketrans argument must be a string if there is a second argument".into()
                } else {
                    format!("maketrans() argument {} must be str, not {name}", place + 1)
                }));
            };
            texts.push(text.clone());
        }
        if length(&texts[0]) != length(&texts[1]) {
            let message = "the first two maketrans arguments must have equal length";
            return Err(self.value_error(message));
        }
        let mut pairs = Vec::new();
        for (from, to) in texts[0].chars().zip(texts[1].chars()) {
            self.add_to_pairs(&mut pairs, code(from), code(to))?;
        }
        for letter in texts.get(2).iter().flat_map(|text| text.chars()) {
            self.add_to_pairs(&mut pairs, code(letter), Value::None)?;
        }
        Ok(pairs)
    }

    /// `text.translate(table)`.
    pub(super) fn translate(&mut self, own: &str, args: Args) -> Exec<Value> {
        let [table] = self.exactly("str.translate", args)?;
        match self.kind_of(&table) {
            Some(Kind::Dict(_, Value::None | Value::Unbound)) => {}
            _ => return Err(Stop::outside("translate() with anything but a dict")),
        }
        let pairs = self.pairs_of(&table)?;
        let mut text = String::new();
        for letter in own.chars() {
            let place = self.key_position(&pairs, &code(letter))?;
            match place.map(|place| &pairs[place].1) {
                None => append(&mut text, letter.encode_utf8(&mut [0; 4]))?,
                Some(Value::None) => {}
                Some(Value::Str(new)) => append(&mut text, new)?,
                Some(new) => {
                    let Some(code) = int(new) else {
                        let message = "character mapping must return integer, None or str";
                        return Err(self.type_error(message));
                    };
                    let code = code.to_i64().and_then(|code| u32::try_from(code).ok());
                    if code.is_some_and(|code| (0xd800..0xe000).contains(&code)) {
                        return Err(Stop::outside("a lone surrogate"));
                    }
                    let Some(letter) = code.and_then(char::from_u32) else {
                        let message = "character mapping must be in range(0x110000)";
                        return Err(self.value_error(message));
                    };
                    append(&mut text, letter.encode_utf8(&mut [0; 4]))?;
                }
            }
        }
        Ok(Value::text(text))
    }
}

/// The code of a letter.
fn code(letter: char) -> Value {
    Value::Int(u32::from(letter).into())
}
