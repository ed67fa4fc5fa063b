//! Each task in its own process: this program, started again.

use std::io;
use std::os::fd::AsFd;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::joins::Joins;
use super::main_thread::MainThread;
use super::run::Completion;
use super::task::GRACE;
use crate::children::{Child, ChildCommand, ChildState};
use crate::plan::TaskResult;
use crate::record::{Lane, Recorder, Stamp, Wait};
use crate::stop::Cause;

/// What each child costs: the ends of its two pipes, its main thread and the one that listens to the
/// parent, and memory, of which a cgroup counted 0.54 MiB per child of `memory`.
pub(super) const COSTS: system::limits::Costs = system::limits::Costs {
    descriptors: 2,
    threads: 2,
    memory: 1 << 20,
};

/// Starts a child for each task, unless everything has to stop before, holds all at a gate until the last
/// is ready, opens it, and receives what they send until each has ended.
pub(super) fn run(
    tasks: usize,
    stage: &mut MainThread<'_>,
    child_command: &ChildCommand,
) -> Completion {
    let stop = stage.recorder.stop();
    let mut children = Children {
        recorder: stage.recorder,
        members: Vec::with_capacity(tasks),
        joins: Joins::default(),
    };
    let mut refused = children.start(tasks, stage.lane, child_command).err();
    // Each child reports when it is ready, for which a signal is the closest kind of wait.
    stage.lane.begin_wait(Wait::Signal, u16::MAX, None);
    let ready = children.listen(stage.lane, |child| *child.state() == ChildState::Starting);
    stage.lane.end_wait();
    let listened = ready.and_then(|()| {
        stage.before_start(1);
        children
            .members
            .iter_mut()
            .for_each(|member| member.child.open_gate());
        stage.while_running();
        children.joins.begin(stage.lane);
        children.listen(stage.lane, |_| true)
    });
    if let Err(error) = listened {
        refused.get_or_insert(format!("can't listen to the children: {error}"));
    }
    let mut outcomes: Vec<_> = children.members.iter().map(Member::outcome).collect();
    outcomes.resize(tasks, TaskResult::NotStarted);
    let told =
        |outcome: &TaskResult| matches!(outcome, TaskResult::Stopped | TaskResult::NotStarted);
    if outcomes.iter().any(told) {
        // A signal to the whole group may have ended the children before it was received here.
        let _heard = stop.sleep(GRACE);
    }
    let peaks: Option<Vec<_>> = children
        .members
        .iter()
        .map(|member| member.child.peak())
        .collect();
    let child_peak = peaks.and_then(|peaks| peaks.into_iter().max());
    Completion {
        outcomes,
        refused,
        child_peak,
        ..Completion::default()
    }
}

struct Member {
    child: Child,
    ended: bool,
}

impl Member {
    fn outcome(&self) -> TaskResult {
        match self.child.state() {
            ChildState::Ended(outcome) => outcome.clone(),
            ChildState::Starting | ChildState::Ready => TaskResult::Stuck,
        }
    }
}

/// The children of one run.
struct Children<'a> {
    recorder: &'a Recorder,
    members: Vec<Member>,
    joins: Joins,
}

impl Children<'_> {
    /// Starts a child for each task, unless everything has to stop before.
    ///
    /// # Errors
    /// The limit that was hit; everything is then told to stop.
    fn start(
        &mut self,
        tasks: usize,
        main: &mut Lane,
        child_command: &ChildCommand,
    ) -> Result<(), String> {
        let stop = self.recorder.stop();
        for index in 0..tasks {
            if stop.cause().is_some() {
                break;
            }
            let child = child_command.start(index, self.recorder.clock());
            let mut child = child.map_err(|error| {
                stop.raise(Cause::Refused);
                let limit = system::diagnose_children(index, &error);
                format!("{index} of {tasks} children could be started: {limit} ({error})")
            })?;
            let lane = self
                .recorder
                .lane_of(self.recorder.task_name(index), child.id());
            self.joins.started(main, lane.place());
            child.give_lane(lane);
            self.members.push(Member {
                child,
                ended: false,
            });
        }
        Ok(())
    }

    /// Receives what children send while any of them is `awaited`. Once everything has to stop, they are
    /// told so, and those that take longer than [`GRACE`] are killed.
    fn listen(&mut self, lane: &mut Lane, awaited: fn(&Child) -> bool) -> io::Result<()> {
        let stop = self.recorder.stop();
        // A pipe whose writer is dropped by the stop signal wakes `poll`.
        let (stopped, writer) = io::pipe()?;
        let _told = stop.on_raise(move || drop(writer));
        let clock = self.recorder.clock();
        let mut grace = Grace::NotBegun;
        while self
            .members
            .iter()
            .any(|member| !member.ended && awaited(&member.child))
        {
            let timeout = match grace {
                Grace::Until(deadline) => {
                    let left = deadline.since(clock.now()).as_micros().div_ceil(1000);
                    PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX)
                }
                Grace::NotBegun | Grace::Over => PollTimeout::NONE,
            };
            let listen_to_stop = matches!(grace, Grace::NotBegun).then_some(&stopped);
            self.read_messages(lane, listen_to_stop, timeout)?;
            match grace {
                Grace::NotBegun if stop.cause().is_some() => {
                    self.members
                        .iter_mut()
                        .for_each(|member| member.child.stop());
                    grace = Grace::Until(clock.now().after(GRACE));
                }
                Grace::Until(deadline) if clock.now() >= deadline => {
                    self.members
                        .iter_mut()
                        .for_each(|member| member.child.give_up());
                    grace = Grace::Over;
                }
                Grace::NotBegun | Grace::Until(_) | Grace::Over => {}
            }
        }
        Ok(())
    }

    /// Waits until a child has sent something, `stopped` has ended or the time is up, and reads what
    /// there is.
    fn read_messages(
        &mut self,
        lane: &mut Lane,
        stopped: Option<&io::PipeReader>,
        timeout: PollTimeout,
    ) -> io::Result<()> {
        let listened = self.members.iter_mut().enumerate();
        let mut listened: Vec<_> = listened.filter(|(_, member)| !member.ended).collect();
        let heard: Vec<bool> = {
            let children = listened
                .iter()
                .map(|(_, member)| member.child.stdout().as_fd());
            let all = children.chain(stopped.map(AsFd::as_fd));
            let mut all: Vec<_> = all.map(|fd| PollFd::new(fd, PollFlags::POLLIN)).collect();
            match poll(&mut all, timeout) {
                Ok(_) | Err(Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
            all.iter().map(|fd| fd.any().unwrap_or(false)).collect()
        };
        for ((index, member), heard) in listened.iter_mut().zip(heard) {
            if heard && !member.child.read_messages(self.recorder) {
                member.ended = true;
                self.joins.ended(lane, *index);
            }
        }
        Ok(())
    }
}

/// How long to wait for the children to end.
enum Grace {
    /// As long as it takes.
    NotBegun,
    /// They have been told to stop, and are given up at this moment.
    Until(Stamp),
    /// They have been killed; the system may take as long as it needs.
    Over,
}
