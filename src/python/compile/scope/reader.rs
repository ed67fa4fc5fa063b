//! Reads the scopes and how each uses its names, and refuses declarations that Python refuses.

use std::collections::HashMap;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Comprehension, ExceptHandler, Expr, ExprContext, Identifier, Parameters, Stmt,
};
use ruff_text_size::{Ranged, TextRange};

use super::{Declared, Kind, Scope, Scopes, Uses};
use crate::library::Module;
use crate::source::Fault;

/// Reads the scopes of a file.
pub(in crate::compile) fn read(body: &[Stmt]) -> Result<Scopes, Fault> {
    let mut reader = Reader {
        scopes: Scopes {
            all: vec![Scope::new(Kind::Module, None)],
            at: HashMap::new(),
            stars: Vec::new(),
        },
        now: 0,
        fault: None,
    };
    reader.visit_body(body);
    if let Some(fault) = reader.fault {
        return Err(fault);
    }
    let mut scopes = reader.scopes;
    scopes.resolve();
    Ok(scopes)
}

/// What has been read so far, in text order.
struct Reader {
    scopes: Scopes,
    now: usize,
    fault: Option<Fault>,
}

impl Reader {
    /// Only the first error is kept.
    fn refuse(&mut self, name: &Identifier, what: &str, way: &str) {
        let at = name.range().start().to_u32();
        let fault = || Fault::new(at, format!("syntax error: {what}"), way);
        self.fault.get_or_insert_with(fault);
    }

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
            let name = parameter.name();
            if self.mention(name.as_str()).parameter {
                let what = format!("duplicate argument '{name}' in function definition");
                self.refuse(name, &what, "give each argument a name of its own");
            }
            let uses = self.mention(name.as_str());
            (uses.bound, uses.parameter) = (true, true);
        }
    }

    fn defaults(&mut self, parameters: &Parameters) {
        let all = parameters.iter_non_variadic_params();
        for default in all.filter_map(|parameter| parameter.default.as_deref()) {
            self.visit_expr(default);
        }
    }

    /// The first iterable belongs to the enclosing scope.
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

    /// `global` and `nonlocal` must precede any use of the name.
    fn declare(&mut self, names: &[Identifier], declared: Declared) {
        let word = ["nonlocal", "global"][usize::from(declared == Declared::Global)];
        for name in names {
            let uses = self.scopes.all[self.now].names.get(name.as_str()).copied();
            if let Some(uses) = uses {
                let what = match uses {
                    Uses {
                        parameter: true, ..
                    } => Some(format!("is parameter and {word}")),
                    uses if uses.declared == declared => None,
                    uses if uses.declared != Declared::No => Some("is nonlocal and global".into()),
                    Uses { bound: true, .. } => {
                        Some(format!("is assigned to before {word} declaration"))
                    }
                    _ => Some(format!("is used prior to {word} declaration")),
                };
                if let Some(what) = what {
                    let way = "declare it in the first lines, before it is used";
                    self.refuse(name, &format!("name '{name}' {what}"), way);
                }
            }
            let uses = self.mention(name.as_str());
            uses.declared = declared;
            uses.bound |= declared == Declared::Global;
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
            Stmt::Global(global) => self.declare(&global.names, Declared::Global),
            Stmt::Nonlocal(nonlocal) => self.declare(&nonlocal.names, Declared::Nonlocal),
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
