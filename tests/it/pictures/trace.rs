//! The trace, loaded in Perfetto's own engine and compared with the record.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use threaddemo::engine::record::Wait;
use threaddemo::report::trace;

use super::fixture::{Begin, End, Gave, Woke, at, busy_pair, results, variant, wait};
use super::perfetto::Perfetto;

/// Every slice with its process and thread.
const SLICES: &str = "
    select p.name, t.name, s.ts, s.dur, s.depth, s.category, s.name from slice s
    join thread_track k on s.track_id = k.id join thread t using (utid)
    left join process p using (upid)";

/// What Perfetto could not use.
const LOST: &str = "
    select name, value from stats where value > 0 and severity in ('error', 'data_loss')";

fn load(perfetto: &Perfetto, trace: &[u8]) {
    perfetto.load(trace);
    assert_eq!(perfetto.query(LOST), Vec::<Vec<String>>::new());
}

fn text(trace: &[u8]) -> Value {
    serde_json::from_slice(trace).unwrap()
}

fn pair() -> Vec<u8> {
    let mut bytes = Vec::new();
    trace::write(&mut bytes, &busy_pair(), "threaddemo pair").unwrap();
    bytes
}

/// Perfetto's page takes seconds to start, so it starts for both.
#[test]
fn perfetto_shows_the_record_and_what_the_json_report_says_to_the_nanosecond() {
    if let Some(perfetto) = Perfetto::start() {
        waits_tasks_and_acts_are_slices_and_every_flow_arrives(&perfetto);
        it_shows_what_the_json_report_says_to_the_nanosecond(&perfetto);
    }
}

fn waits_tasks_and_acts_are_slices_and_every_flow_arrives(perfetto: &Perfetto) {
    load(perfetto, &pair());
    let mut rows = perfetto.query(&format!("{SLICES} order by t.name, s.ts, s.depth, s.name"));
    for row in &mut rows {
        row.remove(0);
    }
    let rows: Vec<_> = rows.iter().map(|row| row.join(" ")).collect();
    assert_eq!(
        rows,
        [
            "A 10000 390000 0 task A",
            "A 20000 0 1 wait lock",
            "A 30000 0 1 line A has it",
            // Recorded at 50 µs, but drawn no later than the wait that it ended.
            "A 49000 0 1 act release the lock",
            "A 60000 90000 1 wait item",
            "A 150000 0 1 act got items",
            "A 200000 100000 1 wait sleep",
            "A 301000 0 1 act set start",
            "B 11000 379000 0 task B",
            "B 25000 24000 1 wait lock",
            "B 49000 0 1 act got the lock",
            "B 149000 0 1 act put items",
            "B 160000 0 1 act put items",
            "B 170000 140000 1 wait signal",
            "B 310000 0 1 act got start",
            "C 12000 -1 0 task C",
            "C 180000 131000 1 wait signal",
            "C 311000 0 1 act got start",
            "C 320000 -1 1 wait permit",
        ]
    );
    let flows = perfetto.query(
        "select o.name, o.ts, i.name, i.ts from flow join slice o on o.id = slice_out
         join slice i on i.id = slice_in order by i.ts",
    );
    let flows: Vec<_> = flows.iter().map(|flow| flow.join(" ")).collect();
    assert_eq!(
        flows,
        [
            "release the lock 49000 got the lock 49000",
            "put items 149000 got items 150000",
            "set start 301000 got start 310000",
            "set start 301000 got start 311000",
        ]
    );
    let waits = perfetto.query(
        "select t.name, a.key, a.display_value from slice s join args a using (arg_set_id)
         join thread_track k on s.track_id = k.id join thread t using (utid)
         where s.name = 'lock' order by t.name, a.key",
    );
    let waits: Vec<_> = waits.iter().map(|row| row.join(" ")).collect();
    assert_eq!(
        waits,
        [
            "A args.for the lock",
            "B args.for the lock",
            "B args.held by A"
        ]
    );
    let levels = perfetto.query(
        "select c.ts, c.value, t.name from counter c join process_counter_track t on c.track_id = t.id order by c.ts",
    );
    let levels: Vec<_> = levels.iter().map(|row| row.join(" ")).collect();
    assert_eq!(levels, ["140000 1 items level", "151000 0 items level"]);
    // A thread that did nothing takes up no space.
    let threads = perfetto.query("select name from thread where name = 'main'");
    assert!(threads.is_empty(), "{threads:?}");
}

/// A time given in seconds, in nanoseconds.
fn nanoseconds(seconds: &Value) -> u64 {
    let time = Duration::from_secs_f64(seconds.as_f64().unwrap());
    u64::try_from(time.as_nanos()).unwrap()
}

/// The slices and instants of the lane at this place in the trace, by the JSON report's entries;
/// `elapsed` returns how long the run took, which is the length of a slice that starts with the run.
fn of_lane(lane: &Value, place: &str, elapsed: impl Fn(&str) -> u64) -> Vec<String> {
    let mut rows = Vec::new();
    let mut open: Vec<(u64, String)> = Vec::new();
    let entries = lane["entries"].as_array().unwrap();
    // Main's own time is drawn if it starts others, and lasts as long as the run.
    let own = entries.iter().any(|entry| entry["what"] == "spawn");
    let whole = format!("thread|{}", lane["name"].as_str().unwrap());
    if own {
        open.push((0, whole.clone()));
    }
    for entry in entries {
        let at = nanoseconds(&entry["at_s"]);
        let text = |key: &str| entry[key].as_str().unwrap().to_owned();
        let depth = open.len();
        match entry["what"].as_str().unwrap() {
            "begin" => open.push((at, format!("task|{}", text("task")))),
            "wait" => open.push((at, format!("wait|{}", text("wait")))),
            "end" | "woke" => {
                let (from, name) = open.pop().unwrap();
                rows.push(format!("{place}|{from}|{}|{}|{name}", at - from, depth - 1));
            }
            "line" => rows.push(format!("{place}|{at}|0|{depth}|line|{}", text("line"))),
            _ => {}
        }
    }
    if own {
        assert_eq!(open.pop(), Some((0, whole.clone())), "{lane}");
        rows.push(format!("{place}|0|{}|0|{whole}", elapsed(&whole)));
    }
    for (depth, (from, name)) in open.into_iter().enumerate() {
        rows.push(format!("{place}|{from}|-1|{depth}|{name}"));
    }
    rows
}

/// The slices and instants that follow from the JSON report's entries, worked out a second time. If the
/// report has no time for a run because it failed, the time in `shown` is used, which must reach the last
/// entry.
fn expected(report: &Value, own: u64, shown: &[String]) -> Vec<String> {
    let demo = report["demo"].as_str().unwrap();
    let mut rows = Vec::new();
    for variant in report["variants"].as_array().unwrap() {
        for lane in variant["lanes"].as_array().unwrap() {
            let process = lane["process"].as_u64().unwrap();
            let mut place = format!("{demo}: {}", variant["name"].as_str().unwrap());
            if process != own {
                let _ = write!(place, ", child {process}");
            }
            let _ = write!(place, "|{}", lane["name"].as_str().unwrap());
            let last = lane["entries"].as_array().unwrap().last();
            let elapsed = |slice: &str| match &variant["runs"][0]["elapsed_s"] {
                Value::Null => {
                    let whole = shown.iter().find_map(|row| {
                        let row = row.strip_prefix(&format!("{place}|0|"))?;
                        row.strip_suffix(&format!("|0|{slice}"))?.parse().ok()
                    });
                    whole
                        .filter(|&time| time >= nanoseconds(&last.unwrap()["at_s"]))
                        .unwrap()
                }
                seconds => nanoseconds(seconds),
            };
            rows.extend(of_lane(lane, &place, elapsed));
        }
    }
    rows.sort();
    rows
}

fn it_shows_what_the_json_report_says_to_the_nanosecond(perfetto: &Perfetto) {
    const DEMOS: [&str; 3] = [
        "square-cube --all --delay 5ms",
        "queue --all --delay 1ms --items 8",
        "fault --variants none,killed-child --lines 3 --delay 2ms",
    ];
    let folder = tempfile::tempdir().unwrap();
    for demo in DEMOS {
        let path = folder.path().join("trace.json");
        let child = Command::new(env!("CARGO_BIN_EXE_threaddemo"))
            .args(demo.split(' '))
            .args(["--format", "json", "--trace"])
            .arg(&path)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let own = u64::from(child.id());
        let said = child.wait_with_output().unwrap();
        let report: Value = serde_json::from_slice(&said.stdout).unwrap();
        let trace = std::fs::read(&path).unwrap();
        load(perfetto, &trace);
        let shown = perfetto.query(&format!("{SLICES} where s.category <> 'act'"));
        let mut shown: Vec<_> = shown.iter().map(|row| row.join("|")).collect();
        shown.sort();
        let expected = expected(&report, own, &shown);
        assert!(expected.len() > 4, "{report}");
        assert_eq!(shown, expected, "{demo}");
    }
}

#[test]
fn slices_of_a_thread_nest_and_flows_have_both_ends() {
    let trace = text(&pair());
    let mut depths = std::collections::HashMap::new();
    let mut ends = std::collections::HashMap::new();
    for event in trace["traceEvents"].as_array().unwrap() {
        let depth: &mut Vec<f64> = depths.entry(event["tid"].as_u64()).or_default();
        match event["ph"].as_str().unwrap() {
            "B" => depth.push(event["ts"].as_f64().unwrap()),
            "E" => assert!(depth.pop().unwrap() <= event["ts"].as_f64().unwrap()),
            _ => {}
        }
        if let Some(flow) = event["bind_id"].as_str() {
            let (out, within) = ends.entry(flow).or_insert((0, 0));
            *out += u32::from(event["flow_out"] == true);
            *within += u32::from(event["flow_in"] == true);
        }
    }
    // Only `C` is still busy: its task and its wait.
    assert_eq!(depths.values().map(Vec::len).sum::<usize>(), 2);
    assert_eq!(ends.len(), 3);
    for (out, within) in ends.values() {
        assert!(*out == 1 && *within >= 1, "{trace}");
    }
}

#[test]
fn an_act_is_drawn_no_later_than_any_wait_that_it_ended() {
    let waiter = |task, woke| {
        let entries = vec![
            at(10, Begin(task)),
            wait(20, Wait::Signal, 0),
            at(woke, Woke(1)),
            at(400, End),
        ];
        ("waiter", entries)
    };
    // Stamped after the fact, when all waiting threads were already running.
    let setter = vec![at(10, Begin(2)), at(301, Gave(0, 1)), at(400, End)];
    let lanes = [
        waiter(0, 298),
        waiter(1, 295),
        ("setter", setter),
        waiter(3, 299),
    ];
    let results = results("set", vec![variant("threads", &["start"], 500, &lanes)]);
    let mut bytes = Vec::new();
    trace::write(&mut bytes, &results, "threaddemo set").unwrap();
    let trace = text(&bytes);
    let stamps = |end: &str| -> Vec<_> {
        let events = trace["traceEvents"].as_array().unwrap().iter();
        let ends = events.filter(|event| event[end] == true);
        ends.map(|event| event["ts"].as_f64().unwrap()).collect()
    };
    assert_eq!(stamps("flow_out"), [295.0]);
    assert_eq!(stamps("flow_in"), [298.0, 295.0, 299.0]);
}
