//! Calls: of functions, of methods, `print`, `super()`, and generator expressions as arguments.

use ruff_python_ast::{Arguments, Expr, ExprCall};

use super::functions::Collect;
use super::{Compiler, Done, Op, small, span};
use crate::code::Conversion;
use crate::library::Builtin;
use crate::source::{Fault, Span};
use crate::value::Value;

impl<'t> Compiler<'t> {
    pub(super) fn call(&mut self, call: &'t ExprCall) -> Done {
        let at = span(call);
        let arguments = &call.arguments;
        if self.is_builtin(&call.func, "print") && plain(arguments) {
            return self.print(arguments, at);
        }
        if self.is_builtin(&call.func, "super") {
            if !arguments.is_empty() {
                return Err(Fault::new(
                    at.start,
                    "super() with arguments isn't in the subset",
                    "write super() without them, in the method itself",
                ));
            }
            self.emit(Op::Super, at);
            return Ok(());
        }
        if let Some(done) = self.short_circuit(call)? {
            return Ok(done);
        }
        if let Some(refused) = refused_method(call) {
            return Err(refused);
        }
        let method = match &*call.func {
            Expr::Attribute(attribute) if self.module_of(&attribute.value).is_none() => {
                Some(attribute)
            }
            _ => None,
        };
        match method {
            Some(attribute) if plain(arguments) => {
                self.expr(&attribute.value)?;
                let name = self.name(&attribute.attr);
                let (count, names) = self.arguments(arguments)?;
                let op = match names {
                    None => Op::CallMethod(name, count),
                    Some(names) => Op::CallMethodNamed(name, count, names),
                };
                self.emit(op, at);
            }
            _ if plain(arguments) => {
                self.expr(&call.func)?;
                let (count, names) = self.arguments(arguments)?;
                let op = match names {
                    None => Op::Call(count),
                    Some(names) => Op::CallNamed(count, names),
                };
                self.emit(op, at);
            }
            _ => self.spread(call, at)?,
        }
        Ok(())
    }

    /// Pushes arguments; returns how many, and the constant with the names of the last ones.
    fn arguments(&mut self, arguments: &'t Arguments) -> Done<(u32, Option<u32>)> {
        let alone = arguments.args.len() == 1 && arguments.keywords.is_empty();
        for argument in &arguments.args {
            match argument {
                Expr::Generator(comp) if alone || arguments.args.len() == 1 => {
                    self.generator(comp, Collect::List)?;
                }
                argument => self.expr(argument)?,
            }
        }
        let mut names = Vec::new();
        for keyword in &arguments.keywords {
            self.expr(&keyword.value)?;
            let name = keyword.arg.as_ref().map_or("", |name| name.as_str());
            names.push(Value::text(name));
        }
        let count = small(arguments.args.len() + names.len());
        if names.is_empty() {
            return Ok((count, None));
        }
        Ok((count, Some(self.constant_number(Value::tuple(names)))))
    }

    /// A call with `*` or `**` among its arguments.
    fn spread(&mut self, call: &'t ExprCall, at: Span) -> Done {
        self.expr(&call.func)?;
        self.emit(Op::MakeList(0), at);
        for argument in &call.arguments.args {
            match argument {
                Expr::Starred(starred) => {
                    match &*starred.value {
                        Expr::Generator(comp) => self.generator(comp, Collect::List)?,
                        value => self.expr(value)?,
                    }
                    self.emit(Op::Extend(true), span(argument));
                }
                argument => {
                    self.expr(argument)?;
                    self.emit(Op::Append(1), span(argument));
                }
            }
        }
        self.emit(Op::MakeDict(0), at);
        for keyword in &call.arguments.keywords {
            if let Some(name) = &keyword.arg {
                self.constant(Value::text(name.as_str()), span(keyword));
                self.expr(&keyword.value)?;
                self.emit(Op::AddToDict(1), span(keyword));
            } else {
                self.expr(&keyword.value)?;
                self.emit(Op::Update(true), span(keyword));
            }
        }
        self.emit(Op::CallSpread, at);
        Ok(())
    }

    /// First the texts are made, each possibly in steps of its own; then they are written in one step.
    fn print(&mut self, arguments: &'t Arguments, at: Span) -> Done {
        for argument in &arguments.args {
            self.expr(argument)?;
        }
        // Each argument comes to the top in turn; after the last one, the order is as before.
        let count = small(arguments.args.len());
        let texts = arguments
            .args
            .iter()
            .all(|one| matches!(one, Expr::StringLiteral(_) | Expr::FString(_)));
        if !texts {
            for argument in &arguments.args {
                if count > 1 {
                    self.emit(Op::Lift(count), span(argument));
                }
                self.emit(Op::Text(Conversion::Str), span(argument));
            }
        }
        let mut names = Vec::new();
        for keyword in &arguments.keywords {
            let name = keyword.arg.as_ref().map_or("", |name| name.as_str());
            if !matches!(name, "sep" | "end" | "flush" | "file") {
                return Err(Fault::new(
                    span(keyword).start,
                    format!("print() takes no argument {name}"),
                    "it takes sep, end, flush and file",
                ));
            }
            self.expr(&keyword.value)?;
            names.push(Value::text(name));
        }
        let names = self.constant_number(Value::tuple(names));
        self.emit(Op::Print(small(arguments.args.len()), names), at);
        Ok(())
    }

    /// `any`, `all` and `next` of a generator expression end at the first element that decides.
    fn short_circuit(&mut self, call: &'t ExprCall) -> Done<Option<()>> {
        let at = span(call);
        let Some(Expr::Generator(comp)) = call.arguments.args.first() else {
            return Ok(None);
        };
        let count = call.arguments.len();
        for (name, collect) in [("any", Collect::Any), ("all", Collect::All)] {
            if self.is_builtin(&call.func, name) && count == 1 {
                self.generator(comp, collect)?;
                return Ok(Some(()));
            }
        }
        if self.is_builtin(&call.func, "next") {
            self.constant(Value::Builtin(Builtin::Next), at);
            self.generator(comp, Collect::First)?;
            self.emit(Op::Iterate, at);
            for argument in &call.arguments.args[1..] {
                self.expr(argument)?;
            }
            self.emit(Op::Call(small(count)), at);
            return Ok(Some(()));
        }
        Ok(None)
    }
}

/// A fault for a method that the type of a literal doesn't have, known before anything runs.
fn refused_method(call: &ExprCall) -> Option<Fault> {
    let Expr::Attribute(attribute) = &*call.func else {
        return None;
    };
    let at = span(&attribute.attr).start;
    matches!(&*attribute.value, Expr::StringLiteral(_) if attribute.attr.as_str() == "encode")
        .then(|| Fault::outside(at, "str.encode()"))
}

/// Whether no argument is unpacked with `*` or `**`.
fn plain(arguments: &Arguments) -> bool {
    arguments.args.iter().all(|one| !one.is_starred_expr())
        && arguments.keywords.iter().all(|one| one.arg.is_some())
}
