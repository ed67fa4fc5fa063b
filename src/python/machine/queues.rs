//! Queues: an item goes in or comes out in one step.

use std::collections::VecDeque;

use super::super::code::Compare;
use super::super::library::{Class, Exc};
use super::super::state::{Kind, Order, Queue};
use super::super::value::Value;
use super::call::Args;
use super::memory::fits;
use super::{Act, Exec, Run};

impl Run<'_> {
    pub(super) fn new_queue(&mut self, class: Class, args: Args) -> Exec<Value> {
        let [most] = self.params("Queue.__init__", ["maxsize"], args)?;
        let most = match &most {
            Value::Unbound => 0,
            most => self.known_int(most, "this size")?,
        };
        self.make(Kind::Queue(Queue {
            order: match class {
                Class::LifoQueue => Order::Last,
                Class::PriorityQueue => Order::Least,
                Class::SimpleQueue => Order::Simple,
                _ => Order::First,
            },
            most,
            items: VecDeque::new(),
            unfinished: 0,
        }))
    }

    pub(super) fn queue(&self, object: u32) -> &Queue {
        match self.kind(object) {
            Kind::Queue(queue) => queue,
            _ => unreachable!("its kind was looked at"),
        }
    }

    fn queue_mut(&mut self, object: u32) -> &mut Queue {
        match self.kind_mut(object) {
            Kind::Queue(queue) => queue,
            _ => unreachable!("its kind was looked at"),
        }
    }

    pub(super) fn queue_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Value> {
        match name {
            "put" | "put_nowait" => {
                let names = ["item", "block", "timeout"];
                let [item, block, timeout] = self.params(name, names, args)?;
                let waits = name == "put" && (!block.bound() || self.plain_truth(&block));
                let timed = timeout.bound() && self.timed(&timeout);
                self.put(object, item, waits, timed)
            }
            "get" | "get_nowait" => {
                let [block, timeout] = self.params(name, ["block", "timeout"], args)?;
                let waits = name == "get" && (!block.bound() || self.plain_truth(&block));
                let timed = timeout.bound() && self.timed(&timeout);
                self.take_item(object, waits, timed)
            }
            "task_done" => {
                self.step()?;
                self.note(|_| Act::Said("task done".into()));
                if self.queue(object).unfinished == 0 {
                    return Err(self.value_error("task_done() called too many times"));
                }
                self.queue_mut(object).unfinished -= 1;
                Ok(Value::None)
            }
            "join" => {
                self.step()?;
                if self.queue(object).unfinished > 0 {
                    return self.block(object);
                }
                self.note(|_| Act::Said("join: all is done".into()));
                Ok(Value::None)
            }
            _ => {
                self.step()?;
                let queue = self.queue(object);
                let length = queue.items.len();
                let value = match name {
                    "empty" => Value::Bool(length == 0),
                    "full" => Value::Bool(
                        queue.most > 0 && length >= usize::try_from(queue.most).unwrap_or(0),
                    ),
                    _ => Value::count(length),
                };
                let shown = self.short(&value);
                let name = name.to_string();
                self.note(|_| Act::Said(format!("{name}: {shown}")));
                Ok(value)
            }
        }
    }

    fn put(&mut self, object: u32, item: Value, waits: bool, timed: bool) -> Exec<Value> {
        self.step()?;
        let queue = self.queue(object);
        let full = queue.most > 0
            && queue.order != Order::Simple
            && queue.items.len() >= usize::try_from(queue.most).unwrap_or(0);
        if full {
            if waits && !self.gives_up(timed) {
                return self.block(object);
            }
            self.note(|_| Act::Said("put: it is full".into()));
            return Err(self.raise_with(Exc::Full, Vec::new()));
        }
        let shown = self.short(&item);
        self.note(|_| Act::Said(format!("put {shown}")));
        let queue = self.queue_mut(object);
        queue.items.push_back(item);
        queue.unfinished += u32::from(queue.order != Order::Simple);
        let length = queue.items.len();
        fits(length)?;
        Ok(Value::None)
    }

    fn take_item(&mut self, object: u32, waits: bool, timed: bool) -> Exec<Value> {
        self.step()?;
        let queue = self.queue(object).clone();
        if queue.items.is_empty() {
            if waits && !self.gives_up(timed) {
                return self.block(object);
            }
            self.note(|_| Act::Said("get: it is empty".into()));
            return Err(self.raise_with(Exc::Empty, Vec::new()));
        }
        let place = match queue.order {
            Order::First | Order::Simple => 0,
            Order::Last => queue.items.len() - 1,
            Order::Least => {
                let mut best = 0;
                for (place, item) in queue.items.iter().enumerate().skip(1) {
                    let order = self.order(item, &queue.items[best], Compare::Lt)?;
                    if order == Some(std::cmp::Ordering::Less) {
                        best = place;
                    }
                }
                best
            }
        };
        let item = self.queue_mut(object).items.remove(place);
        let item = item.unwrap_or(Value::None);
        let shown = self.short(&item);
        self.note(|_| Act::Said(format!("get {shown}")));
        Ok(item)
    }
}
