//! Imports: which modules exist, and what each contains.

use std::collections::HashMap;

use ruff_python_ast::{Stmt, StmtImport, StmtImportFrom};

use super::{Compiler, Done, Op, span};
use crate::library::Module;
use crate::source::Fault;
use crate::value::Value;

impl Compiler<'_> {
    /// Records the names that mean a module wherever they are used.
    pub(super) fn imports(&mut self, body: &[Stmt]) {
        let mut found: HashMap<String, Option<Module>> = HashMap::new();
        for stmt in body {
            if let Stmt::Import(import) = stmt {
                for alias in &import.names {
                    let (name, module) = if let Some(name) = &alias.asname {
                        (name.to_string(), Module::find(&alias.name))
                    } else {
                        let first = alias.name.split('.').next().unwrap_or_default();
                        (first.to_string(), Module::find(first))
                    };
                    let same = found.entry(name).or_insert(module);
                    if *same != module {
                        *same = None;
                    }
                }
            }
        }
        self.modules = found
            .into_iter()
            .filter_map(|(name, module)| Some((name, module?)))
            .collect();
    }

    pub(super) fn import(&mut self, import: &StmtImport) -> Done {
        for alias in &import.names {
            let at = span(alias);
            let Some(module) = Module::find(&alias.name) else {
                return Err(unknown(at.start, &alias.name));
            };
            let (name, module) = if let Some(name) = &alias.asname {
                (name.as_str(), module)
            } else {
                let first = alias.name.split('.').next().unwrap_or_default();
                (first, Module::find(first).unwrap_or(module))
            };
            self.constant(Value::Module(module), at);
            self.store(name, at);
        }
        Ok(())
    }

    pub(super) fn import_from(&mut self, import: &StmtImportFrom) -> Done {
        let at = span(import);
        let name = import.module.as_ref().map_or("", |name| name.as_str());
        let Some(module) = Module::find(name).filter(|_| import.level == 0) else {
            return Err(unknown(at.start, name));
        };
        for alias in &import.names {
            let at = span(alias);
            if alias.name.as_str() == "*" {
                self.import_all(module, at)?;
                continue;
            }
            let value = module
                .member(&alias.name)
                .ok_or_else(|| Fault::outside(at.start, format_args!("{name}.{}", alias.name)))?;
            self.constant(value, at);
            self.store(alias.asname.as_ref().unwrap_or(&alias.name), at);
        }
        Ok(())
    }

    /// `from MODULE import *`: imports only the names that the program mentions.
    fn import_all(&mut self, module: Module, at: crate::source::Span) -> Done {
        if module.star().next().is_none() {
            let name = module.name();
            return Err(Fault::new(
                at.start,
                format!("from {name} import * isn't in the subset"),
                format!("name what you use: from {name} import ..."),
            ));
        }
        for name in module.star() {
            if self.scopes.mentions(name) {
                member(module, name, at.start)?;
                self.constant(module.member(name).unwrap_or_default(), at);
                self.store(name, at);
            }
        }
        Ok(())
    }

    /// A module's member, whose value is known at compile time.
    pub(super) fn known_member(&mut self, op: Value, at: crate::source::Span) -> usize {
        let number = self.constant_number(op);
        self.emit(Op::Const(number), at)
    }
}

fn unknown(at: u32, name: &str) -> Fault {
    let modules: Vec<&str> = Module::ALL
        .iter()
        .filter(|module| !matches!(module, Module::Concurrent | Module::Annotations))
        .map(|module| module.name())
        .collect();
    Fault::new(
        at,
        format!("the module {name} isn't in the subset"),
        format!("there are {}", modules.join(", ")),
    )
}

/// The fault for a name that a module doesn't provide here.
pub(super) fn member(module: Module, name: &str, at: u32) -> Done {
    if module.member(name).is_some() {
        return Ok(());
    }
    Err(Fault::outside(at, format_args!("{}.{name}", module.name())))
}
