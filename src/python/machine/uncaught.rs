//! What is reported, on real threads, about uncaught exceptions and `sys.exit`.

use super::super::code::Conversion;
use super::super::state::Kind;
use super::super::value::Value;
use super::Run;
use super::arithmetic::int;
use super::real::{Trace, Uncaught};

impl Run<'_> {
    /// Adds the calls that an exception leaves to its traceback.
    pub(super) fn trace(&mut self, exception: &Value) {
        let me = self.me;
        let depth = self.state.threads[me].frames.len();
        let (code, span) = match self.state.threads[me].frames.last() {
            Some(frame) => (frame.code, self.span()),
            None => return,
        };
        let same = |trace: &Trace| trace.exception.same(exception);
        let known = self
            .real
            .as_ref()
            .and_then(|real| real.traces.get(&me))
            .is_some_and(same);
        let Some(real) = &mut self.real else { return };
        let trace = real.traces.entry(me).or_insert_with(|| Trace {
            exception: exception.clone(),
            calls: Vec::new(),
        });
        if !known {
            trace.exception = exception.clone();
            trace.calls.clear();
        }
        // If it was handled and raised again, the call is already there.
        if trace.calls.last().is_none_or(|last| last.0 != depth) {
            trace.calls.push((depth, code, span));
        }
    }

    /// Records the exit code of `sys.exit`, or the text given instead of one.
    pub(super) fn tell_exit(&mut self, exception: &Value) {
        let args = match self.kind_of(exception) {
            Some(Kind::Exception(exception)) => exception.args.clone(),
            _ => Vec::new(),
        };
        let (code, text) = match args.first() {
            None | Some(Value::None) => (0, None),
            Some(value) => match int(value) {
                // A process ends with eight bits; of what C can't hold, they are those of -1.
                Some(code) => (code.to_i64().unwrap_or(-1).rem_euclid(256), None),
                None => (1, self.written(value, Conversion::Str).ok()),
            },
        };
        let Some(real) = &mut self.real else { return };
        real.exit = code;
        real.written.extend(text.map(|text| (text + "\n", true)));
    }

    /// Records an uncaught exception.
    pub(super) fn tell_uncaught(&mut self, line: &str) {
        let (me, program) = (self.me, self.program);
        let Some(real) = &mut self.real else { return };
        let trace = real.traces.remove(&me);
        let calls = trace.map_or(Vec::new(), |trace| trace.calls);
        let name = |code: u32| program.codes[code as usize].name.clone();
        let calls = calls.iter().rev();
        real.uncaught.push(Uncaught {
            thread: me,
            line: line.to_string(),
            calls: calls
                .map(|(_, code, span)| (span.start, name(*code)))
                .collect(),
        });
    }
}
