//! One instruction: what it does to the thread's frame. An instruction that pauses has changed nothing.

use super::super::code::{Conversion, Op, Unary};
use super::super::library::{Class, Exc, Type};
use super::super::state::{Frame, Kind, Status, Then};
use super::super::value::Value;
use super::{Act, Exec, Location, Run, Stop};

impl Run<'_> {
    pub(super) fn instruction(&mut self) -> Exec {
        let frame = self.frame();
        let at = frame.at;
        let op = self.code().ops[at as usize];
        match op {
            Op::Jump(to) => return self.jump(to),
            Op::JumpIfFalse(to) | Op::JumpIfTrue(to) => {
                let value = self.peek(0);
                let Some(truth) = self.truth(&value)? else {
                    return Ok(());
                };
                self.pop();
                if truth == matches!(op, Op::JumpIfTrue(_)) {
                    return self.jump(to);
                }
            }
            Op::FalseOrPop(to) | Op::TrueOrPop(to) => {
                let value = self.peek(0);
                let Some(truth) = self.truth(&value)? else {
                    return Ok(());
                };
                if truth == matches!(op, Op::TrueOrPop(_)) {
                    return self.jump(to);
                }
                self.pop();
            }
            Op::Next(to) => return self.next(to),
            Op::Return => return self.give_back(),
            Op::Call(_)
            | Op::CallNamed(..)
            | Op::CallSpread
            | Op::CallMethod(..)
            | Op::CallMethodNamed(..) => return self.call(op),
            Op::MakeClass(code) => return self.class_body(code),
            Op::Text(conversion) => return self.text(conversion),
            Op::Binary(binary) => return self.binary(binary, false),
            Op::InPlace(binary) => return self.binary(binary, true),
            Op::Compare(compare) => return self.compare(compare),
            Op::Unary(Unary::Not) => {
                let value = self.peek(0);
                let Some(truth) = self.truth(&value)? else {
                    return Ok(());
                };
                self.replace(1, Value::Bool(!truth));
            }
            Op::LoadAttr(name) => return self.load_attr(name),
            Op::StoreAttr(name) => return self.store_attr(name),
            Op::DeleteAttr(name) => self.delete_attr(name)?,
            Op::LoadItem => return self.load_item(),
            Op::StoreItem => return self.store_item(),
            Op::DeleteItem => self.delete_item()?,
            Op::Enter => return self.enter_with(),
            Op::Exit => return self.exit_with(),
            Op::ExitRaised => return self.exit_raised(),
            Op::TakeTask => return self.take_task(),
            Op::FinishTask => return self.finish_task(),
            Op::Round(number) => return self.round_starts(number),
            _ => self.simple(op)?,
        }
        self.frame().at = at + 1;
        Ok(())
    }

    /// Continues at the next instruction.
    pub(super) fn advance(&mut self) {
        self.frame().at += 1;
    }

    fn jump(&mut self, to: u32) -> Exec {
        let back = to <= self.frame().at;
        self.frame().at = to;
        if back {
            self.jumps += 1;
            self.sweep()?;
            return self.repeats();
        }
        Ok(())
    }

    fn simple(&mut self, op: Op) -> Exec {
        match op {
            Op::Const(number) => self.push(self.program.constants[number as usize].clone()),
            Op::Load(slot) => {
                let value = self.frame().slots[slot as usize].clone();
                if !value.bound() {
                    return Err(self.unbound_local(slot));
                }
                self.push(value);
            }
            Op::Store(slot) => {
                let value = self.pop();
                self.frame().slots[slot as usize] = value;
            }
            Op::Delete(slot) => {
                if !self.frame().slots[slot as usize].bound() {
                    return Err(self.unbound_local(slot));
                }
                self.frame().slots[slot as usize] = Value::Unbound;
            }
            Op::Clear(slot) => self.frame().slots[slot as usize] = Value::Unbound,
            Op::MakeCell(_) | Op::LoadCell(_) | Op::StoreCell(_) | Op::DeleteCell(_) => {
                self.cell(op)?;
            }
            Op::LoadGlobal(_) | Op::StoreGlobal(_) | Op::DeleteGlobal(_) | Op::LoadClass(..) => {
                self.global(op)?;
            }
            Op::Pop => {
                self.pop();
            }
            Op::Dup => {
                let top = self.peek(0);
                self.push(top);
            }
            Op::DupTwo => {
                let (under, top) = (self.peek(1), self.peek(0));
                self.push(under);
                self.push(top);
            }
            Op::Swap => self.rotate(2),
            Op::RotThree => self.rotate(3),
            Op::RotFour => self.rotate(4),
            Op::Lift(count) => {
                let stack = &mut self.frame().stack;
                let first = stack.len().saturating_sub(count as usize);
                stack[first..].rotate_left(1);
            }
            Op::Unary(unary) => {
                let value = self.peek(0);
                let value = self.unary(unary, &value)?;
                self.replace(1, value);
            }
            Op::Raise => {
                let value = self.peek(0);
                return Err(self.raised(value)?);
            }
            Op::RaiseFrom => {
                let value = self.peek(1);
                return Err(self.raised(value)?);
            }
            Op::Reraise => return Err(Stop::Raise(self.peek(0))),
            Op::Matches => {
                let (exception, class) = (self.peek(1), self.peek(0));
                let matches = self.matches(&exception, &class)?;
                self.replace(2, Value::Bool(matches));
            }
            Op::Print(count, names) => self.print(count as usize, names)?,
            Op::MakeFunction(code) => self.make_function(code)?,
            Op::FinishClass => self.finish_class()?,
            Op::Super => self.super_object()?,
            Op::Format => self.format()?,
            Op::Iterate => {
                let value = self.peek(0);
                let iterator = self.iterator(&value)?;
                self.replace(1, iterator);
            }
            _ => self.build(op)?,
        }
        Ok(())
    }

    /// Instructions that make containers and texts of operands.
    fn build(&mut self, op: Op) -> Exec {
        match op {
            Op::MakeSlice => {
                let slice = [self.peek(2), self.peek(1), self.peek(0)];
                self.replace(3, Value::Slice(slice.into()));
            }
            Op::MakeList(count) => {
                let values = self.take_operands(count as usize);
                let list = self.make(Kind::List(values))?;
                self.push(list);
            }
            Op::MakeTuple(count) => {
                let values = self.take_operands(count as usize);
                self.push(Value::tuple(values));
            }
            Op::MakeSet(count) => {
                let mut set = Vec::new();
                for value in self.take_operands(count as usize) {
                    self.add_to_set(&mut set, value)?;
                }
                let set = self.make(Kind::Set(set, false))?;
                self.push(set);
            }
            Op::MakeDict(count) => {
                let mut operands = self.take_operands(count as usize * 2).into_iter();
                let mut pairs = Vec::new();
                while let (Some(key), Some(value)) = (operands.next(), operands.next()) {
                    self.add_to_pairs(&mut pairs, key, value)?;
                }
                let dict = self.make(Kind::Dict(pairs, Value::None))?;
                self.push(dict);
            }
            Op::MakeText(count) => {
                let parts = self.take_operands(count as usize);
                let mut text = String::new();
                for part in &parts {
                    if let Value::Str(part) = part {
                        self.within(text.len() + part.len())?;
                        text.push_str(part);
                    }
                }
                self.push(Value::text(text));
            }
            Op::Append(_) | Op::AddToSet(_) | Op::AddToDict(_) | Op::Extend | Op::Update(_) => {
                self.collect_operand(op)?;
            }
            Op::ListToTuple => {
                let list = self.pop();
                let values = self.elements(&list)?;
                self.push(Value::tuple(values));
            }
            Op::Unpack(count) => self.unpack(count as usize, None)?,
            Op::UnpackStarred(before, after) => {
                self.unpack(before as usize, Some(after as usize))?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn take_operands(&mut self, count: usize) -> Vec<Value> {
        let stack = &mut self.frame().stack;
        stack.split_off(stack.len().saturating_sub(count))
    }

    fn rotate(&mut self, count: usize) {
        let stack = &mut self.frame().stack;
        let first = stack.len().saturating_sub(count);
        stack[first..].rotate_right(1);
    }

    fn cell(&mut self, op: Op) -> Exec {
        let (Op::MakeCell(slot) | Op::LoadCell(slot) | Op::StoreCell(slot) | Op::DeleteCell(slot)) =
            op
        else {
            return Ok(());
        };
        if let Op::MakeCell(_) = op {
            let value = std::mem::take(&mut self.frame().slots[slot as usize]);
            let cell = self.make(Kind::Cell(value))?;
            self.frame().slots[slot as usize] = cell;
            return Ok(());
        }
        let cell = self.frame().slots[slot as usize].clone();
        let Value::Ref(cell) = cell else {
            return Err(self.internal("a captured name without a cell"));
        };
        let birth = self.object(cell).birth;
        let write = !matches!(op, Op::LoadCell(_));
        self.touch(Location::Cell(birth), write)?;
        match op {
            Op::LoadCell(_) => {
                let Kind::Cell(value) = &self.object(cell).kind else {
                    return Err(self.internal("a captured name without a cell"));
                };
                let value = value.clone();
                self.note(|_| Act::Read(Some(value.clone())));
                if !value.bound() {
                    let name = &self.code().slots[slot as usize];
                    let free = self.code().free.contains(&slot);
                    let message = if free {
                        format!(
                            "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
                        )
                    } else {
                        return Err(self.unbound_local(slot));
                    };
                    return Err(self.raise(Exc::NameError, message));
                }
                self.push(value);
            }
            Op::StoreCell(_) => {
                let value = self.pop();
                self.note(|_| Act::Write(Some(value.clone())));
                self.object_mut(cell).kind = Kind::Cell(value);
            }
            _ => {
                self.note(|_| Act::Write(None));
                self.object_mut(cell).kind = Kind::Cell(Value::Unbound);
            }
        }
        Ok(())
    }

    fn global(&mut self, op: Op) -> Exec {
        let global = match op {
            Op::LoadClass(slot, global) => {
                let value = self.frame().slots[slot as usize].clone();
                if value.bound() {
                    self.push(value);
                    return Ok(());
                }
                global
            }
            Op::LoadGlobal(global) | Op::StoreGlobal(global) | Op::DeleteGlobal(global) => global,
            _ => return Ok(()),
        };
        let space = self.thread().space;
        let write = matches!(op, Op::StoreGlobal(_) | Op::DeleteGlobal(_));
        let place = global as usize;
        if write && self.is_set(global) {
            self.pop();
            return Ok(());
        }
        self.touch(Location::Global(space, global), write)?;
        let globals = &mut self.state.spaces[usize::from(space)].globals;
        match op {
            Op::StoreGlobal(_) => {
                let stack = &mut self.state.threads[self.me].frames;
                let value = stack.last_mut().and_then(|frame| frame.stack.pop());
                globals[place] = value.unwrap_or_default();
                let value = globals[place].clone();
                self.note(|_| Act::Write(Some(value)));
            }
            Op::DeleteGlobal(_) => {
                if !globals[place].bound() {
                    return Err(self.unbound_global(global));
                }
                globals[place] = Value::Unbound;
                self.note(|_| Act::Write(None));
            }
            _ => {
                let value = globals[place].clone();
                self.note(|_| Act::Read(Some(value.clone())));
                if value.bound() {
                    self.push(value);
                } else if let Some(value) =
                    super::super::library::builtin(&self.program.globals[place])
                {
                    self.push(value);
                } else {
                    return Err(self.unbound_global(global));
                }
            }
        }
        Ok(())
    }

    /// Whether `--set` holds a global, so that the module's own assignment doesn't.
    fn is_set(&self, global: u32) -> bool {
        let settings = &self.settings.set;
        let frame = self.state.threads[self.me].frames.last();
        frame.is_some_and(|frame| frame.code == 0)
            && settings
                .iter()
                .any(|(name, _)| *name == self.program.globals[global as usize])
    }

    fn unbound_global(&mut self, global: u32) -> Stop {
        let name = &self.program.globals[global as usize];
        self.raise(Exc::NameError, format!("name '{name}' is not defined"))
    }

    fn unbound_local(&mut self, slot: u32) -> Stop {
        let name = &self.code().slots[slot as usize];
        self.raise(
            Exc::UnboundLocalError,
            format!(
                "cannot access local variable '{name}' where it is not associated with a value"
            ),
        )
    }

    /// Leaves a function.
    fn give_back(&mut self) -> Exec {
        let value = self.pop();
        let frames = &mut self.thread().frames;
        let Some(left) = frames.pop() else {
            return Ok(());
        };
        if self.thread().frames.is_empty() {
            return Ok(());
        }
        let value = match left.then {
            Then::Push => value,
            Then::Drop => return Ok(()),
            Then::Made(made) => {
                if !matches!(value, Value::None) {
                    let kind = self.type_name(&value);
                    let message = format!("__init__() should return None, not '{kind}'");
                    return Err(self.raise(Exc::TypeError, message));
                }
                made
            }
            Then::Text => match value {
                Value::Str(_) => value,
                other => {
                    let kind = self.type_name(&other);
                    let message = format!("__str__ returned non-string (type {kind})");
                    return Err(self.raise(Exc::TypeError, message));
                }
            },
            Then::Truth(wanted) => {
                let truth = self.plain_truth(&value);
                Value::Bool(truth == wanted)
            }
        };
        self.push(value);
        Ok(())
    }

    /// The end of a thread, or of the program.
    pub(super) fn finish(&mut self) -> Exec {
        if self.me == 0 {
            return self.finish_program();
        }
        if self.thread().sleep == super::Sleep::Done {
            return self.fire();
        }
        let object = self.thread().object;
        let birth = self.object(object).birth;
        if self.touch(Location::Alive(birth), true)? {
            self.note(|_| Act::Said("end".into()));
        }
        self.thread().status = Status::Ended;
        self.thread().sleep = super::Sleep::No;
        self.events = true;
        Ok(())
    }

    fn finish_program(&mut self) -> Exec {
        self.shut_executors();
        let others = &self.state.threads[1..];
        let waits = |status| !matches!(status, Status::Ended);
        if others.iter().any(|one| !one.daemon && waits(one.status)) {
            return Err(Stop::Join);
        }
        let alive = |status| matches!(status, Status::Ready | Status::Joining);
        if others.iter().any(|one| one.daemon && alive(one.status)) {
            self.step()?;
            self.note(|_| Act::Said("the program ends, daemons with it".into()));
        }
        self.state.over = true;
        Ok(())
    }

    /// Ends early what repeats itself or never ends.
    fn repeats(&mut self) -> Exec {
        /// Before so many jumps nothing is compared.
        const FIRST: u64 = 256;
        if self.jumps > self.settings.most_jumps {
            return Err(Stop::Bound);
        }
        if self.jumps < FIRST {
            return Ok(());
        }
        let thread = &self.state.threads[self.me];
        let depth = thread.frames.len();
        let place = thread.frames.last().map_or(0, |frame| frame.at);
        let due = self.jumps.is_power_of_two();
        let near = self.jumps.is_multiple_of(64) || self.jumps < FIRST + 64;
        // What is large is compared seldom: it rather grows than repeats itself.
        let large = self
            .snapshot
            .as_ref()
            .is_some_and(|(_, old)| old.len() > 4_096);
        if !due && (!near || large && !self.jumps.is_multiple_of(1 << 16)) {
            return Ok(());
        }
        let mut now = vec![self.me as u8, (depth % 256) as u8, (place % 256) as u8];
        let space = &self.state.spaces[usize::from(thread.space)];
        super::super::encode::frames(space, thread, &mut now);
        let same = self.snapshot.as_ref().is_some_and(|(_, old)| *old == now);
        if same {
            let line = self.line();
            self.thread().status = Status::Endless(line);
            return Ok(());
        }
        if due {
            self.snapshot = Some((self.jumps, now));
        }
        Ok(())
    }

    /// The line that is being run.
    pub(super) fn line(&self) -> u32 {
        self.span().start
    }

    /// Starts a round of a loop that may be cut.
    fn round_starts(&mut self, number: u32) -> Exec {
        let one = &self.code().loops[number as usize];
        let most = self.settings.loops.unwrap_or(u32::MAX);
        let slot = one.slot as usize;
        let done = match &self.frame().slots[slot] {
            Value::Int(done) => *done,
            _ => 0,
        };
        let alone = !self.others_alive();
        if done >= i64::from(most) && !alone {
            match one.end {
                Some(end) => {
                    let iterator = self.peek(0);
                    if self.has_more(&iterator) {
                        self.cut_here(one.line);
                        self.pop();
                        self.frame().at = end;
                        return Ok(());
                    }
                }
                None => {
                    self.cut_here(one.line);
                    let line = self.line();
                    self.thread().status = Status::Held(line);
                    return Ok(());
                }
            }
        }
        if !alone {
            self.frame().slots[slot] = Value::Int(done + 1);
        }
        self.advance();
        Ok(())
    }

    fn cut_here(&mut self, line: u32) {
        self.common.cuts.insert(line);
    }

    fn others_alive(&self) -> bool {
        let mut others = self.state.threads.iter().enumerate();
        others.any(|(index, thread)| {
            index != self.me && matches!(thread.status, Status::Ready | Status::Joining)
        })
    }

    fn text(&mut self, conversion: Conversion) -> Exec {
        let value = self.peek(0);
        if let Value::Str(_) = value
            && conversion == Conversion::Str
        {
            self.advance();
            return Ok(());
        }
        let methods: &[&str] = match conversion {
            Conversion::Str => &["__str__", "__repr__"],
            _ => &["__repr__"],
        };
        for method in methods {
            if let Some(function) = self.special(&value, method) {
                self.pop();
                self.advance();
                return self.enter_function(&function, vec![value], Then::Text);
            }
        }
        let text = self.written(&value, conversion)?;
        self.replace(1, Value::text(text));
        self.advance();
        Ok(())
    }

    /// The truth of a value; `None` if a method of the program's was called to say it.
    pub(super) fn truth(&mut self, value: &Value) -> Exec<Option<bool>> {
        if value.opaque().is_some() {
            return Ok(Some(self.choose(2)? == 0));
        }
        if let Value::Ref(object) = value {
            match self.object(*object).kind {
                Kind::List(_) | Kind::Dict(..) | Kind::Set(..) | Kind::Deque(..) => {
                    let birth = self.object(*object).birth;
                    if self.touch(Location::Shape(birth), false)? {
                        self.note(|_| Act::Said("read length".into()));
                    }
                }
                Kind::Instance(..) => {
                    for method in ["__bool__", "__len__"] {
                        if let Some(function) = self.special(value, method) {
                            self.pop();
                            self.enter_function(&function, vec![value.clone()], Then::Truth(true))?;
                            return Ok(None);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(Some(self.plain_truth(value)))
    }

    /// The truth of a value that no method decides.
    pub(super) fn plain_truth(&self, value: &Value) -> bool {
        match value {
            Value::None | Value::Unbound => false,
            Value::Bool(truth) => *truth,
            Value::Int(int) => *int != 0,
            Value::Float(float) => *float != 0.0,
            Value::Str(text) => !text.is_empty(),
            Value::Tuple(values) => !values.is_empty(),
            Value::Range(parts) => super::iterate::range_length(**parts) != 0,
            Value::Ref(object) => match &self.object(*object).kind {
                Kind::List(values) => !values.is_empty(),
                Kind::Dict(pairs, _) => !pairs.is_empty(),
                Kind::Set(values, _) => !values.is_empty(),
                Kind::Deque(values, _) => !values.is_empty(),
                _ => true,
            },
            _ => true,
        }
    }

    fn make_function(&mut self, code: u32) -> Exec {
        let (defaults, named) = (self.peek(1), self.peek(0));
        let defaults = self.elements(&defaults)?;
        let named = match named {
            Value::Ref(dict) => match &self.object(dict).kind {
                Kind::Dict(pairs, _) => pairs.clone(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let captures = &self.program.codes[code as usize].captures;
        let slots = &self.frame().slots;
        let closure = captures
            .iter()
            .map(|slot| slots[*slot as usize].clone())
            .collect();
        let function = super::super::state::Function {
            code,
            defaults,
            named,
            closure,
        };
        let function = self.make(Kind::Function(function))?;
        self.replace(2, function);
        Ok(())
    }

    /// Enters the body of a class.
    fn class_body(&mut self, code: u32) -> Exec {
        let base = self.peek(0);
        self.check_base(&base)?;
        let body = &self.program.codes[code as usize];
        let mut frame = Frame::of(code, body);
        let slots = &self.frame().slots;
        for (free, capture) in body.free.iter().zip(&body.captures) {
            frame.slots[*free as usize] = slots[*capture as usize].clone();
        }
        frame.stack.push(base);
        self.pop();
        self.advance();
        self.thread().frames.push(frame);
        Ok(())
    }

    /// The class that the library's own values are of, or the program's.
    pub(super) fn class_of(&self, value: &Value) -> Value {
        let class = |class| Value::Type(Type::Class(class));
        match value {
            Value::None | Value::Unbound | Value::Ellipsis => class(Class::NoneType),
            Value::Bool(_) => class(Class::Bool),
            Value::Int(_) | Value::Big(_) => class(Class::Int),
            Value::Float(_) | Value::Opaque(_) => class(Class::Float),
            Value::Str(_) => class(Class::Str),
            Value::Tuple(_) => class(Class::Tuple),
            Value::Range(_) => class(Class::Range),
            Value::Slice(_) => class(Class::Slice),
            Value::Function(_) => class(Class::Function),
            Value::Method(_) | Value::Super(_) => class(Class::Method),
            Value::Native(_) | Value::Builtin(_) => class(Class::BuiltinFunction),
            Value::Type(_) => class(Class::Type),
            Value::Module(_) => class(Class::Module),
            Value::Ref(object) => self.class_of_object(*object),
        }
    }
}
