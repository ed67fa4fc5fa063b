//! Functions, lambdas, classes and comprehensions: each has its own list of instructions.

use ruff_python_ast::{
    Arguments, Comprehension, Decorator, Expr, ExprDictComp, ExprGenerator, ExprLambda,
    ExprListComp, ExprSetComp, Parameters, Stmt, StmtClassDef, StmtFunctionDef,
};
use ruff_text_size::TextRange;

use super::docstring::docstring;
use super::{Compiler, Done, Meaning, Op, of, small, span};
use crate::code::Params;
use crate::source::{Fault, Span};
use crate::value::Value;

/// What a comprehension makes from its elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Collect {
    List,
    Set,
    Dict,
    /// Whether any is true.
    Any,
    /// Whether all are true.
    All,
    /// A list of only the first.
    First,
}

/// Methods that Python calls implicitly, but the machine doesn't.
const UNCALLED: &[&str] = &[
    "__abs__",
    "__class_getitem__",
    "__complex__",
    "__del__",
    "__delattr__",
    "__delete__",
    "__divmod__",
    "__float__",
    "__format__",
    "__get__",
    "__getattr__",
    "__getattribute__",
    "__index__",
    "__init_subclass__",
    "__int__",
    "__invert__",
    "__matmul__",
    "__missing__",
    "__ne__",
    "__neg__",
    "__new__",
    "__pos__",
    "__reversed__",
    "__round__",
    "__set__",
    "__set_name__",
    "__setattr__",
];

impl<'t> Compiler<'t> {
    pub(super) fn def(&mut self, def: &'t StmtFunctionDef) -> Done {
        let at = of(def.range);
        if def.is_async {
            return Err(Fault::new(
                at.start,
                "async def isn't in the subset",
                "write a thread's function: def",
            ));
        }
        self.decorators(&def.decorator_list)?;
        let name_span = span(&def.name);
        self.defaults(Some(&def.parameters), name_span)?;
        self.enter(def.name.to_string(), def.range, Some(&def.parameters));
        self.now().code.doc = docstring(&def.body);
        self.body(&def.body)?;
        self.constant(Value::None, at);
        self.emit(Op::Return, at);
        self.finish_function(name_span, has_defaults(Some(&def.parameters)));
        self.decorate(&def.decorator_list);
        self.store(&def.name, name_span);
        Ok(())
    }

    pub(super) fn lambda(&mut self, lambda: &'t ExprLambda) -> Done {
        let at = of(lambda.range);
        let parameters = lambda.parameters.as_deref();
        self.defaults(parameters, at)?;
        self.enter("<lambda>".into(), lambda.range, parameters);
        self.expr(&lambda.body)?;
        self.emit(Op::Return, span(&*lambda.body));
        self.finish_function(at, has_defaults(parameters));
        Ok(())
    }

    fn decorators(&mut self, decorators: &'t [Decorator]) -> Done {
        decorators
            .iter()
            .try_for_each(|one| self.expr(&one.expression))
    }

    fn decorate(&mut self, decorators: &'t [Decorator]) {
        for decorator in decorators.iter().rev() {
            self.emit(Op::Call(1), span(decorator));
        }
    }

    /// Pushes a function's defaults.
    fn defaults(&mut self, parameters: Option<&'t Parameters>, at: Span) -> Done {
        if !has_defaults(parameters) {
            return Ok(());
        }
        let Some(parameters) = parameters else {
            return Ok(());
        };
        let mut count = 0;
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        for default in positional.filter_map(|one| one.default.as_deref()) {
            self.expr(default)?;
            count += 1;
        }
        self.emit(Op::MakeTuple(count), at);
        let mut named = 0;
        for parameter in &parameters.kwonlyargs {
            if let Some(default) = &parameter.default {
                self.constant(Value::text(parameter.name().as_str()), at);
                self.expr(default)?;
                named += 1;
            }
        }
        self.emit(Op::MakeDict(named), at);
        Ok(())
    }

    /// Opens a function: first its parameters' slots, then cells.
    fn enter(&mut self, name: String, range: TextRange, parameters: Option<&Parameters>) {
        let scope = self.scopes.of(range);
        self.open(name, scope);
        let mut params = Params::default();
        if let Some(parameters) = parameters {
            params.positional_only = small(parameters.posonlyargs.len());
            params.positional = params.positional_only + small(parameters.args.len());
            params.named = small(parameters.kwonlyargs.len());
            for parameter in parameters.iter_non_variadic_params() {
                self.slot(parameter.name());
            }
            params.star = parameters.vararg.as_ref().map(|one| self.slot(&one.name));
            params.double_star = parameters.kwarg.as_ref().map(|one| self.slot(&one.name));
        }
        self.now().code.params = params;
        self.cells(of(range));
    }

    /// Makes the cells of a function, and slots for those that it captures.
    fn cells(&mut self, at: Span) {
        let scope = self.functions.last().map_or(0, |one| one.scope);
        let names = |meaning| -> Vec<String> {
            self.scopes
                .scope(scope)
                .all(meaning)
                .map(str::to_string)
                .collect()
        };
        let (cells, free) = (names(Meaning::Cell), names(Meaning::Free));
        for name in cells {
            let slot = self.slot(&name);
            self.emit(Op::MakeCell(slot), at);
        }
        let slots: Vec<u32> = free.iter().map(|name| self.slot(name)).collect();
        self.now().code.free = slots;
        let inner = self.functions.pop().expect("one was opened");
        let captures = free.iter().map(|name| self.slot(name)).collect();
        self.functions.push(inner);
        self.now().code.captures = captures;
    }

    fn finish_function(&mut self, at: Span, defaults: bool) {
        let captures = !self.now().code.captures.is_empty();
        let number = self.close();
        if !captures && !defaults {
            self.constant(Value::Function(number), at);
            return;
        }
        if !defaults {
            self.constant(Value::tuple(Vec::new()), at);
            self.emit(Op::MakeDict(0), at);
        }
        self.emit(Op::MakeFunction(number), at);
    }

    pub(super) fn class(&mut self, class: &'t StmtClassDef) -> Done {
        let at = span(&class.name);
        self.decorators(&class.decorator_list)?;
        self.base(class.arguments.as_deref(), at)?;
        self.enter(class.name.to_string(), class.range, None);
        let function = self.now();
        function.code.class = true;
        function.class = Some(class.name.to_string());
        if let Some(doc) = docstring(&class.body) {
            self.constant(Value::Str(doc), at);
            let slot = self.slot("__doc__");
            self.emit(Op::Store(slot), at);
        }
        for method in class.body.iter().filter_map(Stmt::as_function_def_stmt) {
            if UNCALLED.contains(&method.name.as_str()) {
                let what = format_args!("a {} of the program's", method.name);
                return Err(Fault::outside(span(&method.name).start, what));
            }
        }
        self.body(&class.body)?;
        let slots = self.now().code.slots.clone();
        let free = self.now().code.free.clone();
        for (slot, name) in (0..).zip(slots) {
            if !name.is_empty() && !free.contains(&slot) {
                let name = self.name(&name);
                self.now().code.attrs.push((slot, name));
            }
        }
        self.emit(Op::FinishClass, at);
        self.emit(Op::Return, at);
        let number = self.close();
        self.emit(Op::MakeClass(number), at);
        self.decorate(&class.decorator_list);
        self.store(&class.name, at);
        Ok(())
    }

    fn base(&mut self, arguments: Option<&'t Arguments>, at: Span) -> Done {
        let Some(arguments) = arguments else {
            self.constant(Value::None, at);
            return Ok(());
        };
        if let Some(keyword) = arguments.keywords.first() {
            return Err(Fault::outside(span(keyword).start, "a metaclass"));
        }
        match &*arguments.args {
            [] => self.constant(Value::None, at),
            [base] => self.expr(base)?,
            [_, second, ..] => {
                return Err(Fault::new(
                    span(second).start,
                    "a class of two bases isn't in the subset",
                    "derive from one class",
                ));
            }
        }
        Ok(())
    }

    pub(super) fn list_comprehension(&mut self, comp: &'t ExprListComp) -> Done {
        let parts = (&*comp.generators, &*comp.elt, None);
        self.comprehension("<listcomp>", comp.range, parts, Collect::List)
    }

    pub(super) fn set_comprehension(&mut self, comp: &'t ExprSetComp) -> Done {
        let parts = (&*comp.generators, &*comp.elt, None);
        self.comprehension("<setcomp>", comp.range, parts, Collect::Set)
    }

    pub(super) fn dict_comprehension(&mut self, comp: &'t ExprDictComp) -> Done {
        let Some(key) = comp.key.as_deref() else {
            return Err(Fault::outside(
                comp.range.start().to_u32(),
                "** in a comprehension",
            ));
        };
        let parts = (&*comp.generators, key, Some(&*comp.value));
        self.comprehension("<dictcomp>", comp.range, parts, Collect::Dict)
    }

    /// A generator expression that is consumed on the spot.
    pub(super) fn generator(&mut self, comp: &'t ExprGenerator, collect: Collect) -> Done {
        let parts = (&*comp.generators, &*comp.elt, None);
        self.comprehension("<genexpr>", comp.range, parts, collect)
    }

    fn comprehension(
        &mut self,
        name: &str,
        range: TextRange,
        (generators, element, value): (&'t [Comprehension], &'t Expr, Option<&'t Expr>),
        collect: Collect,
    ) -> Done {
        let at = of(range);
        if let Some(one) = generators.iter().find(|one| one.is_async) {
            return Err(Fault::outside(
                span(one).start,
                "an asynchronous comprehension",
            ));
        }
        let scope = self.scopes.of(range);
        self.open(name.into(), scope);
        self.now().comprehension = true;
        // The first iterable is evaluated outside and passed as an argument, in the first slot.
        let argument = self.hidden();
        self.now().code.params.positional = 1;
        self.cells(at);
        match collect {
            Collect::List | Collect::First => self.emit(Op::MakeList(0), at),
            Collect::Set => self.emit(Op::MakeSet(0), at),
            Collect::Dict => self.emit(Op::MakeDict(0), at),
            Collect::Any | Collect::All => 0,
        };
        self.emit(Op::Load(argument), at);
        self.rounds_of(generators, (element, value), collect, argument)?;
        let end = match collect {
            Collect::Any => Some(Value::Bool(false)),
            Collect::All => Some(Value::Bool(true)),
            _ => None,
        };
        if let Some(end) = end {
            self.constant(end, at);
        }
        self.emit(Op::Return, at);
        self.finish_function(at, false);
        let first = generators.first().expect("the grammar wants one");
        self.expr(&first.iter)?;
        self.emit(Op::Iterate, span(&first.iter));
        self.emit(Op::Call(1), at);
        Ok(())
    }

    /// The nested loops of a comprehension, with the first iterator on the stack.
    fn rounds_of(
        &mut self,
        generators: &'t [Comprehension],
        (element, value): (&'t Expr, Option<&'t Expr>),
        collect: Collect,
        argument: u32,
    ) -> Done {
        let mut loops = Vec::new();
        for (index, generator) in generators.iter().enumerate() {
            let at = span(&generator.iter);
            if index > 0 {
                self.expr(&generator.iter)?;
                self.emit(Op::Iterate, at);
            } else {
                self.emit(Op::Clear(argument), at);
            }
            let start = self.here();
            let next = self.emit(Op::Next(0), at);
            self.target(&generator.target)?;
            for test in &generator.ifs {
                self.expr(test)?;
                self.emit(Op::JumpIfFalse(start), span(test));
            }
            loops.push((start, next));
        }
        let at = span(element);
        let depth = small(generators.len()) + 1;
        self.expr(element)?;
        match collect {
            Collect::List => {
                self.emit(Op::Append(depth), at);
            }
            Collect::Set => {
                self.emit(Op::AddToSet(depth), at);
            }
            Collect::Dict => {
                self.expr(value.unwrap_or(element))?;
                self.emit(Op::AddToDict(depth), at);
            }
            Collect::First => {
                self.emit(Op::Append(depth), at);
                for _ in generators {
                    self.emit(Op::Pop, at);
                }
                self.emit(Op::Return, at);
            }
            Collect::Any | Collect::All => {
                let next = match collect {
                    Collect::Any => self.emit(Op::JumpIfFalse(0), at),
                    _ => self.emit(Op::JumpIfTrue(0), at),
                };
                self.constant(Value::Bool(collect == Collect::Any), at);
                self.emit(Op::Return, at);
                self.land(&[next]);
            }
        }
        for (start, next) in loops.iter().rev() {
            self.emit(Op::Jump(*start), at);
            self.land(&[*next]);
        }
        Ok(())
    }
}

fn has_defaults(parameters: Option<&Parameters>) -> bool {
    parameters.is_some_and(|parameters| {
        parameters
            .iter_non_variadic_params()
            .any(|one| one.default.is_some())
    })
}
