//! A demo's step program on real threads: each takes its steps through a gate that opens for one thread
//! at a time, in the order of a schedule or freely. The model says which threads can move, and each step
//! is checked against it; what the threads share is real, see `memory`.

mod check;
mod memory;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossbeam_channel::{Receiver, Sender, bounded, select};
use serde_json::Value as Json;

use engine::plan::{Bound, Job, Strategy, Task, TaskError, Variant};
use engine::record::{Lane, Wait};
use explore::{
    Lesson, MEMORY, Program, ScheduleEnd, Sizes, StepWalk, Stuck, Walk, letter, replay,
    typed_letters,
};
use memory::Memory;

/// The maximum number of steps up to which a schedule is completed.
const MOST_STEPS: usize = 1_000_000;
/// The place of the gate among the record's objects; the program's things follow.
const GATE: u16 = 0;

/// A run of this program whose threads take their steps in the order of these letters, then lowest letter
/// first; without letters, freely.
///
/// # Errors
/// Why the schedule can't be followed, in the explorer's words.
pub fn variant(program: Program, letters: Option<&str>) -> Result<Variant, String> {
    // Each process runs one program, for its whole life.
    let program: &'static Program = Box::leak(Box::new(program));
    let order = letters.map(|letters| order_of(program, letters));
    let order: Option<Arc<[usize]>> = order.transpose()?.map(Into::into);
    let deadlocks = order.as_ref().is_some_and(|order| {
        let mut walk = StepWalk::new(program);
        order
            .iter()
            .for_each(|thread| drop(walk.advance(*thread, 0)));
        matches!(walk.end(), Some(ScheduleEnd::Deadlock(_)))
    });
    Ok(Variant {
        name: program.variant.clone(),
        strategy: Strategy::Threads,
        bound: if deadlocks {
            Bound::Never
        } else {
            Bound::Unknown
        },
        tasks: program.threads().len(),
        prepare: None,
        job: Box::new(move |_| job(program, order.clone())),
    })
}

/// The default sizes of a lesson's program: with memory in order, since the store queue of a real
/// processor can't be held back.
pub fn sizes(lesson: &Lesson) -> Sizes {
    let mut sizes = Sizes::default();
    if lesson
        .options
        .iter()
        .any(|size| size.option == MEMORY.option)
    {
        sizes.set(MEMORY.option, explore::Memory::Sc as u64);
    }
    sizes
}

/// The threads of a schedule in the order of their steps.
fn order_of(program: &Program, letters: &str) -> Result<Vec<usize>, String> {
    replay(program, letters).map_err(|refusal| refusal.to_string())?;
    let mut walk = StepWalk::new(program);
    let mut order = Vec::new();
    for typed in typed_letters(letters) {
        let moved = walk.step(typed.to_ascii_uppercase())?;
        order.push(moved.thread);
    }
    while let Some(first) = walk
        .able()
        .first()
        .copied()
        .filter(|_| order.len() < MOST_STEPS)
    {
        walk.advance(first, 0);
        order.push(first);
    }
    Ok(order)
}

/// What the threads of one run share.
struct ForcedRun {
    program: &'static Program,
    memory: Memory,
    order: Option<Arc<[usize]>>,
    inner: Mutex<Inner>,
}

/// The data behind the gate's lock.
struct Inner {
    /// The model, which knows where the threads are.
    walk: StepWalk<'static>,
    /// The threads that have taken each step.
    taken: Vec<usize>,
    /// Rings for each thread when it may continue.
    bells: Vec<Sender<()>>,
    /// What differed from the model.
    odd: Option<String>,
}

fn job(program: &'static Program, order: Option<Arc<[usize]>>) -> Job {
    let (bells, rings): (Vec<_>, Vec<_>) = program.threads().iter().map(|_| bounded(1)).unzip();
    let walk = StepWalk::new(program);
    let mut objects = vec!["its turn".to_owned()];
    objects.extend(walk.columns());
    let stage = Arc::new(ForcedRun {
        program,
        memory: Memory::of(program),
        order,
        inner: Mutex::new(Inner {
            walk,
            taken: Vec::new(),
            bells,
            odd: None,
        }),
    });
    let task = |(me, bell): (usize, Receiver<()>)| {
        let stage = Arc::clone(&stage);
        let role = &stage.program.threads()[me].role;
        let name = format!("{} {role}", letter(me));
        Task::new(name, move |lane| stage.live(me, &bell, lane))
    };
    let tasks = rings.into_iter().enumerate().map(task).collect();
    let mut job = Job::new(tasks, move |_| stage.check());
    job.objects = objects;
    job
}

impl ForcedRun {
    /// The life of one thread.
    fn live(&self, me: usize, bell: &Receiver<()>, lane: &mut Lane) -> Result<Json, TaskError> {
        let thread = &self.program.threads()[me];
        let locks = self.program.lock_names().count();
        let mut own = self.memory.own(me, thread.registers, locks);
        while own.place < thread.steps.len() {
            let Some(mut inner) = self.turn(me, bell, lane)? else {
                return self.stuck(me);
            };
            let step = &thread.steps[own.place];
            let (words, other) = (&step.text, &step.other);
            let did = own.take(step);
            let moved = inner.walk.advance(me, 0);
            inner.taken.push(me);
            let expected = did.map(|did| {
                did.map(|(value, otherwise)| {
                    let text = if otherwise && !other.is_empty() {
                        other
                    } else {
                        words
                    };
                    text.replace("{}", &value.to_string())
                })
            });
            let steps = inner.taken.len();
            match expected {
                Ok(Some(text)) if text != moved.text => {
                    let model = &moved.text;
                    inner.odd = Some(format!("step {steps} was {text:?}, not {model:?}"));
                }
                Err(why) => inner.odd = Some(format!("step {steps}: {why}")),
                Ok(_) => inner.odd = inner.odd.take().or_else(|| self.differs(&inner)),
            }
            // Under the lock, so that lines come in the order of the steps.
            lane.say(&moved.text);
            for bell in &inner.bells {
                // A bell that has already rung will be heard.
                let _ = bell.try_send(());
            }
        }
        Ok(Json::Null)
    }

    /// How the memory differs from the model.
    fn differs(&self, inner: &Inner) -> Option<String> {
        let real = self.memory.values().into_iter();
        let model = inner.walk.variables();
        let own = self.program.variables();
        let mut all = real.zip(model).zip(own).filter(|(_, own)| own.is_some());
        let ((real, model), _) = all.find(|((real, model), _)| real != model)?;
        let steps = inner.taken.len();
        Some(format!(
            "after step {steps} a variable is {real}, not {model}"
        ))
    }

    /// Waits until this thread may take its next step; `None` once no thread can.
    fn turn(
        &self,
        me: usize,
        bell: &Receiver<()>,
        lane: &mut Lane,
    ) -> Result<Option<MutexGuard<'_, Inner>>, TaskError> {
        let mut waits = false;
        let guard = loop {
            let inner = self.lock();
            let able = inner.walk.able();
            let turn = self
                .order
                .as_ref()
                .and_then(|order| order.get(inner.taken.len()));
            let mine = match (&self.order, turn) {
                (None, _) => able.contains(&me),
                (Some(_), turn) => turn == Some(&me),
            };
            if able.is_empty() || inner.odd.is_some() || self.is_over(&inner) {
                break None;
            }
            if mine {
                break Some(inner);
            }
            let (wait, object) = waits_for(&inner.walk, me);
            drop(inner);
            if !std::mem::replace(&mut waits, true) {
                lane.begin_wait(wait, object, None);
            }
            let stop = lane.stop();
            select! {
                recv(bell) -> _ => {}
                recv(stop.channel()) -> _ => return Err(TaskError::Stopped),
            }
        };
        if waits {
            lane.end_wait();
        }
        Ok(guard)
    }

    /// Whether the run is over: a schedule that goes on forever ends where it was cut.
    fn is_over(&self, inner: &Inner) -> bool {
        let steps = self.order.as_ref().map_or(MOST_STEPS, |order| order.len());
        inner.taken.len() >= steps
    }

    /// The result of a thread that remains when no thread can move.
    fn stuck(&self, me: usize) -> Result<Json, TaskError> {
        let inner = self.lock();
        match inner.walk.end() {
            Some(ScheduleEnd::Deadlock(stuck))
                if !self.program.planted && stuck.first().is_some_and(|one| one.thread == me) =>
            {
                Err(TaskError::Deadlock(cycle(&stuck)))
            }
            _ => Ok(Json::Null),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a held thread waits for, and its place among the record's objects.
fn waits_for(walk: &StepWalk<'_>, me: usize) -> (Wait, u16) {
    match walk.waits_at(me) {
        Some(column) => {
            let wait = if walk.is_lock(column) {
                Wait::Lock
            } else {
                Wait::Signal
            };
            (wait, u16::try_from(column + 1).unwrap_or(u16::MAX))
        }
        None => (Wait::Signal, GATE),
    }
}

/// Which thread holds what and waits for what.
fn cycle(stuck: &[Stuck]) -> String {
    let all: Vec<_> = stuck.iter().map(Stuck::to_string).collect();
    all.join("; ")
}
