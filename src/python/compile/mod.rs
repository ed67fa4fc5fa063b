//! From the syntax tree to instructions. What is outside the subset is refused here, by line and column,
//! before anything runs.

mod assign;
mod calls;
mod docstring;
mod expressions;
mod flow;
mod functions;
mod imports;
mod liveness;
mod names;
mod own;
mod scope;
mod statements;
mod tries;

use std::collections::HashMap;

use ruff_python_ast::{ModModule, Stmt};
use ruff_text_size::{Ranged, TextRange};

use self::scope::{Meaning, Scope, Scopes};
use super::code::{Code, Handler, Op, Program};
use super::library::Module;
use super::source::{Fault, Source, Span};
use super::value::Value;

/// The result of compiling something.
type Done<T = ()> = Result<T, Fault>;

/// The options for compiling a program.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    /// Whether loops count their iterations, for `--loops`.
    pub rounds: bool,
}

/// Compiles a file.
pub(super) fn compile(module: &ModModule, source: &Source, options: &Options) -> Done<Program> {
    let scopes = scope::reader::read(&module.body)?;
    let mut compiler = Compiler {
        program: Program::default(),
        scopes,
        source,
        options: options.clone(),
        globals: HashMap::new(),
        modules: HashMap::new(),
        functions: Vec::new(),
    };
    compiler.imports(&module.body);
    compiler.module(&module.body)?;
    compiler.own_codes();
    liveness::note(&mut compiler.program.codes);
    Ok(compiler.program)
}

/// A block that a statement may leave early, and what must run then.
enum Block<'t> {
    /// A loop: the jumps to its start and past its end, and whether its iterator is on the stack.
    Loop {
        start: u32,
        breaks: Vec<usize>,
        iterator: bool,
    },
    /// A `finally`, whose body is duplicated at each exit, and the instructions that it covers.
    Finally { body: &'t [Stmt], cover: Cover },
    /// A `with`: the slot of its manager.
    With { slot: u32, span: Span, cover: Cover },
    /// An `except`: the slot of the exception being handled, and its name.
    Except {
        slot: u32,
        name: Option<(&'t str, Span)>,
    },
}

/// Ranges of instructions.
#[derive(Default)]
struct Cover {
    done: Vec<(u32, u32)>,
    open: Option<u32>,
}

/// A function being compiled.
struct Function<'t> {
    code: Code,
    number: usize,
    scope: usize,
    slots: HashMap<String, u32>,
    blocks: Vec<Block<'t>>,
    /// How many operands are on the stack at a statement.
    depth: u32,
    /// The class whose body or method this is.
    class: Option<String>,
    /// Whether it is a comprehension.
    comprehension: bool,
    /// Hidden slots that can be reused.
    spare: Vec<u32>,
}

struct Compiler<'t> {
    program: Program,
    scopes: Scopes,
    source: &'t Source,
    options: Options,
    globals: HashMap<String, u32>,
    /// Names that only ever mean a module.
    modules: HashMap<String, Module>,
    functions: Vec<Function<'t>>,
}

impl<'t> Compiler<'t> {
    fn module(&mut self, body: &'t [Stmt]) -> Done {
        let span = Span::default();
        self.open("<module>".into(), 0);
        self.now().code.doc = docstring::docstring(body);
        self.body(body)?;
        self.constant(Value::None, span);
        self.emit(Op::Return, span);
        self.close();
        Ok(())
    }

    /// Opens a list of instructions.
    fn open(&mut self, name: String, scope: usize) {
        let number = self.program.codes.len();
        self.program.codes.push(Code::default());
        // A comprehension is no function, and what is declared global is in nothing.
        let qualified = match self.functions.last() {
            Some(_) if !name.starts_with('<') && self.scope().meaning(&name) == Meaning::Global => {
                name.clone()
            }
            Some(outer) if outer.code.class || outer.comprehension => {
                format!("{}.{name}", outer.code.qualified)
            }
            Some(outer) if outer.number > 0 => format!("{}.<locals>.{name}", outer.code.qualified),
            _ => name.clone(),
        };
        let class = self.functions.last().and_then(|outer| outer.class.clone());
        let code = Code {
            name,
            qualified,
            ..Code::default()
        };
        self.functions.push(Function {
            code,
            number,
            scope,
            slots: HashMap::new(),
            blocks: Vec::new(),
            depth: 0,
            class,
            comprehension: false,
            spare: Vec::new(),
        });
    }

    /// Closes the list and returns its number.
    fn close(&mut self) -> u32 {
        let function = self.functions.pop().expect("one was opened");
        let number = function.number;
        self.program.codes[number] = function.code;
        small(number)
    }

    fn now(&mut self) -> &mut Function<'t> {
        self.functions.last_mut().expect("the module is open")
    }

    fn scope(&self) -> &Scope {
        let function = self.functions.last().expect("the module is open");
        self.scopes.scope(function.scope)
    }

    fn emit(&mut self, op: Op, span: Span) -> usize {
        let code = &mut self.now().code;
        code.ops.push(op);
        code.spans.push(span);
        code.ops.len() - 1
    }

    fn here(&mut self) -> u32 {
        small(self.now().code.ops.len())
    }

    /// Makes jumps land here.
    fn land(&mut self, jumps: &[usize]) {
        let here = self.here();
        for jump in jumps {
            let op = &mut self.now().code.ops[*jump];
            *op = match *op {
                Op::Jump(_) => Op::Jump(here),
                Op::JumpIfFalse(_) => Op::JumpIfFalse(here),
                Op::JumpIfTrue(_) => Op::JumpIfTrue(here),
                Op::FalseOrPop(_) => Op::FalseOrPop(here),
                Op::TrueOrPop(_) => Op::TrueOrPop(here),
                Op::Next(_) => Op::Next(here),
                other => other,
            };
        }
    }

    fn constant(&mut self, value: Value, span: Span) {
        let number = self.constant_number(value);
        self.emit(Op::Const(number), span);
    }

    fn constant_number(&mut self, value: Value) -> u32 {
        self.program.constants.push(value);
        small(self.program.constants.len() - 1)
    }

    /// The number of an attribute's name, after mangling a class's private names.
    fn name(&mut self, name: &str) -> u32 {
        let private = name.starts_with("__") && !name.ends_with("__");
        let class = self.functions.last().and_then(|one| one.class.as_deref());
        let full = match class {
            Some(class) if private => format!("_{}{name}", class.trim_start_matches('_')),
            _ => name.to_string(),
        };
        number_of(&mut self.program.numbers, &mut self.program.names, &full)
    }

    fn handler(&mut self, cover: &Cover, target: u32, depth: u32) {
        for (start, end) in &cover.done {
            if start < end {
                self.now().code.handlers.push(Handler {
                    start: *start,
                    end: *end,
                    target,
                    depth,
                });
            }
        }
    }
}

impl Cover {
    fn from(here: u32) -> Self {
        Self {
            done: Vec::new(),
            open: Some(here),
        }
    }

    fn pause(&mut self, here: u32) {
        if let Some(start) = self.open.take() {
            self.done.push((start, here));
        }
    }
}

fn number_of(numbers: &mut HashMap<String, u32>, all: &mut Vec<String>, name: &str) -> u32 {
    if let Some(number) = numbers.get(name) {
        return *number;
    }
    let number = small(all.len());
    all.push(name.to_string());
    numbers.insert(name.to_string(), number);
    number
}

/// A number of things in a file, whose size is bounded.
fn small(number: usize) -> u32 {
    u32::try_from(number).expect("a file of 1 MiB holds fewer")
}

fn span(node: &impl Ranged) -> Span {
    of(node.range())
}

fn of(range: TextRange) -> Span {
    Span {
        start: range.start().to_u32(),
        end: range.end().to_u32(),
    }
}
