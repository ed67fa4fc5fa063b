//! What names mean: a scope for the module and for each function, class body, lambda and comprehension,
//! and for each name in it whether it is local, captured or global.

pub(super) mod reader;

use std::collections::HashMap;

use ruff_text_size::TextRange;

use crate::library::Module;

/// What a scope belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Module,
    Function,
    Class,
}

/// What a name means in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A variable of this function.
    Local,
    /// A variable of this function that nested functions capture.
    Cell,
    /// A variable of an enclosing function.
    Free,
    /// A global, or a built-in name.
    Global,
}

/// How a scope declares a name.
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
    parameter: bool,
    declared: Declared,
    captured: bool,
}

/// The names of one scope.
pub(super) struct Scope {
    pub(super) kind: Kind,
    parent: Option<usize>,
    names: HashMap<String, Uses>,
    /// In the order of first use, which gives slots their order.
    order: Vec<String>,
    meanings: HashMap<String, Meaning>,
}

impl Scope {
    /// What a name means.
    pub(super) fn meaning(&self, name: &str) -> Meaning {
        self.meanings.get(name).copied().unwrap_or(Meaning::Global)
    }

    /// The names with one meaning, in order.
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
    /// The scope that a node opens.
    pub(super) fn of(&self, range: TextRange) -> usize {
        self.at[&range]
    }

    pub(super) fn scope(&self, number: usize) -> &Scope {
        &self.all[number]
    }

    /// Whether the module, or a function that declares it global, binds a name.
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

    /// Looks for a name in the enclosing functions, and marks it as captured on the path there.
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
