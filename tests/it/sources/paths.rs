//! Rust sources as the compiler sees them: the tree of modules below a root file, and for each file, what
//! every path in its code names. Test-only code and comments are left out; which names are allowed where
//! is left to the rules.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, File, Item, Lit, Macro, Meta, UseTree};

/// The sources of the packages of a workspace.
pub(crate) struct Sources {
    /// Their names, folders included, each with its text.
    pub(crate) files: Vec<(String, String)>,
    modules: Vec<Module>,
    /// The root module of each package, by the name that others use.
    packages: BTreeMap<String, usize>,
}

/// One module, inline ones included.
#[derive(Default)]
struct Module {
    file: usize,
    /// The root of its package.
    root: usize,
    parent: usize,
    names: BTreeMap<String, Vec<Bound>>,
    globs: Vec<Path>,
    /// The paths in its code, imports included.
    paths: Vec<Path>,
    /// The macros that it calls.
    macros: Vec<String>,
}

/// What a name is bound to in its module.
#[derive(Clone)]
enum Bound {
    Item,
    Import(Path),
    Module(usize),
}

type Path = Vec<String>;

/// What a path leads to.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// An item, by the file that defines it.
    Item(usize),
    /// A module of ours rather than an item in it.
    Module,
    /// A name from outside the crate, and the file whose import brought it in if that is another file.
    Outside(Path, Option<usize>),
}

/// Everything that a file names.
#[derive(Default)]
pub(crate) struct Names {
    /// The other files whose items it uses.
    pub(crate) files: BTreeSet<String>,
    /// Full names from outside the crate, such as `std::thread::spawn`, and macros such as `println!`.
    pub(crate) outside: BTreeSet<String>,
}

impl Sources {
    /// Reads packages, each from the `lib.rs` in the folder of its name, and the one without a name from
    /// where the folders are. `read` returns the text of a file, or `None` if there is no such file.
    pub(crate) fn read(packages: &[&str], read: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut sources = Self {
            files: Vec::new(),
            modules: Vec::new(),
            packages: BTreeMap::new(),
        };
        for name in packages {
            let folder = format!("{name}/");
            let folder = folder.trim_start_matches('/');
            let file = format!("{folder}lib.rs");
            let text = read(&file).unwrap_or_else(|| panic!("there is no {file}"));
            let root = sources.file(file, text, folder, None, read);
            sources.packages.insert((*name).to_owned(), root);
        }
        sources
    }

    /// Adds a file, whose child modules are in `folder`; returns its module. A root has no parent.
    fn file(
        &mut self,
        name: String,
        text: String,
        folder: &str,
        parent: Option<usize>,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> usize {
        let parsed: File = syn::parse_file(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        self.files.push((name, text));
        self.module(parsed.items, self.files.len() - 1, folder, parent, read)
    }

    fn module(
        &mut self,
        items: Vec<Item>,
        file: usize,
        folder: &str,
        parent: Option<usize>,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> usize {
        let id = self.modules.len();
        self.modules.push(Module {
            file,
            root: parent.map_or(id, |parent| self.modules[parent].root),
            parent: parent.unwrap_or(id),
            ..Module::default()
        });
        for item in items {
            let Item::Mod(child) = item else {
                Reader(&mut self.modules[id]).visit_item(&item);
                continue;
            };
            if for_tests(&child.attrs) {
                continue;
            }
            let name = child.ident.to_string();
            let inner = format!("{folder}{name}/");
            let module = if let Some((_, items)) = child.content {
                self.module(items, file, &inner, Some(id), read)
            } else {
                let places = [format!("{folder}{name}.rs"), format!("{inner}mod.rs")];
                let found = places
                    .into_iter()
                    .find_map(|place| Some((read(&place)?, place)));
                let (text, place) = found.unwrap_or_else(|| panic!("no module {name}"));
                self.file(place, text, &inner, Some(id), read)
            };
            self.modules[id].bind(name, Bound::Module(module));
        }
        id
    }

    /// What each file names, by its own name.
    pub(crate) fn names(&self) -> BTreeMap<String, Names> {
        let mut all: BTreeMap<String, Names> = BTreeMap::new();
        for (id, module) in self.modules.iter().enumerate() {
            let names = all.entry(self.files[module.file].0.clone()).or_default();
            let macros = module.macros.iter().map(|name| format!("{name}!"));
            names.outside.extend(macros);
            for path in &module.paths {
                let used = match self.target(id, path) {
                    Target::Item(file) => Some(file),
                    Target::Module => None,
                    Target::Outside(path, through) => {
                        names.outside.insert(path.join("::"));
                        through
                    }
                };
                let other = used.filter(|used| *used != module.file);
                names
                    .files
                    .extend(other.map(|file| self.files[file].0.clone()));
            }
        }
        all
    }

    /// What a path in the code of a module leads to.
    fn target(&self, from: usize, path: &[String]) -> Target {
        match self.resolve(from, path, 0) {
            Target::Outside(path, Some(file)) if file == self.modules[from].file => {
                Target::Outside(path, None)
            }
            target => target,
        }
    }

    fn resolve(&self, from: usize, path: &[String], depth: usize) -> Target {
        let outside = || Target::Outside(path.to_vec(), None);
        let Some((first, rest)) = path.split_first() else {
            return Target::Module;
        };
        // Ends imports of a name through itself, as in `use std::fmt; use fmt::Write`.
        if depth > 20 {
            return outside();
        }
        match first.as_str() {
            "crate" => self.resolve(self.modules[from].root, rest, depth + 1),
            "self" => self.resolve(from, rest, depth + 1),
            "super" => self.resolve(self.modules[from].parent, rest, depth + 1),
            "Self" => Target::Item(self.modules[from].file),
            first => {
                let here = self.lookup(from, first, rest, depth);
                let package = || Some(self.resolve(*self.packages.get(first)?, rest, depth + 1));
                here.or_else(package).unwrap_or_else(outside)
            }
        }
    }

    /// Resolves the name `first` in a module; `None` if the module doesn't know it.
    fn lookup(&self, from: usize, first: &str, rest: &[String], depth: usize) -> Option<Target> {
        let module = &self.modules[from];
        let bounds = module.names.get(first).map_or(&[][..], Vec::as_slice);
        let child = bounds.iter().find_map(|bound| match bound {
            Bound::Module(child) => Some(*child),
            _ => None,
        });
        // Before `::` a name is a module if possible; by itself it is the item.
        if let (Some(child), false) = (child, rest.is_empty()) {
            return Some(self.resolve(child, rest, depth + 1));
        }
        for bound in bounds {
            match bound {
                Bound::Item => return Some(Target::Item(module.file)),
                Bound::Import(path) => {
                    let path: Path = path.iter().chain(rest).cloned().collect();
                    return Some(match self.resolve(from, &path, depth + 1) {
                        Target::Outside(path, None) => Target::Outside(path, Some(module.file)),
                        target => target,
                    });
                }
                Bound::Module(_) => {}
            }
        }
        if child.is_some() {
            return Some(Target::Module);
        }
        let mut globs = module.globs.iter();
        globs.find_map(|glob| {
            let of: Path = glob
                .iter()
                .chain([&first.to_owned()])
                .chain(rest)
                .cloned()
                .collect();
            let target = self.resolve(from, &of, depth + 1);
            matches!(target, Target::Item(_)).then_some(target)
        })
    }
}

impl Module {
    fn bind(&mut self, name: String, bound: Bound) {
        self.names.entry(name).or_default().push(bound);
    }

    /// Records the names that a `use` imports.
    fn import(&mut self, tree: &UseTree, mut before: Path) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.import(&path.tree, before);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, before.clone());
                }
            }
            UseTree::Glob(_) => self.globs.push(before),
            UseTree::Name(name) => self.imported(name.ident.to_string(), None, before),
            UseTree::Rename(name) => {
                let renamed = Some(name.rename.to_string());
                self.imported(name.ident.to_string(), renamed, before);
            }
        }
    }

    fn imported(&mut self, name: String, renamed: Option<String>, mut path: Path) {
        if name != "self" {
            path.push(name);
        }
        let bound = renamed.unwrap_or_else(|| path[path.len() - 1].clone());
        self.paths.push(path.clone());
        self.bind(bound, Bound::Import(path));
    }

    /// Records the paths among tokens that aren't parsed: a macro's, an attribute's.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path = Path::new();
        let mut colons = 0;
        for token in tokens {
            if let TokenTree::Punct(punct) = &token
                && punct.as_char() == ':'
                && !path.is_empty()
            {
                colons += 1;
                continue;
            }
            if colons != 2 {
                self.paths
                    .extend(Some(std::mem::take(&mut path)).filter(|path| !path.is_empty()));
            }
            match token {
                TokenTree::Ident(name) => path.push(name.to_string()),
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            colons = 0;
        }
        self.paths
            .extend(Some(path).filter(|path| !path.is_empty()));
    }
}

/// Records what an item names in its module.
struct Reader<'a>(&'a mut Module);

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let (attributes, name) = match item {
            Item::Const(item) => (&item.attrs, Some(&item.ident)),
            Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            Item::Static(item) => (&item.attrs, Some(&item.ident)),
            Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            Item::Type(item) => (&item.attrs, Some(&item.ident)),
            Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
            Item::Impl(item) => (&item.attrs, None),
            Item::Use(item) => (&item.attrs, None),
            Item::Mod(_) => panic!("a module in a function"),
            _ => panic!("an item of a new kind"),
        };
        if for_tests(attributes) {
            return;
        }
        if let Some(name) = name {
            self.0.bind(name.to_string(), Bound::Item);
        }
        if let Item::Use(item) = item {
            self.0.import(&item.tree, Path::new());
        }
        visit::visit_item(self, item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path.segments.iter();
        self.0
            .paths
            .push(names.map(|name| name.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        let name = called
            .path
            .segments
            .last()
            .map(|name| name.ident.to_string());
        self.0.macros.extend(name);
        self.0.tokens(called.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        match &attribute.meta {
            Meta::List(list) => {
                self.0.tokens(list.tokens.clone());
                self.quoted(list.tokens.clone());
            }
            Meta::NameValue(pair) if !attribute.path().is_ident("doc") => {
                if let Expr::Lit(value) = &pair.value
                    && let Lit::Str(_) = value.lit
                {
                    return;
                }
                self.visit_expr(&pair.value);
            }
            _ => {}
        }
    }
}

impl Reader<'_> {
    /// Records the paths that an attribute has in quotes, as serde's do.
    fn quoted(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.quoted(group.stream()),
                TokenTree::Literal(text) => {
                    if let Lit::Str(text) = Lit::new(text)
                        && let Ok(path) = text.parse::<syn::Path>()
                    {
                        self.visit_path(&path);
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

/// Whether an item with these attributes is compiled only for tests.
fn for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| {
                let mut words = list.tokens.clone().into_iter();
                let first = words.next().map(|token| token.to_string());
                first.as_deref() == Some("test")
                    || first.as_deref() == Some("all")
                        && words
                            .next()
                            .is_some_and(|group| group.to_string().contains("test"))
            })
    })
}

/// Packages of a few files.
#[cfg(test)]
fn names_in(files: &[(&str, &str)]) -> BTreeMap<String, Names> {
    let read = |name: &str| {
        let mut files = files.iter();
        let (_, text) = files.find(|(file, _)| *file == name)?;
        Some((*text).to_owned())
    };
    let roots = files
        .iter()
        .filter_map(|(file, _)| file.strip_suffix("lib.rs"));
    let packages: Vec<&str> = roots.map(|root| root.trim_end_matches('/')).collect();
    Sources::read(&packages, &read).names()
}

#[test]
fn a_path_leads_to_the_file_that_defines_its_item() {
    let names = names_in(&[
        (
            "lib.rs",
            "pub mod a; pub mod b; pub mod c; #[cfg(test)] mod tests;",
        ),
        (
            "a/mod.rs",
            "mod inner; pub use inner::{Thing, other as another}; use std::sync::Mutex;",
        ),
        (
            "a/inner.rs",
            "use super::Mutex; pub struct Thing; pub fn other() {}",
        ),
        (
            "b.rs",
            "use crate::{a::{self, Thing as It}, c}; fn f(it: It) { a::another(); c::deep::g() }",
        ),
        (
            "c/mod.rs",
            "pub mod deep { pub fn g() { super::h() } } fn h() {}",
        ),
    ]);
    let files = |file: &str| names[file].files.iter().cloned().collect::<Vec<_>>();
    assert!(files("lib.rs").is_empty(), "a declaration is no use");
    assert_eq!(files("a/mod.rs"), ["a/inner.rs"]);
    assert_eq!(files("a/inner.rs"), ["a/mod.rs"], "through its import");
    assert_eq!(files("b.rs"), ["a/inner.rs", "c/mod.rs"]);
    assert!(names["a/inner.rs"].outside.contains("std::sync::Mutex"));
}

#[test]
fn a_path_into_another_package_leads_to_its_files_and_through_them_outside() {
    let names = names_in(&[
        ("lib.rs", "mod a; mod x; fn f() { x::own() }"),
        ("a.rs", "use x::thing; fn f() { thing(); ::x::stdout() }"),
        ("x.rs", "pub fn own() {}"),
        (
            "x/lib.rs",
            "mod inner; pub use inner::thing; pub use std::io::stdout; fn g() { crate::inner::thing() }",
        ),
        ("x/inner.rs", "pub fn thing() {}"),
    ]);
    let files = |file: &str| names[file].files.iter().cloned().collect::<Vec<_>>();
    assert_eq!(files("lib.rs"), ["x.rs"], "the module hides the package");
    assert_eq!(files("a.rs"), ["x/inner.rs", "x/lib.rs"]);
    assert!(names["a.rs"].outside.contains("std::io::stdout"));
    assert_eq!(files("x/lib.rs"), ["x/inner.rs"]);
}

#[test]
fn paths_in_macros_attributes_and_globs_count_and_tests_comments_and_quotes_do_not() {
    let of = |code: &str| {
        let root = format!("mod x; mod y; {code}");
        let files = [
            ("lib.rs", root.as_str()),
            ("x.rs", "pub fn f() {}"),
            ("y.rs", ""),
        ];
        names_in(&files).remove("lib.rs").unwrap()
    };
    for code in [
        "fn g() { vec![1, x::f()]; }",
        "fn g() { assert!(matches!(crate::x::f(), ())) }",
        "#[derive(D)] struct S { #[serde(with = \"x::f\")] s: u8 }",
        "#[derive(D)] struct S { #[arg(value_parser = x::f)] s: u8 }",
        "use x::*; fn g() { f() }",
        "mod inner { use super::x; fn g() { x::f() } }",
    ] {
        assert_eq!(
            of(code).files,
            BTreeSet::from(["x.rs".to_owned()]),
            "{code}"
        );
    }
    for code in [
        "#[cfg(test)] fn g() { x::f() }",
        "#[cfg(all(test, unix))] use x::f;",
        "/// `x::f` \n fn g() { \"x::f()\"; /* x::f() */ }",
        "fn g(x: u8) { x; }",
    ] {
        assert!(of(code).files.is_empty(), "{code}");
    }
    let clock =
        of("use std::time; fn g() { time::Instant::now(); println!(\"{}\", std::io::stdout()) }");
    for name in ["std::time::Instant::now", "println!", "std::io::stdout"] {
        assert!(
            clock.outside.contains(name),
            "{name} of {:?}",
            clock.outside
        );
    }
}
