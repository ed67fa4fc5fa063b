//! Compiled programs: a list of instructions for the module and for each function, class body and
//! comprehension. Locals are slots, globals are numbers, and every instruction knows its place in the
//! text.

use std::collections::HashMap;

use super::live::Live;
use super::source::Span;
use super::value::Value;

/// One instruction of the stack machine. In `a b`, `b` is on top of the operand stack.
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
    /// In a class body: pushes a name of the body, or else the global.
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
    /// Jumps there.
    Jump(u32),
    /// Pops; jumps there if it is false.
    JumpIfFalse(u32),
    /// Pops; jumps there if it is true.
    JumpIfTrue(u32),
    /// Jumps there if the top is false, otherwise pops it.
    FalseOrPop(u32),
    /// Jumps there if the top is true, otherwise pops it.
    TrueOrPop(u32),
    /// The operand becomes an iterator over it.
    Iterate,
    /// Pushes the iterator's next element; if there is none, pops the iterator and jumps there.
    Next(u32),
    /// Pops the top.
    Pop,
    /// Duplicates the top.
    Dup,
    /// Duplicates `a b`.
    DupTwo,
    /// `a b` becomes `b a`.
    Swap,
    /// `a b c` becomes `c a b`.
    RotThree,
    /// Moves the lowest of the top N operands to the top.
    Lift(u32),
    /// Pops N operands into a list.
    MakeList(u32),
    /// Pops N operands into a tuple.
    MakeTuple(u32),
    /// Pops N operands into a set.
    MakeSet(u32),
    /// Pops N pairs into a dict.
    MakeDict(u32),
    /// Pops N texts and joins them.
    MakeText(u32),
    /// Pops into the list at this depth in the stack.
    Append(u32),
    /// Pops into the set at this depth.
    AddToSet(u32),
    /// Pops `key value` into the dict at this depth.
    AddToDict(u32),
    /// Pops an iterable and appends its elements to the list below; `true` for a call's arguments.
    Extend(bool),
    /// Pops a mapping into the dict below; `true` refuses duplicate keys.
    Update(bool),
    /// A list becomes a tuple.
    ListToTuple,
    /// The operand becomes its text.
    Text(Conversion),
    /// `value spec` becomes a text.
    Format,
    /// Pops a tuple of defaults and a dict of defaults by name; pushes a function.
    MakeFunction(u32),
    /// Runs a class's body; pops its base, or `None`, and pushes the class.
    MakeClass(u32),
    /// At the end of a class's body: makes the class from its bound slots.
    FinishClass,
    /// Calls `function arguments` with N arguments.
    Call(u32),
    /// The same; the names of the last arguments are in a constant.
    CallNamed(u32, u32),
    /// Calls `function list dict`.
    CallSpread,
    /// Calls a method by name: `object arguments`.
    CallMethod(u32, u32),
    /// The same with named arguments.
    CallMethodNamed(u32, u32, u32),
    /// Pushes `super()`, in a method.
    Super,
    /// Writes N texts in one step; the names of the last operands are in a constant.
    Print(u32, u32),
    /// Returns the top from the function.
    Return,
    /// Raises the top.
    Raise,
    /// Raises `exception cause`.
    RaiseFrom,
    /// Raises the top again.
    Reraise,
    /// Reraises the exception being handled, here or in a caller.
    RaiseHandled,
    /// `exception class` becomes a truth value.
    Matches,
    /// Enters a `with`: `manager` becomes the value for `as`.
    Enter,
    /// Leaves a `with`.
    Exit,
    /// Leaves a `with` because of an exception: `manager exception` becomes a truth value.
    ExitRaised,
    /// Pops an iterable of exactly N elements and pushes them, last first.
    Unpack(u32),
    /// The same with a starred target between N elements before and M after.
    UnpackStarred(u32, u32),
    /// A worker of an executor takes its next task.
    TakeTask,
    /// Pops a task's result into its future.
    FinishTask,
    /// Puts the exception on the stack into the future below it.
    FailTask,
    /// Begins an iteration of a loop: past the limit, `range` loops are cut and `while` loops held.
    Round(u32),
}

/// Binary operators.
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

/// Unary operators.
#[allow(missing_docs)] // Python's own names
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unary {
    Not,
    Minus,
    Plus,
    Invert,
}

/// How a value is converted to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conversion {
    /// With `str`.
    Str,
    /// With `repr`.
    Repr,
    /// With `ascii`.
    Ascii,
}

/// Where exceptions raised in a range of instructions are handled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handler {
    /// The first instruction covered.
    pub start: u32,
    /// The first one no longer covered.
    pub end: u32,
    /// The handler's first instruction, reached with the exception on the stack.
    pub target: u32,
    /// How many operands stay on the stack.
    pub depth: u32,
}

/// A range of instructions that handle an exception.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handling {
    /// The first instruction in it.
    pub start: u32,
    /// The first instruction after it.
    pub end: u32,
    /// The hidden slot with the exception.
    pub slot: u32,
}

impl Handling {
    /// Whether this instruction is in it.
    pub(super) fn covers(self, at: u32) -> bool {
        self.start <= at && at < self.end
    }
}

/// The parameters of a function.
#[derive(Clone, Debug, Default)]
pub(super) struct Params {
    /// How many accept positional arguments: the first slots.
    pub positional: u32,
    /// How many of these are positional-only.
    pub positional_only: u32,
    /// How many are keyword-only: the next slots.
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
    /// Its parameters.
    pub params: Params,
    /// The names of the slots; a hidden slot has none.
    pub slots: Vec<String>,
    /// The slots for the cells of enclosing functions.
    pub free: Vec<u32>,
    /// The slots in the enclosing function where these cells are.
    pub captures: Vec<u32>,
    /// The instructions.
    pub ops: Vec<Op>,
    /// The place in the text of each instruction.
    pub spans: Vec<Span>,
    /// Inner ones first.
    pub handlers: Vec<Handler>,
    /// Inner ones first.
    pub handling: Vec<Handling>,
    /// Whether it is a class's body.
    pub class: bool,
    /// In a class's body: the slots that become attributes, and their names.
    pub attrs: Vec<(u32, u32)>,
    /// The loops that `--loops` may cut or hold.
    pub loops: Vec<Loop>,
    /// Which slots are live at each instruction.
    pub live: Live,
}

/// A loop that `--loops` cuts.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    /// The hidden slot that counts its iterations.
    pub slot: u32,
    /// Where to continue when it is cut; `None` for a `while`, which is held.
    pub end: Option<u32>,
    /// The line of its head.
    pub line: u32,
}

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// The module first.
    pub codes: Vec<Code>,
    /// The constants of all code.
    pub constants: Vec<Value>,
    /// The code for threads whose target is a library function, for workers of an executor, and for
    /// `wait_for`.
    pub caller: u32,
    /// See above.
    pub worker: u32,
    /// See above.
    pub wait_for: u32,
    /// The code that calls a future's callbacks.
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
    /// Whether `CPython` since 3.10 may switch threads at an instruction: at calls and backward jumps.
    /// For an operator or attribute that calls a method of the program, this applies where the method
    /// begins.
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
