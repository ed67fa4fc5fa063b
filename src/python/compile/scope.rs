//! Which name means what: a scope for the module and for each function, class body, lambda and
//! comprehension, and for each name in it whether it is local, captured or global.

use std::collections::HashMap;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Comprehension, ExceptHandler, Expr, ExprContext, Identifier, Parameters, Stmt,
};
use ruff_text_size::{Ranged, TextRange};

use crate::python::library::Module;
use crate::python::source::Fault;

/// What kind of text a scope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Module,
    Function,
    Class,
}

/// What a name means in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A variable of the function's own.
    Local,
    /// One of its own that nested functions capture.
    Cell,
    /// One of an enclosing function's.
    Free,
    /// A global, or a built-in name.
    Global,
}

/// What a scope says of a name.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Declared {
    #[default]
    No,
    Global,
    Nonlocal,
}

/// How a scope uses a name.
#[derive(Clone, Copy, Default)]
struct Uses {
    bound: bool,
    declared: Declared,
    captured: bool,
}

/// The names of one scope.
pub(super) struct Scope {
    pub(super) kind: Kind,
    parent: Option<usize>,
    names: HashMap<String, Uses>,
    /// In the order of their first use, so that slots have an order.
    order: Vec<String>,
    meanings: HashMap<String, Meaning>,
}

impl Scope {
    /// What a name means.
    pub(super) fn meaning(&self, name: &str) -> Meaning {
        self.meanings.get(name).copied().unwrap_or(Meaning::Global)
    }

    /// The names of one meaning, in order.
    pub(super) fn all(&self, meaning: Meaning) -> impl Iterator<Item = &str> {
        let names = self.order.iter().map(String::as_str);
        names.filter(move |name| self.meaning(name) == meaning)
    }
}

/// The scopes of a file; the module's is the first.
pub(super) struct Scopes {
    all: Vec<Scope>,
    at: HashMap<TextRange, usize>,
    /// The modules whose names are imported by `*`.
    stars: Vec<Module>,
}

impl Scopes {
    /// Reads the scopes of a file.
    pub(super) fn read(body: &[Stmt]) -> Result<Self, Fault> {
        let mut reader = Reader {
            scopes: Self {
                all: vec![Scope::new(Kind::Module, None)],
                at: HashMap::new(),
                stars: Vec::new(),
            },
            now: 0,
            fault: None,
        };
        reader.visit_body(body);
        if let Some(fault) = reader.fault {
            Err(fault)
        } else {
            let mut scopes = reader.scopes;
            scopes.resolve();
            Ok(scopes)
        }
    }

    /// The scope that a node opens.
    pub(super) fn of(&self, range: TextRange) -> usize {
        self.at[&range]
    }

    pub(super) fn scope(&self, number: usize) -> &Scope {
        &self.all[number]
    }

    /// Whether the module binds a name, or a function that declares it global does.
    pub(super) fn binds_global(&self, name: &str) -> bool {
        self.all.iter().any(|scope| {
            scope.names.get(name).is_some_and(|uses| {
                uses.bound && (scope.kind == Kind::Module || uses.declared == Declared::Global)
            })
        })
    }

    /// Whether any scope uses a name.
    pub(super) fn mentions(&self, name: &str) -> bool {
        self.all.iter().any(|scope| scope.names.contains_key(name))
    }

    fn resolve(&mut self) {
        for name in self.stars.clone().iter().flat_map(|module| module.star()) {
            if self.mentions(name) {
                self.all[0].mention(name).bound = true;
            }
        }
        for number in 0..self.all.len() {
            for name in self.all[number].order.clone() {
                let uses = self.all[number].names[&name];
                let local = uses.bound && uses.declared == Declared::No;
                if uses.declared == Declared::Global
                    || self.all[number].kind == Kind::Module
                    || local
                {
                    continue;
                }
                self.capture(number, &name);
            }
        }
        for scope in &mut self.all {
            for (name, uses) in &scope.names {
                let own = uses.bound && uses.declared == Declared::No;
                let meaning = match (scope.kind, own, uses.captured) {
                    (Kind::Module, ..) | (_, false, false) => Meaning::Global,
                    (Kind::Function, true, true) => Meaning::Cell,
                    (_, true, _) => Meaning::Local,
                    (_, false, true) => Meaning::Free,
                };
                scope.meanings.insert(name.clone(), meaning);
            }
        }
    }

    /// Looks for a name in the enclosing functions, and marks the way to it as captured.
    fn capture(&mut self, from: usize, name: &str) {
        let mut way = vec![from];
        let mut at = self.all[from].parent;
        while let Some(number) = at {
            let scope = &self.all[number];
            let uses = scope.names.get(name).copied().unwrap_or_default();
            if scope.kind == Kind::Function {
                if uses.declared == Declared::Global {
                    return;
                }
                if uses.bound && uses.declared != Declared::Nonlocal {
                    way.push(number);
                    for number in way {
                        let scope = &mut self.all[number];
                        scope.mention(name);
                        if let Some(uses) = scope.names.get_mut(name) {
                            uses.captured = true;
                        }
                    }
                    return;
                }
            }
            if scope.kind != Kind::Module {
                way.push(number);
            }
            at = scope.parent;
        }
    }
}

impl Scope {
    fn new(kind: Kind, parent: Option<usize>) -> Self {
        Self {
            kind,
            parent,
            names: HashMap::new(),
            order: Vec::new(),
            meanings: HashMap::new(),
        }
    }

    fn mention(&mut self, name: &str) -> &mut Uses {
        if !self.names.contains_key(name) {
            self.order.push(name.to_string());
        }
        self.names.entry(name.to_string()).or_default()
    }
}

struct Reader {
    scopes: Scopes,
    now: usize,
    fault: Option<Fault>,
}

impl Reader {
    fn mention(&mut self, name: &str) -> &mut Uses {
        self.scopes.all[self.now].mention(name)
    }

    fn bind(&mut self, name: &Identifier) {
        self.mention(name.as_str()).bound = true;
    }

    fn within(&mut self, kind: Kind, range: TextRange, visit: impl FnOnce(&mut Self)) {
        let number = self.scopes.all.len();
        self.scopes.all.push(Scope::new(kind, Some(self.now)));
        self.scopes.at.insert(range, number);
        let outer = std::mem::replace(&mut self.now, number);
        visit(self);
        self.now = outer;
    }

    fn parameters(&mut self, parameters: &Parameters) {
        for parameter in parameters {
            self.bind(parameter.name());
        }
    }

    fn defaults(&mut self, parameters: &Parameters) {
        let all = parameters.iter_non_variadic_params();
        for default in all.filter_map(|parameter| parameter.default.as_deref()) {
            self.visit_expr(default);
        }
    }

    /// The first iterable belongs to the scope outside.
    fn comprehension(&mut self, range: TextRange, generators: &[Comprehension], last: &[&Expr]) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.within(Kind::Function, range, |reader| {
            for (index, generator) in generators.iter().enumerate() {
                if index > 0 {
                    reader.visit_expr(&generator.iter);
                }
                reader.visit_expr(&generator.target);
                for test in &generator.ifs {
                    reader.visit_expr(test);
                }
            }
            for expr in last {
                reader.visit_expr(expr);
            }
        });
    }

    fn declare(&mut self, names: &[Identifier], set: fn(&mut Uses)) {
        for name in names {
            let is_parameter = self.scopes.all[self.now]
                .names
                .get(name.as_str())
                .is_some_and(|uses| uses.bound);
            if is_parameter && self.now != 0 && self.fault.is_none() {
                self.fault = Some(Fault::new(
                    name.range().start().to_u32(),
                    format!("syntax error: name '{name}' is assigned to before its declaration"),
                    "declare it in the function's first lines",
                ));
            }
            set(self.mention(name.as_str()));
        }
    }
}

impl<'a> Visitor<'a> for Reader {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => {
                self.bind(&def.name);
                for decorator in &def.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                self.defaults(&def.parameters);
                self.within(Kind::Function, def.range, |reader| {
                    reader.parameters(&def.parameters);
                    reader.visit_body(&def.body);
                });
            }
            Stmt::ClassDef(class) => {
                self.bind(&class.name);
                for decorator in &class.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                if let Some(arguments) = &class.arguments {
                    self.visit_arguments(arguments);
                }
                self.within(Kind::Class, class.range, |reader| {
                    reader.visit_body(&class.body);
                });
            }
            Stmt::Global(global) => self.declare(&global.names, |uses| {
                uses.declared = Declared::Global;
                uses.bound = true;
            }),
            Stmt::Nonlocal(nonlocal) => {
                self.declare(&nonlocal.names, |uses| uses.declared = Declared::Nonlocal);
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    if let Some(name) = &alias.asname {
                        self.bind(name);
                    } else {
                        let first = alias.name.split('.').next().unwrap_or_default();
                        self.mention(first).bound = true;
                    }
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if alias.name.as_str() == "*" {
                        let module = import.module.as_ref().and_then(|name| Module::find(name));
                        self.scopes.stars.extend(module);
                    } else {
                        self.bind(alias.asname.as_ref().unwrap_or(&alias.name));
                    }
                }
            }
            // Annotations are not evaluated.
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.visit_expr(value);
                }
                self.visit_expr(&assign.target);
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind(name);
        }
        visitor::walk_except_handler(self, handler);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => {
                let uses = self.mention(name.id.as_str());
                uses.bound |= !matches!(name.ctx, ExprContext::Load);
            }
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.defaults(parameters);
                }
                self.within(Kind::Function, lambda.range, |reader| {
                    if let Some(parameters) = &lambda.parameters {
                        reader.parameters(parameters);
                    }
                    reader.visit_expr(&lambda.body);
                });
            }
            Expr::ListComp(comp) => self.comprehension(comp.range, &comp.generators, &[&comp.elt]),
            Expr::SetComp(comp) => self.comprehension(comp.range, &comp.generators, &[&comp.elt]),
            Expr::Generator(comp) => {
                self.comprehension(comp.range, &comp.generators, &[&comp.elt]);
            }
            Expr::DictComp(comp) => {
                let key = comp.key.as_deref();
                let last: Vec<&Expr> = key.into_iter().chain([&*comp.value]).collect();
                self.comprehension(comp.range, &comp.generators, &last);
            }
            _ => visitor::walk_expr(self, expr),
        }
    }
}
