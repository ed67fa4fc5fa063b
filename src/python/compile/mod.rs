//! From the tree to instructions. What isn't in the subset is refused here, by line and column,
//! before anything runs.

mod assign;
mod calls;
mod expressions;
mod flow;
mod functions;
mod imports;
mod scope;
mod statements;
mod tries;

use std::collections::HashMap;

use ruff_python_ast::{Expr, ModModule, Stmt};
use ruff_text_size::{Ranged, TextRange};

use self::scope::{Kind, Meaning, Scope, Scopes};
use super::code::{Code, Handler, Op, Program};
use super::library::{self, Module};
use super::source::{Fault, Source, Span};
use super::value::Value;

/// What compiling can meet.
type Done<T = ()> = Result<T, Fault>;

/// How a program is compiled.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether loops count their rounds, for `--loops`.
    pub rounds: bool,
}

/// Compiles a file.
pub(super) fn compile(module: &ModModule, source: &Source, options: &Options) -> Done<Program> {
    let scopes = Scopes::read(&module.body)?;
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
    let mut program = compiler.program;
    own_codes(&mut program);
    Ok(program)
}

/// The instructions that the machine itself needs.
fn own_codes(program: &mut Program) {
    let wait = number_of(&mut program.numbers, &mut program.names, "wait");
    let codes = [
        (
            "<thread>",
            3,
            vec![
                Op::Load(0),
                Op::Load(1),
                Op::Load(2),
                Op::CallSpread,
                Op::Return,
            ],
        ),
        (
            "<worker>",
            0,
            vec![Op::TakeTask, Op::FinishTask, Op::Jump(0)],
        ),
        // def wait_for(condition, predicate, timeout):
        //     while not (result := predicate()):
        //         if not condition.wait(timeout): return predicate()
        //     return result
        (
            "<wait_for>",
            3,
            vec![
                Op::Load(1),
                Op::Call(0),
                Op::TrueOrPop(9),
                Op::Load(0),
                Op::Load(2),
                Op::CallMethod(wait, 1),
                Op::JumpIfTrue(0),
                Op::Load(1),
                Op::Call(0),
                Op::Return,
            ],
        ),
    ];
    let numbers = codes.map(|(name, slots, ops)| {
        let code = Code {
            name: name.into(),
            qualified: name.into(),
            slots: vec![String::new(); slots],
            params: super::code::Params {
                positional: small(slots),
                ..super::code::Params::default()
            },
            spans: vec![Span::default(); ops.len()],
            ops,
            ..Code::default()
        };
        program.codes.push(code);
        small(program.codes.len() - 1)
    });
    [program.caller, program.worker, program.wait_for] = numbers;
}

/// Where a statement may leave a block early, and what must run then.
enum Block<'t> {
    /// A loop: the jumps to its start and to behind it, and whether its iterator is on the stack.
    Loop {
        start: u32,
        breaks: Vec<usize>,
        iterator: bool,
    },
    /// A `finally`, whose body is repeated at each way out, and the instructions that it covers.
    Finally { body: &'t [Stmt], cover: Cover },
    /// A `with`: the slot of its manager.
    With { slot: u32, span: Span, cover: Cover },
    /// An `except`: the slot of what it handles, and the name of it.
    Except {
        slot: u32,
        name: Option<(&'t str, Span)>,
    },
}

/// Stretches of instructions.
#[derive(Default)]
struct Cover {
    done: Vec<(u32, u32)>,
    open: Option<u32>,
}

/// A function under way.
struct Function<'t> {
    code: Code,
    number: usize,
    scope: usize,
    slots: HashMap<String, u32>,
    blocks: Vec<Block<'t>>,
    /// How many operands are on the stack at a statement.
    depth: u32,
    /// The class whose body this is, or whose method.
    class: Option<String>,
    /// Hidden slots that are free again.
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
        self.open("<module>".into(), 0, 1);
        self.body(body)?;
        self.constant(Value::None, span);
        self.emit(Op::Return, span);
        self.close();
        Ok(())
    }

    /// Opens a list of instructions.
    fn open(&mut self, name: String, scope: usize, line: usize) {
        let number = self.program.codes.len();
        self.program.codes.push(Code::default());
        let qualified = match self.functions.last() {
            Some(outer) if outer.code.class => format!("{}.{name}", outer.code.qualified),
            Some(outer) if outer.number > 0 => format!("{}.<locals>.{name}", outer.code.qualified),
            _ => name.clone(),
        };
        let class = self.functions.last().and_then(|outer| outer.class.clone());
        let code = Code {
            name,
            qualified,
            line: u32::try_from(line).unwrap_or(0),
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
            spare: Vec::new(),
        });
    }

    /// Ends it, and says its number.
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

    /// Lets jumps lead to here.
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

    /// The number of an attribute's name, with a class's private names made its own.
    fn name(&mut self, name: &str) -> u32 {
        let private = name.starts_with("__") && !name.ends_with("__");
        let class = self.functions.last().and_then(|one| one.class.as_deref());
        let full = match class {
            Some(class) if private => format!("_{}{name}", class.trim_start_matches('_')),
            _ => name.to_string(),
        };
        number_of(&mut self.program.numbers, &mut self.program.names, &full)
    }

    fn global(&mut self, name: &str) -> u32 {
        number_of(&mut self.globals, &mut self.program.globals, name)
    }

    /// The slot of a local name.
    fn slot(&mut self, name: &str) -> u32 {
        let function = self.now();
        if let Some(slot) = function.slots.get(name) {
            return *slot;
        }
        let slot = small(function.code.slots.len());
        function.code.slots.push(name.to_string());
        function.slots.insert(name.to_string(), slot);
        slot
    }

    /// A slot without a name.
    fn hidden(&mut self) -> u32 {
        let function = self.now();
        if let Some(slot) = function.spare.pop() {
            return slot;
        }
        function.code.slots.push(String::new());
        small(function.code.slots.len() - 1)
    }

    fn free(&mut self, slot: u32) {
        self.now().spare.push(slot);
    }

    /// Pushes what a name means.
    fn load(&mut self, name: &str, span: Span) -> Done {
        let op = match self.scope().meaning(name) {
            Meaning::Local if self.scope().kind == Kind::Class => {
                let slot = self.slot(name);
                Op::LoadClass(slot, self.global(name))
            }
            Meaning::Local => Op::Load(self.slot(name)),
            Meaning::Cell | Meaning::Free => Op::LoadCell(self.slot(name)),
            Meaning::Global if self.scopes.binds_global(name) => Op::LoadGlobal(self.global(name)),
            Meaning::Global => match library::builtin(name) {
                Some(value) => Op::Const(self.constant_number(value)),
                None if name == "__name__" => {
                    Op::Const(self.constant_number(Value::text("__main__")))
                }
                None if name == "__file__" => {
                    let file = Value::text(self.source.name.as_str());
                    Op::Const(self.constant_number(file))
                }
                None if library::LEFT_OUT.contains(&name) => {
                    return Err(Fault::outside(span.start, format_args!("{name}()")));
                }
                // As in Python, it is no error until it is run.
                None => Op::LoadGlobal(self.global(name)),
            },
        };
        self.emit(op, span);
        Ok(())
    }

    /// Pops into a name.
    fn store(&mut self, name: &str, span: Span) {
        let op = match self.scope().meaning(name) {
            Meaning::Local => Op::Store(self.slot(name)),
            Meaning::Cell | Meaning::Free => Op::StoreCell(self.slot(name)),
            Meaning::Global => Op::StoreGlobal(self.global(name)),
        };
        self.emit(op, span);
    }

    fn delete(&mut self, name: &str, span: Span) {
        let op = match self.scope().meaning(name) {
            Meaning::Local => Op::Delete(self.slot(name)),
            Meaning::Cell | Meaning::Free => Op::DeleteCell(self.slot(name)),
            Meaning::Global => Op::DeleteGlobal(self.global(name)),
        };
        self.emit(op, span);
    }

    /// Whether a name means the built-in one here.
    fn is_builtin(&self, expr: &Expr, name: &str) -> bool {
        let Expr::Name(found) = expr else {
            return false;
        };
        found.id == name
            && self.scope().meaning(name) == Meaning::Global
            && !self.scopes.binds_global(name)
    }

    /// The module that a name means, if it never means anything else.
    fn module_of(&self, expr: &Expr) -> Option<Module> {
        match expr {
            Expr::Name(name) if self.scope().meaning(&name.id) == Meaning::Global => {
                self.modules.get(name.id.as_str()).copied()
            }
            Expr::Attribute(attribute) => {
                let module = self.module_of(&attribute.value)?;
                match module.member(&attribute.attr)? {
                    Value::Module(module) => Some(module),
                    _ => None,
                }
            }
            _ => None,
        }
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
