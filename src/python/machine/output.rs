//! `print` and the streams: what a program writes.

use super::super::code::Conversion;
use super::super::library::Builtin;
use super::super::value::{Opaque, Value};
use super::call::Args;
use super::memory::append;
use super::{Act, Exec, Observed, Run, Stop};
use std::sync::Arc;

impl Run<'_> {
    /// `print`: its texts are ready; they are written in one step.
    pub(super) fn print(&mut self, count: usize, names: u32) -> Exec {
        let names = match &self.program.constants[names as usize] {
            Value::Tuple(names) => names.clone(),
            _ => Arc::from([]),
        };
        let stack = &self.frame().stack;
        let first = stack.len().saturating_sub(count + names.len());
        let list = stack[first..first + count].to_vec();
        let values = stack[first + count..].to_vec();
        let named = names.iter().cloned().zip(values).collect();
        self.print_values(&Args { list, named })?;
        self.drop_operands(count + names.len());
        self.push(Value::None);
        Ok(())
    }

    pub(super) fn print_values(&mut self, args: &Args) -> Exec {
        let (mut separator, mut end) = (Arc::from(" "), Arc::from("\n"));
        let mut error = false;
        for (key, value) in &args.named {
            let Value::Str(key) = key else { continue };
            match (&**key, value) {
                ("sep", Value::Str(text)) => separator = text.clone(),
                ("end", Value::Str(text)) => end = text.clone(),
                ("sep" | "end" | "file", Value::None)
                | ("flush", _)
                | ("file", Value::Builtin(Builtin::Stdout)) => {}
                ("sep" | "end", other) => {
                    let kind = self.type_name(other);
                    return Err(
                        self.type_error(format!("{key} must be None or a string, not {kind}"))
                    );
                }
                ("file", Value::Builtin(Builtin::Stderr)) => error = true,
                _ => return Err(Stop::outside("this file of print()")),
            }
        }
        let mut text = String::new();
        for (index, value) in args.list.iter().enumerate() {
            if index > 0 {
                text.push_str(&separator);
            }
            append(&mut text, &self.written(value, Conversion::Str)?)?;
        }
        text.push_str(&end);
        self.write_out(&text, error)
    }

    /// One step that writes a text.
    fn write_out(&mut self, text: &str, error: bool) -> Exec {
        self.step()?;
        if let Some(real) = &mut self.real {
            // The time as text is known to no thread here: it is shown as the explorer shows it.
            real.written.push((Opaque::shown(text), error));
            return Ok(());
        }
        let shown = Opaque::shown(text);
        self.note(|_| {
            let where_to = if error { "print to stderr" } else { "print" };
            Act::Said(format!(
                "{where_to} {}",
                super::super::text::repr::string(shown.trim_end_matches('\n'))
            ))
        });
        if error || text.is_empty() {
            return Ok(());
        }
        self.printed.push_str(&shown);
        match self.settings.outcome {
            Observed::Globals(_) => {}
            Observed::Output => {
                let number = self.common.texts.number(&shown);
                self.state.out = self.common.outputs.longer(self.state.out, number);
            }
            Observed::Last => {
                let before = self.common.output(self.state.out);
                let all = format!("{before}{shown}");
                let ended = all.ends_with('\n');
                let body = all.trim_end_matches('\n');
                let last = body.rsplit('\n').next().unwrap_or_default();
                let last = if ended {
                    format!("{last}\n")
                } else {
                    last.to_string()
                };
                // A completed line stays until the next one begins.
                let last = if before.ends_with('\n') && !shown.trim_matches('\n').is_empty() {
                    let line = shown
                        .trim_end_matches('\n')
                        .rsplit('\n')
                        .next()
                        .unwrap_or_default();
                    if shown.ends_with('\n') {
                        format!("{line}\n")
                    } else {
                        line.to_string()
                    }
                } else {
                    last
                };
                let number = self.common.texts.number(&last);
                self.state.out = self.common.outputs.longer(0, number);
            }
        }
        Ok(())
    }

    pub(super) fn stream_method(&mut self, stream: Builtin, name: &str, args: Args) -> Exec<Value> {
        if name == "flush" {
            return Ok(Value::None);
        }
        let [text] = self.exactly("write", args)?;
        let Value::Str(text) = text else {
            let kind = self.type_name(&text);
            return Err(self.type_error(format!("write() argument must be str, not {kind}")));
        };
        self.write_out(&text, stream == Builtin::Stderr)?;
        Ok(Value::count(text.chars().count()))
    }
}
