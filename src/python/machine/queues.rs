//! Queues: an item goes in or comes out in one step.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::super::code::Compare;
use super::super::library::{Class, Exc};
use super::super::state::{Kind, Order, Queue};
use super::super::value::Value;
use super::call::Args;
use super::memory::grown;
use super::timeouts::{is_never, seconds};
use super::{Act, Exec, Run, Stop};

impl Run<'_> {
    pub(super) fn new_queue(&mut self, class: Class, args: Args) -> Exec<Value> {
        let [most] = self.params("Queue.__init__", ["maxsize"], args)?;
        let most = match &most {
            Value::Unbound => 0,
            // Python compares it in the first `put`.
            most => {
                let most = self.compared_int(most, ">", "this size")?;
                most.to_i64()
                    .ok_or_else(|| Stop::beyond("this size", i64::BITS))?
            }
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
                if !item.bound() {
                    let message = format!("{name}() missing required argument 'item' (pos 1)");
                    return Err(self.type_error(message));
                }
                let waits = name == "put" && (!block.bound() || self.plain_truth(&block));
                // Where there is always room, `put` doesn't look at it.
                let bounded = self.queue(object).most > 0;
                let timed = self.timed_item(object, waits && bounded, &timeout)?;
                self.put(object, item, waits, timed.then_some(&timeout))
            }
            "get" | "get_nowait" => {
                let [block, timeout] = self.params(name, ["block", "timeout"], args)?;
                let waits = name == "get" && (!block.bound() || self.plain_truth(&block));
                let timed = self.timed_item(object, waits, &timeout)?;
                self.take_item(object, waits, timed.then_some(&timeout))
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

    /// Whether a wait for an item has a timeout.
    fn timed_item(&mut self, object: u32, waits: bool, timeout: &Value) -> Exec<bool> {
        let simple = self.queue(object).order == Order::Simple;
        if waits && simple {
            let known = !super::timeouts::timed(timeout) || timeout.opaque().is_some();
            if !known && seconds(timeout).is_none() {
                return Err(self.no_integer(timeout));
            }
            self.clocked(timeout)?;
        } else if waits {
            self.check_timeout(timeout, "<")?;
        }
        if waits && seconds(timeout).is_some_and(|seconds| seconds < 0.0) {
            return Err(self.value_error("'timeout' must be a non-negative number"));
        }
        let timed = self.timed(timeout);
        if waits && timed && !simple {
            self.added_to_a_time(timeout)?;
        }
        Ok(timed && !is_never(timeout))
    }

    /// Blocks, unless it doesn't wait or gives up.
    fn wait_at(&mut self, object: u32, waits: bool, timeout: Option<&Value>) -> Exec {
        if !waits {
            return Ok(());
        }
        // Python waits for what is left of the time-out, which is a float.
        if let Some(seconds) = timeout.and_then(seconds) {
            self.check_wait(&Value::Float(seconds))?;
        }
        if self.gives_up(timeout.is_some()) {
            Ok(())
        } else {
            self.block(object)
        }
    }

    fn put(
        &mut self,
        object: u32,
        item: Value,
        waits: bool,
        timeout: Option<&Value>,
    ) -> Exec<Value> {
        self.step()?;
        let queue = self.queue(object);
        let full = queue.most > 0
            && queue.order != Order::Simple
            && queue.items.len() >= usize::try_from(queue.most).unwrap_or(0);
        if full {
            self.wait_at(object, waits, timeout)?;
            self.note(|_| Act::Said("put: it is full".into()));
            return Err(self.raise_with(Exc::Full, Vec::new()));
        }
        let shown = self.short(&item);
        self.note(|_| Act::Said(format!("put {shown}")));
        let heaped = match self.queue(object) {
            queue if queue.order == Order::Least => Some(queue.items.clone()),
            _ => None,
        };
        if let Some(mut heap) = heaped {
            heap.push_back(item);
            let last = heap.len() - 1;
            let done = self.sift_up(&mut heap, last);
            // An item that can't be compared stays in, out of order, as in CPython.
            self.queue_mut(object).items = heap;
            done?;
        } else {
            self.queue_mut(object).items.push_back(item);
        }
        let queue = self.queue_mut(object);
        queue.unfinished += u32::from(queue.order != Order::Simple);
        let length = queue.items.len();
        grown(length)?;
        Ok(Value::None)
    }

    fn take_item(&mut self, object: u32, waits: bool, timeout: Option<&Value>) -> Exec<Value> {
        self.step()?;
        let queue = self.queue(object).clone();
        if queue.items.is_empty() {
            self.wait_at(object, waits, timeout)?;
            self.note(|_| Act::Said("get: it is empty".into()));
            return Err(self.raise_with(Exc::Empty, Vec::new()));
        }
        let item = match queue.order {
            Order::First | Order::Simple => self.queue_mut(object).items.pop_front(),
            Order::Last => self.queue_mut(object).items.pop_back(),
            Order::Least => Some(self.take_least(object, queue.items)?),
        };
        let item = item.unwrap_or(Value::None);
        let shown = self.short(&item);
        self.note(|_| Act::Said(format!("get {shown}")));
        Ok(item)
    }

    /// Takes the smallest item from a heap, exactly as `heapq` does: programs can see which of several
    /// equal ones that is.
    fn take_least(&mut self, object: u32, mut heap: VecDeque<Value>) -> Exec<Value> {
        let last = heap.pop_back().unwrap_or_default();
        let Some(least) = heap.front_mut() else {
            self.queue_mut(object).items.clear();
            return Ok(last);
        };
        let least = std::mem::replace(least, last);
        let mut place = 0;
        let done = loop {
            let mut child = 2 * place + 1;
            if child >= heap.len() {
                break self.sift_up(&mut heap, place);
            }
            if child + 1 < heap.len() {
                match self.is_less(&heap[child], &heap[child + 1]) {
                    Ok(less) => child += usize::from(!less),
                    Err(stop) => break Err(stop),
                }
            }
            heap.swap(place, child);
            place = child;
        };
        self.queue_mut(object).items = heap;
        done?;
        Ok(least)
    }

    /// Moves an item of a heap up until nothing above it is larger.
    fn sift_up(&mut self, heap: &mut VecDeque<Value>, place: usize) -> Exec {
        let mut place = place;
        while place > 0 {
            let above = (place - 1) / 2;
            if !self.is_less(&heap[place], &heap[above])? {
                break;
            }
            heap.swap(place, above);
            place = above;
        }
        Ok(())
    }

    fn is_less(&mut self, one: &Value, two: &Value) -> Exec<bool> {
        let order = self.order(one, two, Compare::Lt)?;
        Ok(order == Some(Ordering::Less))
    }
}
