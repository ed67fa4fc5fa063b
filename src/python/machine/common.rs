//! What the runs of one search share: what was touched, and numbered texts.

use super::super::encode::{Collapsed, Parts};
use super::super::growth::room_in_set;
use super::super::numbers::Numbers;
use super::super::outputs::Outputs;
use super::super::sharing::Touches;
use super::super::state::State;
use super::super::steps::Steps;
use explore::{Cut, spare_room};
use std::collections::HashSet;
use std::sync::Arc;

/// Returns a reason to stop, if there is one; long computations call it now and then.
type Ask = Arc<dyn Fn() -> Option<Cut> + Send + Sync>;

/// What the runs of one search share and add to.
#[derive(Default)]
pub(crate) struct Common {
    /// The parts that states are made of.
    pub(crate) parts: Parts,
    /// The bytes of the initial state, once they are known.
    pub(crate) first: Vec<u8>,
    /// What the module printed before it.
    pub(crate) opening: Arc<str>,
    /// Memory for the state that is walked on from.
    pub(crate) before: Collapsed,
    pub(crate) outputs: Outputs,
    pub(crate) steps: Steps,
    pub(crate) touches: Touches,
    pub(crate) texts: Numbers<String>,
    /// States expanded so far.
    expanded: u32,
    /// States expanded since a new shared location was found.
    pub(crate) late: u32,
    /// States from which an end can be reached, by hash.
    pub(crate) hopeful: HashSet<u128>,
    /// States from which no end can be reached: some thread loops forever.
    pub(crate) hopeless: HashSet<u128>,
    /// The callback that says whether to continue, and how much work was done since it was last called.
    pub(crate) ask: Option<Ask>,
    pub(crate) work: usize,
    /// The outputs that schedules end with, and their bytes together.
    pub(crate) ended: HashSet<u32>,
    pub(crate) ended_bytes: usize,
    /// The lines of loops that were cut.
    pub(crate) cuts: std::collections::BTreeSet<u32>,
}

/// The outputs that schedules end with may take this many bytes together: they are kept until the end, and
/// a daemon that prints forever has ever longer ones.
const MOST_OUTPUT: usize = 128 << 20;

impl Common {
    /// What a schedule ends with.
    pub(crate) fn ends_with(&mut self, output: u32) -> String {
        let text = self.output(output);
        if self.ended.insert(output) {
            self.ended_bytes += text.len();
        }
        text
    }

    /// Whether ends have become too long to keep.
    pub(crate) fn is_too_long(&self) -> bool {
        self.ended_bytes > MOST_OUTPUT
    }

    /// Makes room for what the moves of one more state add.
    pub(crate) fn make_room(&mut self) -> Result<(), Cut> {
        /// What the moves of this many states add, beside what asks for room itself, is smaller than this.
        const STATES: u32 = 256;
        self.expanded = self.expanded.wrapping_add(1);
        if self.expanded.is_multiple_of(STATES) {
            spare_room()?;
        }
        self.outputs.make_room()?;
        room_in_set(&mut self.ended)
    }

    /// Makes room for what is learnt about one more state of a program that may go on forever.
    pub(crate) fn make_room_for_hope(&mut self) -> Result<(), Cut> {
        room_in_set(&mut self.hopeful)?;
        room_in_set(&mut self.hopeless)
    }

    /// Makes room for what one more execution of a step adds.
    pub(crate) fn make_room_for_step(&mut self) -> Result<(), Cut> {
        self.parts.make_room()?;
        self.texts.make_room()?;
        self.touches.make_room()
    }

    /// An error once everything has to stop.
    pub(crate) fn go_on(&self) -> Result<(), Cut> {
        let cut = self.ask.as_ref().and_then(|ask| ask());
        cut.map_or(Ok(()), Err)
    }

    /// The state of these bytes.
    pub(crate) fn state(&self, bytes: &[u8]) -> State {
        let mut collapsed = Collapsed::default();
        collapsed.read(bytes, &self.parts);
        collapsed.state(&self.parts)
    }

    /// The text of an output.
    pub(crate) fn output(&self, output: u32) -> String {
        let texts = self.outputs.texts(output).into_iter();
        texts.map(|text| self.text(text)).collect()
    }

    /// The text with this number.
    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.get(number).map_or("", String::as_str)
    }
}
