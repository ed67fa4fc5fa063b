//! Compiled programs: one list of instructions for the module and for each function, class body and
//! comprehension. Locals are slots, globals are numbers, and every instruction knows its text.

use std::collections::HashMap;

use super::live::Live;
use super::source::Span;
use super::value::Value;

/// One instruction. Operands are on a stack; `a b` below means `b` on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    /// Pushes a constant.
    Const(u32),
    /// Pushes a local variable.
    Load(u32),
    /// Pops into a local variable.
    Store(u32),
    /// Unbinds a local variable, which must be bound.
    Delete(u32),
    /// Unbinds a hidden slot.
    Clear(u32),
    /// Makes a slot a cell that nested functions share.
    MakeCell(u32),
    /// Pushes the content of a cell.
    LoadCell(u32),
    /// Pops into a cell.
    StoreCell(u32),
    /// Empties a cell.
    DeleteCell(u32),
    /// Pushes a global.
    LoadGlobal(u32),
    /// Pops into a global.
    StoreGlobal(u32),
    /// Unbinds a global.
    DeleteGlobal(u32),
    /// In a class body: pushes a name of the body, else the global.
    LoadClass(u32, u32),
    /// `object` becomes its attribute.
    LoadAttr(u32),
    /// Pops `value object`.
    StoreAttr(u32),
    /// Pops `object`.
    DeleteAttr(u32),
    /// `object key` becomes the element.
    LoadItem,
    /// Pops `value object key`.
    StoreItem,
    /// Pops `object key`.
    DeleteItem,
    /// `low high step` becomes a slice.
    MakeSlice,
    /// `a b` becomes the result.
    Binary(Binary),
    /// The same for `a += b`, which may change `a` itself.
    InPlace(Binary),
    /// `a b` becomes a truth value.
    Compare(Compare),
    /// The operand becomes the result.
    Unary(Unary),
    /// Continues there.
    Jump(u32),
    /// Pops; continues there if it is false.
    JumpIfFalse(u32),
    /// Pops; continues there if it is true.
    JumpIfTrue(u32),
    /// Continues there if the top is false, else pops it.
    FalseOrPop(u32),
    /// Continues there if the top is true, else pops it.
    TrueOrPop(u32),
    /// The operand becomes an iterator over it.
    Iterate,
    /// Pushes the iterator's next element; without one, pops it and continues there.
    Next(u32),
    /// Drops the top.
    Pop,
    /// Doubles the top.
    Dup,
    /// Doubles `a b`.
    DupTwo,
    /// `a b` becomes `b a`.
    Swap,
    /// `a b c` becomes `c a b`.
    RotThree,
    /// The lowest of as many comes to the top.
    Lift(u32),
    /// Pops as many into a list.
    MakeList(u32),
    /// Pops as many into a tuple.
    MakeTuple(u32),
    /// Pops as many into a set.
    MakeSet(u32),
    /// Pops as many pairs into a dict.
    MakeDict(u32),
    /// Pops as many texts into one.
    MakeText(u32),
    /// Pops into the list that is so deep in the stack.
    Append(u32),
    /// Pops into the set that is so deep.
    AddToSet(u32),
    /// Pops `key value` into the dict that is so deep.
    AddToDict(u32),
    /// Pops the elements of an iterable into the list below; `true` for the arguments of a call.
    Extend(bool),
    /// Pops a mapping into the dict below; `true` refuses keys that are there already.
    Update(bool),
    /// A list becomes a tuple.
    ListToTuple,
    /// The operand becomes its text: `str`, `repr` or as it is.
    Text(Conversion),
    /// `value spec` becomes a text.
    Format,
    /// Pops a tuple of defaults and a dict of defaults by name; pushes a function.
    MakeFunction(u32),
    /// Runs a class's body; pops its base, or `None`, and pushes the class.
    MakeClass(u32),
    /// At the end of a class's body: makes the class of its bound slots.
    FinishClass,
    /// Calls `function arguments`.
    Call(u32),
    /// The same; the names of the last arguments are in a constant.
    CallNamed(u32, u32),
    /// Calls `function list dict`.
    CallSpread,
    /// Calls the method of that name: `object arguments`.
    CallMethod(u32, u32),
    /// The same with named arguments.
    CallMethodNamed(u32, u32, u32),
    /// Pushes `super()`, in a method.
    Super,
    /// Writes as many texts in one step; the names of the last operands are in a constant.
    Print(u32, u32),
    /// Leaves the function with the top.
    Return,
    /// Raises the top.
    Raise,
    /// Raises `exception cause`.
    RaiseFrom,
    /// Raises the top again.
    Reraise,
    /// Raises again what is being handled, here or in a caller.
    RaiseHandled,
    /// `exception class` becomes a truth value.
    Matches,
    /// `manager` becomes what `as` names.
    Enter,
    /// Leaves a `with`.
    Exit,
    /// Leaves a `with` by an exception: `manager exception` becomes a truth value.
    ExitRaised,
    /// Pops an iterable of exactly as many elements, the last first on the stack.
    Unpack(u32),
    /// The same with a starred target in between: as many before, as many after.
    UnpackStarred(u32, u32),
    /// A worker of an executor takes its next task.
    TakeTask,
    /// Pops a task's result into its future.
    FinishTask,
    /// The exception on the stack goes into the future below it.
    FailTask,
    /// Starts a round of a loop: `range` loops are cut, `while` loops held, after as many rounds.
    Round(u32),
}

/// Operators of two operands.
#[allow(missing_docs)] // Python's own names
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    FloorDiv,
    Mod,
    Pow,
    LeftShift,
    RightShift,
    And,
    Or,
    Xor,
}

/// Comparisons.
#[allow(missing_docs)] // Python's own names
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    In,
    NotIn,
    Is,
    IsNot,
}

/// Operators of one operand.
#[allow(missing_docs)] // Python's own names
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unary {
    Not,
    Minus,
    Plus,
    Invert,
}

/// How a value becomes a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conversion {
    /// As `str` does it.
    Str,
    /// As `repr` does it.
    Repr,
    /// As `ascii` does it.
    Ascii,
}

/// Where an exception in a stretch of instructions is handled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handler {
    /// The first instruction that it covers.
    pub start: u32,
    /// The first that it doesn't.
    pub end: u32,
    /// Where it continues, with the exception on the stack.
    pub target: u32,
    /// How many operands it keeps.
    pub depth: u32,
}

/// Where an exception is being handled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handling {
    /// The first instruction of it.
    pub start: u32,
    /// The first behind it.
    pub end: u32,
    /// The hidden slot with the exception.
    pub slot: u32,
}

impl Handling {
    /// Whether an instruction is within it.
    pub(super) fn covers(self, at: u32) -> bool {
        self.start <= at && at < self.end
    }
}

/// What a function takes.
#[derive(Clone, Debug, Default)]
pub(super) struct Params {
    /// Those that may come by position: the first slots.
    pub positional: u32,
    /// Of these, those that can't come by name.
    pub positional_only: u32,
    /// Those that come by name alone: the next slots.
    pub named: u32,
    /// The slot of `*args`.
    pub star: Option<u32>,
    /// The slot of `**kwargs`.
    pub double_star: Option<u32>,
}

/// One list of instructions.
#[derive(Clone, Debug, Default)]
pub(super) struct Code {
    /// `increment`, `<module>`, `<lambda>`, `<listcomp>`.
    pub name: String,
    /// `Account.deposit`.
    pub qualified: String,
    /// Its docstring.
    pub doc: Option<std::sync::Arc<str>>,
    /// What it takes.
    pub params: Params,
    /// The names of the slots; a hidden one has none.
    pub slots: Vec<String>,
    /// Where the cells of enclosing functions go.
    pub free: Vec<u32>,
    /// The slots of the enclosing function that these cells are in.
    pub captures: Vec<u32>,
    /// What it does.
    pub ops: Vec<Op>,
    /// Where each instruction is in the text.
    pub spans: Vec<Span>,
    /// Inner ones first.
    pub handlers: Vec<Handler>,
    /// Inner ones first.
    pub handling: Vec<Handling>,
    /// Whether it is a class's body.
    pub class: bool,
    /// In a class's body: the slots that become attributes, and their names.
    pub attrs: Vec<(u32, u32)>,
    /// The loops that `--loops` may cut, whether they are `while` loops.
    pub loops: Vec<Loop>,
    /// Which slots may still be read, by instruction.
    pub live: Live,
}

/// A loop that `--loops` cuts.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    /// The hidden slot with its rounds.
    pub slot: u32,
    /// Where it continues when it is cut; `None` for a `while`, which is held.
    pub end: Option<u32>,
    /// The line of its head.
    pub line: u32,
}

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// The module first.
    pub codes: Vec<Code>,
    /// Constants of all of them.
    pub constants: Vec<Value>,
    /// The codes that threads run whose target is the library's own, that workers of an executor
    /// run, and that `wait_for` runs.
    pub caller: u32,
    /// See above.
    pub worker: u32,
    /// See above.
    pub wait_for: u32,
    /// The code that calls what was added to a future.
    pub callback: u32,
    /// The code that runs a barrier's action.
    pub action: u32,
    /// Names of attributes and methods.
    pub names: Vec<String>,
    /// The numbers of these names.
    pub numbers: HashMap<String, u32>,
    /// Names of globals, by number.
    pub globals: Vec<String>,
}

impl Code {
    /// Whether `CPython` since 3.10 may switch threads at an instruction: at a call or a backward jump.
    /// What operators and attributes call of the program's counts where it begins.
    pub(super) fn switches_at(&self, at: u32) -> bool {
        match self.ops[at as usize] {
            Op::Jump(to) | Op::JumpIfFalse(to) | Op::JumpIfTrue(to) => to <= at,
            Op::Call(_)
            | Op::CallNamed(..)
            | Op::CallSpread
            | Op::CallMethod(..)
            | Op::CallMethodNamed(..)
            | Op::Print(..)
            | Op::MakeClass(_)
            | Op::Enter
            | Op::Exit
            | Op::ExitRaised => true,
            _ => false,
        }
    }
}
