//! The timeline in the terminal.

use std::time::Duration;

use threaddemo::engine::record::Wait;
use threaddemo::report::palette::Palette;
use threaddemo::report::printer::Style;
use threaddemo::report::results::Results;
use threaddemo::report::timeline;
use threaddemo::system::ThreadUsage;
use unicode_width::UnicodeWidthStr;

use super::fixture::{
    Begin, End, Woke, at, busy_pair, line, results, variant, wait, wait_for_lock,
};

fn drawn(results: &Results, width: usize, unicode: bool) -> String {
    let style = Style {
        palette: Palette::new(false),
        unicode,
        width,
    };
    let mut bytes = Vec::new();
    timeline::write(&mut bytes, results, style).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// How many columns of a row are drawn as busy; the percent sign of a share doesn't count, as a number
/// precedes it.
fn busy(row: &str) -> usize {
    let shares = row.split(" %");
    let shares = shares.filter(|before| before.ends_with(|last: char| last.is_ascii_digit()));
    row.matches('%').count() - shares.count()
}

const NARROW: &str = r"
timeline  0.0000    0.0001    0.0002    0.0003    0.0004 s
          '         '         '         '         '
threads  0.000500 s
  A        %%%%%ooooooooo%%%%%----------%%%%%%%%%%          
          busy 40 %, sleep 20 %, item 18 %
  B        %%xx%%%%%%%%%%%%::::::::::::::%%%%%%%%           
          busy 43 %, lock 5 %, signal 28 %
  C        %%%%%%%%%%%%%%%%%:::::::::::::%=================>
          busy 35 %, permit 36 %, signal 26 %

%% running or wanting a CPU   -- sleeping
xx waiting for a lock   == waiting for a permit
:: waiting for a signal
oo waiting for an item, or room for one   > still running
blank not started or done
";
const WIDE: &str = r"
timeline  0.0000      0.0001      0.0002       0.0003      0.0004 s         busy   sleep    lock  permit  signal    item
          ╵           ╵           ╵            ╵           ╵
threads  0.000500 s
  A        ▓▓▓▓▓▓░░░░░░░░░░░░▓▓▓▓▓▓────────────▓▓▓▓▓▓▓▓▓▓▓▓▓                40 %    20 %     0 %     0 %     0 %    18 %
  B        ▓▓╳╳╳▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓┊┊┊┊┊┊┊┊┊┊┊┊┊┊┊┊┊▓▓▓▓▓▓▓▓▓▓                  43 %     0 %     5 %     0 %    28 %     0 %
  C        ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓┊┊┊┊┊┊┊┊┊┊┊┊┊┊┊┊┊▓▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄»    35 %     0 %     0 %    36 %    26 %     0 %

▓▓ running or wanting a CPU   ── sleeping   ╳╳ waiting for a lock   ▄▄ waiting for a permit   ┊┊ waiting for a signal
░░ waiting for an item, or room for one   » still running   blank not started or done
coarse: a column is 8.06 µs wide and shows what took most of it; 1 column hides something shorter
";

#[test]
fn a_lane_shows_each_state_where_it_was_and_its_share() {
    let pair = busy_pair();
    assert_eq!(drawn(&pair, 60, false), NARROW);
    assert_eq!(drawn(&pair, 120, true), WIDE);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in 40..=300 {
        for unicode in [false, true] {
            let text = drawn(&busy_pair(), width, unicode);
            assert_eq!(text.is_ascii(), !unicode);
            for line in text.lines() {
                assert!(line.width() <= width, "{width}: {line}\n{text}");
            }
        }
    }
}

/// A lane that alternates between working and sleeping, this many times, a microsecond each.
fn flutter(turns: u64) -> super::fixture::Entries<'static> {
    let mut entries = vec![at(0, Begin(0))];
    for turn in 0..turns {
        entries.push(wait(turn * 4 + 1, Wait::Sleep, 0));
        entries.push(at(turn * 4 + 4, Woke(0)));
    }
    entries.push(at(turns * 4, End));
    entries
}

#[test]
fn a_column_of_many_short_states_shows_the_longest_and_says_that_it_is_coarse() {
    let results = results(
        "flutter",
        vec![variant("fast", &[], 4000, &[("A", flutter(1000))])],
    );
    let text = drawn(&results, 80, false);
    let bar = text.lines().find(|line| line.starts_with("  A ")).unwrap();
    assert!(bar.contains("--------") && busy(bar) == 0, "{text}");
    assert!(bar.contains("25 %") && bar.contains("75 %"), "{text}");
    assert!(text.contains("coarse: a column is"), "{text}");
    let fine = results_of_one(vec![at(0, Begin(0)), at(1000, End)]);
    assert!(!drawn(&fine, 80, false).contains("coarse"));
}

fn results_of_one(entries: super::fixture::Entries<'static>) -> Results {
    results("one", vec![variant("only", &[], 1000, &[("A", entries)])])
}

#[test]
fn a_lane_of_few_tasks_shows_where_one_follows_another() {
    let turns = |tasks: u32| {
        let each = 1000 / u64::from(tasks);
        let turn = |task: u32| {
            let from = u64::from(task) * each;
            [at(from, Begin(task)), at(from + each, End)]
        };
        drawn(
            &results_of_one((0..tasks).flat_map(turn).collect()),
            80,
            false,
        )
    };
    let three = turns(3);
    let bar = three.lines().find(|line| line.starts_with("  A ")).unwrap();
    let tasks: Vec<_> = bar.split_whitespace().nth(1).unwrap().split('|').collect();
    assert_eq!(tasks.len(), 3, "{three}");
    // One column of each except the first is the border.
    assert_eq!(tasks[1].len(), tasks[2].len(), "{three}");
    assert!(tasks[0].len() - tasks[1].len() <= 2, "{three}");
    assert!(three.contains("| next task"), "{three}");
    let many = turns(100);
    assert!(!many.contains('|'), "{many}");
}

#[test]
fn thousands_of_lanes_are_folded_with_their_count() {
    let lanes: Vec<_> = (0..1003_u64)
        .map(|lane| ("W", vec![at(lane, Begin(0)), at(lane + 1000, End)]))
        .collect();
    let text = drawn(
        &results("many", vec![variant("threads", &[], 2003, &lanes)]),
        80,
        false,
    );
    assert!(
        text.contains("1,003 lanes are folded into 20 bands of up to 51"),
        "{text}"
    );
    let rows: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("  W +"))
        .collect();
    assert_eq!(rows.len(), 20, "{text}");
    assert!(rows.iter().all(|row| busy(row) > 0), "{text}");
}

#[test]
fn running_is_told_from_wanting_a_cpu_if_the_system_accounts_for_it() {
    let bar_with = |queued: Option<u64>| {
        let entries = vec![
            at(0, Begin(0)),
            wait(400, Wait::Queued, 0),
            at(1000, Woke(0)),
            at(1000, End),
        ];
        let mut results = results_of_one(entries);
        results.variants[0].first.record.lanes[0].usage = Some(ThreadUsage {
            cpu: Duration::from_micros(400),
            voluntary: 0,
            involuntary: 0,
            queued: queued.map(Duration::from_micros),
        });
        let text = drawn(&results, 80, false);
        let row = text.lines().find(|line| line.starts_with("  A ")).unwrap();
        row.split_whitespace().nth(1).unwrap().to_owned()
    };
    let marks = |queued| {
        let mut marks: Vec<_> = bar_with(queued).chars().collect();
        marks.dedup();
        marks
    };
    // Everything that it was queued for is in slices, so it ran the rest of the time.
    assert_eq!(marks(Some(600)), ['#', '?']);
    // It was queued for longer than its slices show: the rest may be either.
    assert_eq!(marks(Some(900)), ['%', '?']);
    // The system keeps no account, so only what the thread itself recorded is known.
    assert_eq!(marks(None), ['#', '?']);
}

#[test]
fn variants_share_one_scale() {
    let whole = vec![at(0, Begin(0)), at(2000, End)];
    let half = vec![at(0, Begin(0)), at(1000, End)];
    let variants = vec![
        variant("slow", &[], 2000, &[("A", whole)]),
        variant("fast", &[], 1000, &[("A", half)]),
    ];
    let text = drawn(&results("both", variants), 80, false);
    let columns: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("  A "))
        .map(busy)
        .collect();
    assert_eq!(columns[0].div_ceil(2), columns[1], "{text}");
}

#[test]
fn what_is_too_short_for_a_column_is_still_there() {
    let variants = vec![
        variant(
            "long",
            &[],
            1_000_000,
            &[("A", vec![at(0, Begin(0)), at(1_000_000, End)])],
        ),
        variant("short", &[], 1, &[("A", vec![at(0, Begin(0)), at(1, End)])]),
    ];
    let text = drawn(&results("both", variants), 80, false);
    let bars: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("  A "))
        .collect();
    assert_eq!(busy(bars[1]), 1, "{text}");
}

#[test]
fn a_record_without_slices_draws_nothing_and_odd_ones_draw_something() {
    let nothing = results(
        "none",
        vec![variant("x", &[], 0, &[("main", vec![line(0, "hello")])])],
    );
    assert_eq!(drawn(&nothing, 80, false), "");
    let instant = results(
        "zero",
        vec![variant(
            "x",
            &[],
            0,
            &[("A", vec![at(0, Begin(0)), at(0, End)])],
        )],
    );
    drawn(&instant, 80, false);
    let hostile = results(
        "evil",
        vec![variant(
            "\u{1b}[31m",
            &[],
            5,
            &[("\u{1b}]0;x\u{7}\u{202e}", vec![at(0, Begin(0)), at(5, End)])],
        )],
    );
    assert!(!drawn(&hostile, 80, false).contains('\u{1b}'));
}

#[test]
fn waits_that_end_with_the_lock_are_no_circle_though_they_overlap() {
    // Each waits for a lock that the other held when the wait began.
    let shown = |ends: u64| {
        let lane = |task: u32, from: u64| {
            let entries = vec![
                at(0, Begin(task)),
                wait_for_lock(from, 0, 1 - task),
                at(300, Woke(ends)),
                at(310, End),
            ];
            (["A", "B"][task as usize], entries)
        };
        let lanes = [lane(0, 10), lane(1, 20)];
        let variants = vec![variant("threads", &["the lock"], 310, &lanes)];
        drawn(&results("pair", variants), 80, false)
    };
    assert!(shown(0).contains("A -> B -> A"), "{}", shown(0));
    assert!(!shown(1).contains("who waits for whom"), "{}", shown(1));
}
