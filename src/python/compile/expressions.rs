//! Expressions other than calls.

use std::str::FromStr;

use num_bigint::BigInt;
use ruff_python_ast::{
    BoolOp, CmpOp, ConversionFlag, Expr, ExprAttribute, ExprBoolOp, ExprCompare, ExprDict,
    ExprFString, ExprIf, ExprSet, FStringPart, InterpolatedStringElement,
    InterpolatedStringElements, Number, Operator, UnaryOp,
};

use super::imports::member;
use super::{Compiler, Done, Op, small, span};
use crate::code::{Binary, Compare, Conversion, Unary};
use crate::source::{Fault, Span};
use crate::value::Value;

impl<'t> Compiler<'t> {
    /// Pushes an expression's value.
    pub(super) fn expr(&mut self, expr: &'t Expr) -> Done {
        let at = span(expr);
        match expr {
            Expr::Name(name) => self.load(&name.id, at)?,
            Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::StringLiteral(_) => {
                let value = literal(expr)?;
                self.constant(value, at);
            }
            Expr::FString(text) => self.f_string(text)?,
            Expr::BoolOp(both) => self.bool_op(both)?,
            Expr::BinOp(both) => {
                self.expr(&both.left)?;
                self.expr(&both.right)?;
                self.emit(Op::Binary(binary(both.op, at)?), at);
            }
            Expr::UnaryOp(one) => {
                self.expr(&one.operand)?;
                self.emit(Op::Unary(unary(one.op)), at);
            }
            Expr::Compare(compare) => self.compare(compare)?,
            Expr::If(one) => self.conditional(one)?,
            Expr::Named(named) => {
                self.expr(&named.value)?;
                self.emit(Op::Dup, at);
                self.target(&named.target)?;
            }
            Expr::Attribute(attribute) => self.attribute(attribute)?,
            Expr::Subscript(subscript) => {
                self.expr(&subscript.value)?;
                self.expr(&subscript.slice)?;
                self.emit(Op::LoadItem, at);
            }
            Expr::Slice(slice) => {
                self.optional(slice.lower.as_deref(), expr)?;
                self.optional(slice.upper.as_deref(), expr)?;
                self.optional(slice.step.as_deref(), expr)?;
                self.emit(Op::MakeSlice, at);
            }
            Expr::List(list) => self.display(&list.elts, at, Op::MakeList, None)?,
            Expr::Tuple(tuple) => {
                self.display(&tuple.elts, at, Op::MakeTuple, Some(Op::ListToTuple))?;
            }
            Expr::Set(set) => self.set(set)?,
            Expr::Dict(dict) => self.dict(dict)?,
            Expr::Call(call) => self.call(call)?,
            Expr::Lambda(lambda) => self.lambda(lambda)?,
            Expr::ListComp(comp) => self.list_comprehension(comp)?,
            Expr::SetComp(comp) => self.set_comprehension(comp)?,
            Expr::DictComp(comp) => self.dict_comprehension(comp)?,
            Expr::BytesLiteral(_)
            | Expr::TString(_)
            | Expr::Generator(_)
            | Expr::Yield(_)
            | Expr::YieldFrom(_)
            | Expr::Await(_)
            | Expr::Starred(_)
            | Expr::IpyEscapeCommand(_) => return Err(refused(expr)),
        }
        Ok(())
    }

    /// `one if test else other`.
    fn conditional(&mut self, one: &'t ExprIf) -> Done {
        let other = self.jump_unless(&one.test)?;
        self.expr(&one.body)?;
        let end = self.emit(Op::Jump(0), span(one));
        self.land(&other);
        self.expr(&one.orelse)?;
        self.land(&[end]);
        Ok(())
    }

    /// `value.name`, where the value may be a module.
    fn attribute(&mut self, attribute: &'t ExprAttribute) -> Done {
        let at = span(attribute);
        if let Some(module) = self.module_of(&attribute.value) {
            member(module, &attribute.attr, at.start)?;
            if let Some(value) = module.member(&attribute.attr) {
                self.known_member(value, at);
                return Ok(());
            }
        }
        self.expr(&attribute.value)?;
        let name = self.name(&attribute.attr);
        self.emit(Op::LoadAttr(name), at);
        Ok(())
    }

    /// `{one, other}`.
    fn set(&mut self, set: &'t ExprSet) -> Done {
        let plain = set.elts.iter().take_while(|one| !one.is_starred_expr());
        let (plain, rest) = set.elts.split_at(plain.count());
        for element in plain {
            self.expr(element)?;
        }
        self.emit(Op::MakeSet(small(plain.len())), span(set));
        for element in rest {
            match element {
                Expr::Starred(starred) => {
                    self.expr(&starred.value)?;
                    self.emit(Op::Extend(false), span(element));
                }
                element => {
                    self.expr(element)?;
                    self.emit(Op::AddToSet(1), span(element));
                }
            }
        }
        Ok(())
    }

    /// `and` and `or`: the first value that decides the result.
    fn bool_op(&mut self, both: &'t ExprBoolOp) -> Done {
        let mut jumps = Vec::new();
        for (index, value) in both.values.iter().enumerate() {
            self.expr(value)?;
            if index + 1 < both.values.len() {
                let op = match both.op {
                    BoolOp::And => Op::FalseOrPop(0),
                    BoolOp::Or => Op::TrueOrPop(0),
                };
                jumps.push(self.emit(op, span(value)));
            }
        }
        self.land(&jumps);
        Ok(())
    }

    fn compare(&mut self, compare: &'t ExprCompare) -> Done {
        let at = span(compare);
        self.expr(&compare.left)?;
        let mut jumps = Vec::new();
        let last = compare.ops.len() - 1;
        for (index, (op, right)) in compare.ops.iter().zip(&compare.comparators).enumerate() {
            self.expr(right)?;
            if index < last {
                self.emit(Op::Dup, at);
                self.emit(Op::RotThree, at);
            }
            self.emit(Op::Compare(comparison(*op)), at);
            if index < last {
                jumps.push(self.emit(Op::FalseOrPop(0), at));
            }
        }
        if !jumps.is_empty() {
            let end = self.emit(Op::Jump(0), at);
            self.land(&jumps);
            self.emit(Op::Swap, at);
            self.emit(Op::Pop, at);
            self.land(&[end]);
        }
        Ok(())
    }

    /// Elements between brackets; with a `*`, a list is extended instead.
    pub(super) fn display(
        &mut self,
        elements: &'t [Expr],
        at: Span,
        make: fn(u32) -> Op,
        finish: Option<Op>,
    ) -> Done {
        let plain = elements.iter().take_while(|one| !one.is_starred_expr());
        let plain = plain.count();
        for element in &elements[..plain] {
            self.expr(element)?;
        }
        if plain == elements.len() {
            self.emit(make(small(plain)), at);
            return Ok(());
        }
        self.emit(Op::MakeList(small(plain)), at);
        for element in &elements[plain..] {
            match element {
                Expr::Starred(starred) => {
                    self.expr(&starred.value)?;
                    self.emit(Op::Extend(false), span(element));
                }
                element => {
                    self.expr(element)?;
                    self.emit(Op::Append(1), span(element));
                }
            }
        }
        if let Some(finish) = finish {
            self.emit(finish, at);
        }
        Ok(())
    }

    fn dict(&mut self, dict: &'t ExprDict) -> Done {
        let at = span(dict);
        let plain = dict.items.iter().all(|item| item.key.is_some());
        if !plain {
            self.emit(Op::MakeDict(0), at);
        }
        for item in &dict.items {
            if let Some(key) = &item.key {
                self.expr(key)?;
                self.expr(&item.value)?;
                if !plain {
                    self.emit(Op::AddToDict(1), at);
                }
            } else {
                self.expr(&item.value)?;
                self.emit(Op::Update(false), span(&item.value));
            }
        }
        if plain {
            self.emit(Op::MakeDict(small(dict.items.len())), at);
        }
        Ok(())
    }

    fn f_string(&mut self, text: &'t ExprFString) -> Done {
        let at = span(text);
        let mut parts = 0;
        for part in &text.value {
            match part {
                FStringPart::Literal(literal) => {
                    self.constant(Value::text(&*literal.value), at);
                    parts += 1;
                }
                FStringPart::FString(one) => parts += self.elements(&one.elements, at)?,
            }
        }
        self.emit(Op::MakeText(parts), at);
        Ok(())
    }

    /// Pushes the parts of an f-string or of a format specification.
    fn elements(&mut self, elements: &'t InterpolatedStringElements, at: Span) -> Done<u32> {
        let mut parts = 0;
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => {
                    self.constant(Value::text(&*literal.value), at);
                }
                InterpolatedStringElement::Interpolation(one) => {
                    if let Some(debug) = &one.debug_text {
                        self.constant(Value::text(debug.as_str().to_string()), at);
                        parts += 1;
                    }
                    let inner = span(&*one.expression);
                    self.expr(&one.expression)?;
                    let bare_debug = one.debug_text.is_some() && one.format_spec.is_none();
                    let conversion = match one.conversion {
                        ConversionFlag::Repr => Some(Conversion::Repr),
                        ConversionFlag::None if bare_debug => Some(Conversion::Repr),
                        ConversionFlag::Str => Some(Conversion::Str),
                        ConversionFlag::Ascii => Some(Conversion::Ascii),
                        ConversionFlag::None => None,
                    };
                    match (&one.format_spec, conversion) {
                        (None, conversion) => {
                            let conversion = conversion.unwrap_or(Conversion::Str);
                            self.emit(Op::Text(conversion), inner);
                        }
                        (Some(spec), conversion) => {
                            if let Some(conversion) = conversion {
                                self.emit(Op::Text(conversion), inner);
                            }
                            let count = self.elements(&spec.elements, inner)?;
                            self.emit(Op::MakeText(count), inner);
                            self.emit(Op::Format, inner);
                        }
                    }
                }
            }
            parts += 1;
        }
        Ok(parts)
    }
}

/// An integer literal, which the parser has checked; large ones may keep their prefix.
fn integer(text: &str) -> Value {
    if let Ok(small) = text.parse() {
        return Value::Int(small);
    }
    let digits = text.replace('_', "");
    let (digits, radix) = match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => (&digits[2..], 16),
        Some("0o") => (&digits[2..], 8),
        Some("0b") => (&digits[2..], 2),
        _ => (digits.as_str(), 10),
    };
    let number = BigInt::parse_bytes(digits.as_bytes(), radix);
    Value::big(
        number
            .or_else(|| BigInt::from_str("0").ok())
            .unwrap_or_default(),
    )
}

fn unary(op: UnaryOp) -> Unary {
    match op {
        UnaryOp::Not => Unary::Not,
        UnaryOp::USub => Unary::Minus,
        UnaryOp::UAdd => Unary::Plus,
        UnaryOp::Invert => Unary::Invert,
    }
}

pub(super) fn binary(op: Operator, at: Span) -> Done<Binary> {
    Ok(match op {
        Operator::Add => Binary::Add,
        Operator::Sub => Binary::Sub,
        Operator::Mult => Binary::Mul,
        Operator::Div => Binary::Div,
        Operator::FloorDiv => Binary::FloorDiv,
        Operator::Mod => Binary::Mod,
        Operator::Pow => Binary::Pow,
        Operator::LShift => Binary::LeftShift,
        Operator::RShift => Binary::RightShift,
        Operator::BitAnd => Binary::And,
        Operator::BitOr => Binary::Or,
        Operator::BitXor => Binary::Xor,
        Operator::MatMult => return Err(Fault::outside(at.start, "the operator @")),
    })
}

fn comparison(op: CmpOp) -> Compare {
    match op {
        CmpOp::Eq => Compare::Eq,
        CmpOp::NotEq => Compare::Ne,
        CmpOp::Lt => Compare::Lt,
        CmpOp::LtE => Compare::Le,
        CmpOp::Gt => Compare::Gt,
        CmpOp::GtE => Compare::Ge,
        CmpOp::In => Compare::In,
        CmpOp::NotIn => Compare::NotIn,
        CmpOp::Is => Compare::Is,
        CmpOp::IsNot => Compare::IsNot,
    }
}

/// The value of a literal.
fn literal(expr: &Expr) -> Done<Value> {
    Ok(match expr {
        Expr::NumberLiteral(number) => match &number.value {
            Number::Int(int) => integer(&int.to_string()),
            Number::Float(float) => Value::Float(*float),
            Number::Complex { .. } => {
                return Err(Fault::outside(span(expr).start, "a complex number"));
            }
        },
        Expr::BooleanLiteral(literal) => Value::Bool(literal.value),
        Expr::StringLiteral(text) => Value::text(text.value.to_str()),
        Expr::EllipsisLiteral(_) => Value::Ellipsis,
        _ => Value::None,
    })
}

/// The fault for an expression outside the subset.
fn refused(expr: &Expr) -> Fault {
    let at = span(expr).start;
    match expr {
        Expr::Generator(_) => Fault::new(
            at,
            "a generator expression on its own isn't in the subset",
            "make it a list: [... for ... in ...]",
        ),
        Expr::Yield(_) | Expr::YieldFrom(_) => Fault::new(
            at,
            "yield isn't in the subset",
            "collect the values in a list and return it",
        ),
        Expr::BytesLiteral(_) => Fault::outside(at, "a bytes literal"),
        Expr::TString(_) => Fault::outside(at, "a t-string"),
        Expr::Await(_) => Fault::outside(at, "await"),
        Expr::Starred(_) => Fault::outside(at, "* here"),
        _ => Fault::outside(at, "a notebook's command"),
    }
}
