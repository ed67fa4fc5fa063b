//! The library functions that depend on clocks or random numbers, on real threads.

use super::super::library::{Builtin, Exc};
use super::super::number::convert;
use super::super::value::{Opaque, Value};
use super::arithmetic::int;
use super::call::Args;
use super::real::{address, bounded, seconds_of};
use super::timeouts::seconds;
use super::{Exec, Run, Stop};
use nix::time::ClockId;

impl Run<'_> {
    /// The result of a library function that depends on a clock or on random numbers; `None` for all
    /// others.
    pub(super) fn real_builtin(&mut self, builtin: Builtin, args: &Args) -> Exec<Option<Value>> {
        let Some(real) = &mut self.real else {
            return Ok(None);
        };
        let since = real.clock.now().seconds();
        Ok(Some(match builtin {
            Builtin::Sleep => {
                self.sleep_for(args)?;
                Value::None
            }
            Builtin::Time => Value::Float(real.wall + since),
            Builtin::PerfCounter | Builtin::Monotonic => {
                Value::Float(real.clock.epoch() as f64 / 1e9 + since)
            }
            Builtin::TimeNs => {
                let now = (real.wall + since) * 1e9;
                #[expect(clippy::cast_possible_truncation, reason = "it fits until 2262")]
                Value::Int(now as i64)
            }
            Builtin::ProcessTime => Value::Float(seconds_of(ClockId::CLOCK_PROCESS_CPUTIME_ID)),
            Builtin::ThreadTime => Value::Float(seconds_of(ClockId::CLOCK_THREAD_CPUTIME_ID)),
            Builtin::Random => Value::Float(real.fraction()),
            Builtin::Uniform | Builtin::RandInt | Builtin::RandRange | Builtin::Choice => {
                return self.chance(builtin, args).map(Some);
            }
            Builtin::Seed => {
                if let Some(Value::Int(seed)) = args.list.first() {
                    real.sow(*seed);
                }
                Value::None
            }
            Builtin::Id => match args.list.first() {
                Some(Value::Ref(object)) => Value::Int(address(*object)),
                _ => Value::Int(address(0)),
            },
            Builtin::GetIdent => Value::Int(address(self.thread().object)),
            Builtin::GetPid => Value::Int(i64::from(std::process::id())),
            Builtin::CpuCount => {
                Value::count(std::thread::available_parallelism().map_or(1, usize::from))
            }
            _ => return Ok(None),
        }))
    }

    /// The stand-in for an object's address in a text: no schedule determines it.
    pub(super) fn place(&self, object: u32) -> String {
        match self.real {
            Some(_) => format!("{:#x}", address(object)),
            None => Opaque::Id.mark().to_string(),
        }
    }

    fn sleep_for(&mut self, args: &Args) -> Exec {
        let seconds = self.slept(args)?;
        if let Some(real) = &mut self.real {
            real.sleep = Some(bounded(seconds));
        }
        Ok(())
    }

    /// How many seconds `sleep` should sleep; 0 if no schedule determines it.
    pub(super) fn slept(&mut self, args: &Args) -> Exec<f64> {
        let [length] = &args.list[..] else {
            let given = args.list.len();
            let message = format!("time.sleep() takes exactly one argument ({given} given)");
            return Err(self.type_error(message));
        };
        if length.opaque().is_some() {
            return Ok(0.0);
        }
        self.clocked(length)?;
        match seconds(length) {
            None => Err(self.no_integer(length)),
            Some(seconds) if seconds < 0.0 => {
                Err(self.value_error("sleep length must be non-negative"))
            }
            Some(seconds) => Ok(seconds),
        }
    }

    /// An error for arguments that the function for a random number doesn't accept, or bounds with no
    /// number between them.
    pub(super) fn check_chance(&mut self, builtin: Builtin, args: &Args) -> Exec {
        let name = builtin.name();
        let names: &[&str] = match builtin {
            Builtin::Random => return Ok(()),
            Builtin::RandRange => &["start", "stop", "step"],
            _ => &["a", "b"],
        };
        let given = |place: usize| {
            let named = args.named.iter().any(|(key, _)| {
                matches!((key, names.get(place)), (Value::Str(key), Some(name)) if **key == **name)
            });
            place < args.list.len() || named
        };
        let needed = if builtin == Builtin::RandRange { 1 } else { 2 };
        let missing: Vec<_> = (0..needed).filter(|place| !given(*place)).collect();
        if let [place, ..] = missing[..] {
            let all: Vec<String> = missing
                .iter()
                .map(|one| format!("'{}'", names[*one]))
                .collect();
            let plural = if all.len() == 1 { "" } else { "s" };
            return Err(self.type_error(format!(
                "Random.{name}() missing {} required positional argument{plural}: {}",
                names[place..needed].len(),
                all.join(" and ")
            )));
        }
        let ends = [0, 1].map(|place| args.list.get(place).and_then(int));
        for end in ends.iter().flatten() {
            if builtin == Builtin::Uniform {
                self.computed(convert::to_f64(end))?;
            } else if end.to_i64().is_none() {
                return Err(Stop::outside("a random number beyond 64 bits"));
            }
        }
        let ends = ends.map(|end| end.and_then(|end| end.to_i64()));
        match (builtin, ends) {
            (Builtin::RandInt, [Some(low), Some(high)]) if low > high => {
                let stop = i128::from(high) + 1;
                let width = stop - i128::from(low);
                Err(self.value_error(format!(
                    "empty range for randrange() ({low}, {stop}, {width})"
                )))
            }
            (Builtin::RandRange, [Some(stop), None]) if stop < 1 && args.list.len() == 1 => {
                Err(self.value_error("empty range for randrange()"))
            }
            _ => Ok(()),
        }
    }

    /// `uniform`, `randint`, `randrange` and `choice`.
    fn chance(&mut self, builtin: Builtin, args: &Args) -> Exec<Value> {
        if builtin != Builtin::Choice {
            self.check_chance(builtin, args)?;
        }
        let mut ends = [0.0; 2];
        let mut whole = [0_i64; 2];
        for (place, value) in args.list.iter().take(2).enumerate() {
            ends[place] = seconds(value).unwrap_or(0.0);
            whole[place] = int(value).map_or(0, |int| int.saturated());
        }
        if builtin == Builtin::Choice {
            let values = match args.list.first() {
                Some(values) => self.iterated(&values.clone())?,
                None => Vec::new(),
            };
            let Some(real) = self.real.as_mut().filter(|_| !values.is_empty()) else {
                return Err(self.raise(Exc::IndexError, "Cannot choose from an empty sequence"));
            };
            let place = real.below(values.len() as u64);
            return Ok(values[usize::try_from(place).unwrap_or(0)].clone());
        }
        let Some(real) = &mut self.real else {
            return Ok(Value::None);
        };
        if builtin == Builtin::Uniform {
            return Ok(Value::Float(
                ends[0] + (ends[1] - ends[0]) * real.fraction(),
            ));
        }
        let [low, stop] = whole.map(i128::from);
        let (low, stop) = match (builtin, args.list.len()) {
            (Builtin::RandRange, 1) => (0, low),
            (Builtin::RandRange, _) => (low, stop),
            _ => (low, stop + 1),
        };
        let span = stop - low;
        if span <= 0 {
            return Err(self.value_error("empty range for randrange()"));
        }
        let span = u64::try_from(span).unwrap_or(u64::MAX);
        let number = low + i128::from(real.below(span));
        Ok(Value::Int(i64::try_from(number).unwrap_or(i64::MAX)))
    }
}
