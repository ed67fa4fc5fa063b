//! Files that were never meant to be explored: each gets one clear answer, within limits of time and
//! memory.

use std::fs;
use std::time::Instant;

use tempfile::TempDir;

use crate::at_once::at_once;
use crate::runner::{Seen, shell};

/// Explores these bytes as a file, with 2 GiB of address space and these options.
fn explore(source: impl AsRef<[u8]>, options: &str) -> Seen {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("it.py"), source).unwrap();
    // Only the time-out ends a long computation in the program itself.
    let timeout = if options.contains("--timeout") {
        ""
    } else {
        "--timeout 60s"
    };
    let script = format!("ulimit -v 2097152; exec $T explore it.py {timeout} {options}");
    let seen = shell(&script).within(folder.path()).seen();
    let code = seen.status.code();
    assert!(code.is_some_and(|code| code < 6 || code == 124), "{seen}");
    assert!(!seen.stderr.contains("panicked"), "{seen}");
    assert!(seen.stderr.lines().count() < 12, "{seen}");
    for text in [&seen.stdout, &seen.stderr] {
        assert!(!text.contains('\u{1b}') && text.len() < 100_000, "{seen}");
    }
    seen
}

/// The file is refused before anything runs, at this line and column, with this word and the line itself
/// above a caret.
#[track_caller]
fn refused(source: impl AsRef<[u8]>, place: &str, word: &str) {
    let seen = explore(source, "").code(2);
    assert!(seen.stderr.contains(&format!("it.py:{place}")), "{seen}");
    assert!(seen.stderr.contains(word), "{seen}");
    assert_eq!(seen.stdout, "", "{seen}");
}

#[test]
fn an_empty_file_has_one_schedule_that_prints_nothing() {
    for source in [
        "",
        "\n",
        "# nothing\n",
        "\u{feff}",
        "\"\"\"Only a docstring.\"\"\"",
    ] {
        explore(source, "").code(0).stdout_has("1 schedule");
    }
}

#[test]
fn line_ends_tabs_and_a_byte_order_mark_are_taken_as_python_takes_them() {
    for source in [
        "if 1:\r\n    print('yes')\r\n",
        "if 1:\r    print('yes')\r",
        "if 1:\n\tprint('yes')\n",
        "\u{feff}print('yes')",
        "print('yes')\u{c}\n",
    ] {
        explore(source, "").code(0).stdout_has("yes");
    }
    refused("if 1:\n        x = 1\n\ty = 2\n", "3:", "");
}

#[test]
fn a_file_that_names_its_encoding_is_read_in_it_or_refused() {
    explore(b"# -*- coding: latin-1 -*-\nprint('caf\xe9')\n", "")
        .code(0)
        .stdout_has("caf\u{e9}");
    explore(
        "#!/usr/bin/python3\n# vim: set fileencoding=utf-8 :\nprint('caf\u{e9}')\n",
        "",
    )
    .code(0)
    .stdout_has("caf\u{e9}");
    // Only the first two lines can declare it.
    explore("\n\n# coding: klingon\nprint('yes')\n", "").code(0);
    refused(
        "# coding: klingon\nprint(1)\n",
        "1:",
        "the encoding klingon",
    );
    refused(b"# caf\xe9\nprint(1)\n", "1:6:", "UTF-8");
}

#[test]
fn a_name_that_is_declared_late_or_twice_is_refused_as_python_refuses_it() {
    for (source, place, word) in [
        (
            "def f(a, a):\n    pass\n",
            "1:10:",
            "duplicate argument 'a' in function definition",
        ),
        ("f = lambda a, *a: 1\n", "1:16:", "duplicate argument 'a'"),
        (
            "def f():\n    print(v)\n    global v\n",
            "3:12:",
            "is used prior to global declaration",
        ),
        (
            "def f():\n    v = 1\n    global v\n",
            "3:12:",
            "is assigned to before global declaration",
        ),
        (
            "v = 1\nglobal v\n",
            "2:8:",
            "is assigned to before global declaration",
        ),
        (
            "def f(v):\n    global v\n",
            "2:12:",
            "is parameter and global",
        ),
        (
            "def g():\n    v = 1\n    def f():\n        print(v)\n        nonlocal v\n",
            "5:18:",
            "is used prior to nonlocal declaration",
        ),
        (
            "def f():\n    global v\n    nonlocal v\n",
            "3:14:",
            "nonlocal and global",
        ),
    ] {
        refused(source, place, word);
    }
    explore(
        "def f():\n    global v, v\n    global v\n    v = 1\n\nf()\nprint(v)\n",
        "",
    )
    .code(0);
}

#[test]
fn bytes_that_are_no_text_are_refused_by_line() {
    refused(b"x = 1\ny = '\0'\n", "2:", "NUL");
    refused(b"x = 1\ny = '\xe9'\n", "2:", "UTF-8");
    refused(b"\x7fELF\x02\x01\x01\0\0\0", "1:", "");
}

#[test]
fn a_line_that_a_carriage_return_ends_is_one_wherever_lines_are_counted() {
    refused(b"x = 1\r# \xc3\xa9\ry = 'a\xe9'\r", "3:7:", "    y = 'a\n");
    refused("x = 1\ry = 2\rimport itertools\r", "3:8:", "");
    refused(
        "# x\r# coding: klingon\r",
        "2:11:",
        "    # coding: klingon\n",
    );
    explore("print(repr('''a\r\nb\rc'''))\r", "")
        .code(0)
        .stdout_has("'a\\nb\\nc'");
}

#[test]
fn a_literal_that_python_does_not_read_or_print_is_refused_by_line() {
    let digits = |count: usize| format!("x = [1,\n    {}1]\n", "1_".repeat(count - 1));
    explore(digits(4300), "").code(0);
    let word = "an integer of 4301 digits, where Python takes 4300 at most";
    refused(digits(4301), "2:5:", word);
    explore(format!("x = 0x{0}\ny = {0}\n", "0".repeat(5000)), "").code(0);
    for (text, column) in [
        (r"print('\ud800')", "8"),
        (r"print('a' '\\\uDFFF')", "14"),
        (r"print(f'{1}\U0000d800')", "12"),
        (r"print(f'{1:\ud83d\ude00}')", "12"),
        ("print(chr(0xd800))", "7"),
        ("print('a'.translate({97: 0xd800}))", "7"),
    ] {
        refused(text, &format!("1:{column}:"), "a lone surrogate");
    }
    explore(r"print(r'\ud800', '\\ud800', '\u00e9')", "")
        .code(0)
        .stdout_has(r"\ud800 \ud800 é");
}

#[test]
fn a_syntax_error_shows_the_line_and_a_caret() {
    refused("x = 1\nif x\n    pass\n", "2:", "^");
    refused("print('open\n", "1:", "^");
    refused("def f(:\n", "1:", "^");
}

#[test]
fn an_escape_in_a_line_that_is_shown_does_not_reach_the_terminal() {
    // `explore` above checks that no escape sequence comes out, on stdout or on stderr.
    refused("x = '\u{1b}[31m'; import itertools\n", "1:", "itertools");
    explore("print('\u{1b}[31mred\u{7}')\n", "").code(0);
    explore("raise ValueError('\u{1b}[31mred')\n", "").code(1);
}

#[test]
fn a_file_of_ten_megabytes_gets_an_answer() {
    let lines = "x = 1\n".repeat(1_700_000);
    let seen = explore(lines, "").code(2);
    // There is no line to show.
    assert_eq!(
        seen.stderr,
        "it.py:1:1: the file is larger than 1 MiB\n\
         cut it down to the lesson that you want to see\n",
        "{seen}"
    );
    explore("x".repeat(10_000_000), "");
    explore(
        format!("x = '{}'\nprint(len(x))\n", "y".repeat(10_000_000)),
        "",
    );
    explore("(".repeat(10_000_000), "").code(2);
}

#[test]
fn nesting_ten_thousand_deep_gets_an_answer() {
    let deep = 10_000;
    let (open, close) = ("(".repeat(deep), ")".repeat(deep));
    explore(format!("x = {open}1{close}\n"), "");
    explore(
        format!("x = {}{}\n", "[".repeat(deep), "]".repeat(deep)),
        "",
    );
    explore(format!("x = {}1\n", "-".repeat(deep)), "");
    explore(format!("x = {}1\n", "not ".repeat(deep)), "");
    explore(format!("x = {}1\n", "1 + ".repeat(deep)), "");
    explore(format!("x = {}\n", "f(".repeat(deep)), "").code(2);
    explore(format!("x = {}1\n", "lambda: ".repeat(deep)), "");
    let mut blocks: String = (0..deep.min(2_000))
        .map(|level| " ".repeat(level) + "if 1:\n")
        .collect();
    blocks += &(" ".repeat(2_000) + "pass\n");
    explore(blocks, "");
    let chain: Vec<_> = (0..deep)
        .map(|nth| format!("elif x == {nth}:\n    pass\n"))
        .collect();
    let chain = chain.concat();
    explore(format!("x = -1\nif x:\n    pass\n{chain}"), "").code(0);
}

#[test]
fn data_nested_without_end_is_printed_compared_and_dropped() {
    let nested = "l = []\nfor i in range(100000):\n    l = [l]\n";
    // Five CPU seconds unoptimized, which a busy machine may take minutes to give.
    let patient = "--timeout 4m";
    explore(nested, patient).code(0);
    explore(format!("{nested}print(l)\n"), patient);
    explore(format!("{nested}print(l == [l])\n"), patient);
}

#[test]
fn what_never_ends_is_told_or_stopped_at_the_bound() {
    explore("while True:\n    pass\n", "")
        .code(1)
        .stdout_has("never ends");
    explore("while True:\n    print('again')\n", "--max-states 5000")
        .code(1)
        .stdout_has("never ends: line 2");
    // Calls count towards the bound, and don't hide that the loop repeats itself.
    explore("def f():\n    pass\n\nf()\nwhile True:\n    f()\n", "")
        .code(1)
        .stdout_has("never ends");
    explore("import itertools\n", "").code(2);
    for bounded in [
        "n = 0\nwhile True:\n    n += 1\n",
        "l = []\nwhile True:\n    l.append(1)\n",
        "for i in range(10**18):\n    pass\n",
    ] {
        explore(bounded, "--max-states 5000").code(3);
    }
    let growing = [
        "s = 'x'\nwhile True:\n    s += s\n",
        "n = 2\nwhile True:\n    n = n * n\n",
    ];
    at_once(2, &growing, |source| explore(source, "--timeout 500ms"));
}

#[test]
fn what_takes_long_inside_a_step_is_stopped_at_the_time_out_with_an_answer() {
    let fibonacci = "def f(n):\n    return f(n - 1) + f(n - 2) if n > 1 else n\n\nprint(f(90))\n";
    let long = [
        fibonacci,
        "print(len(set(range(1000000))))\n",
        "l = list(range(1000000))\nprint(all(l.index(x) == x for x in l))\n",
        "n = 3 ** 20000\nfor i in range(10**9):\n    m = n * n\n",
        "while True:\n    l = sorted(range(100000), key=str)\n",
    ];
    at_once(2, &long, |source| {
        let options = "--timeout 300ms --max-states 134217728";
        explore(source, options).code(124).stdout_has("stopped");
    });
    explore(fibonacci, "--max-states 5000").code(3);
}

#[test]
fn why_a_search_stopped_and_its_exit_code_agree_whenever_time_runs_out() {
    let program = "import threading\n\nlock = threading.Lock()\n\ndef work():\n    for n in range(9):\n        \
                   with lock:\n            print(n)\n\nfor n in range(4):\n    threading.Thread(target=work).start()\n";
    let whole = Instant::now();
    explore(program, "--max-states 8000")
        .code(3)
        .stdout_has("stopped      the search stopped at its bound");
    let whole = whole.elapsed();
    // Past the middle, the bound is met and schedules are chosen.
    for tenths in 3..=10 {
        let timeout = whole.mul_f64(f64::from(tenths) / 10.0).as_micros();
        let options = format!("--max-states 8000 --timeout {timeout}us");
        let seen = explore(program, &options);
        let why = match seen.status.code() {
            Some(124) => "the search ran out of time",
            Some(3) => "the search stopped at its bound",
            _ => panic!("{seen}"),
        };
        // If it has told nothing at all, there is nothing to agree with.
        assert!(
            seen.stdout.contains(why) || seen.stdout.is_empty(),
            "{timeout} us\n{seen}"
        );
    }
}

#[test]
fn what_is_refused_after_time_ran_out_is_refused_all_the_same() {
    // No time-out ends the power.
    let late = "x = 7 ** 700000\ny = 'a' * 10**9\n";
    let mut refused = false;
    for milliseconds in [5, 20, 80, 320, 10_000] {
        let seen = explore(late, &format!("--timeout {milliseconds}ms"));
        let told = seen.stderr.starts_with("it.py:2:5: this makes a value");
        seen.code(if told { 2 } else { 124 });
        refused |= told;
    }
    assert!(refused);
}

#[test]
fn recursion_without_end_is_python_s_error() {
    explore("def f():\n    return f()\n\nf()\n", "")
        .code(1)
        .stdout_has("RecursionError");
    explore(
        "class A:\n    def __str__(self):\n        return str(self)\n\nprint(A())\n",
        "",
    );
    explore("f = lambda n: f(n + 1) + 1\nf(0)\n", "")
        .code(1)
        .stdout_has("RecursionError");
}

#[test]
fn what_does_not_fit_gets_an_answer() {
    for source in [
        "x = 'x' * 10**10\n",
        "x = [0] * 10**12\n",
        "x = list(range(10**10))\n",
        "x = 10**10**10\n",
        "x = 1 << 10**12\n",
        "x = f'{1:1000000000000}'\n",
        "x = '%1000000000d' % 1\n",
        "x = 'x'.ljust(10**11)\n",
        "x = sum(range(10**12))\n",
        "x = sorted(range(10**9))\n",
        "x = 'ab' * 10**8\ny = x.replace('a', x)\n",
        "import time\ntime.sleep(10**9)\n",
        "import threading\nb = threading.Barrier(10**30)\n",
    ] {
        explore(source, "");
    }
    // Refused before the first step: at once, not only after the time-out.
    for refused in [
        "s = 'x'\nfor i in range(30):\n    s += s\n",
        "print(pow(3, 2**200000, 2**200001 - 1))\n",
        "x = 1 << 10**8\nprint(pow(x - 1, x - 1, x + 1))\n",
        "print(round(1 << 10**7, -10**6))\n",
    ] {
        explore(refused, "").code(2);
    }
    explore("print(pow(3, 10**9, 10**9 + 7))\n", "")
        .code(0)
        .stdout_has("235939645");
    explore("x = 2**100000\nprint(x % 7, x > 10**30000)\n", "")
        .code(0)
        .stdout_has("2 True");
    explore("print(len('x' * 1000000))\n", "")
        .code(0)
        .stdout_has("1000000");
}

#[test]
fn a_count_that_no_machine_word_holds_is_refused_by_line() {
    let start = "import queue\nimport threading\nfrom collections import deque\n\n";
    for (source, word) in [
        (
            "threading.Semaphore(10**30)\n",
            "this number of permits takes more than 64 bits",
        ),
        ("queue.Queue(10**30)\n", "this size takes more than 64 bits"),
        (
            "queue.Queue(-(10**30))\n",
            "this size takes more than 64 bits",
        ),
        (
            "threading.Barrier(10**30)\n",
            "this number of parties takes more than 32 bits",
        ),
        (
            "threading.Barrier(2**32)\n",
            "this number of parties takes more than 32 bits",
        ),
        (
            "threading.Barrier(-1)\n",
            "a Barrier of anything but a number of threads",
        ),
        ("deque([], 2**32)\n", "a maxlen of more than 32 bits"),
    ] {
        refused(format!("{start}{source}"), "5:1: ", word);
    }
}

#[test]
fn a_time_that_no_thread_here_waits_is_refused_by_line() {
    for (source, word) in [
        ("Barrier(2, timeout=1)", "the timeout of a Barrier"),
        ("Timer('1', print)", "an interval that is no number"),
        ("Timer(None, print)", "an interval that is no number"),
        (
            "Timer(1e300, print)",
            "the interval of this timer is longer",
        ),
        (
            "Timer(10**400, print)",
            "the interval of this timer is longer",
        ),
        (
            "Condition().wait_for(print, 10**400)",
            "this timeout takes more than 1024 bits",
        ),
    ] {
        refused(
            format!("import threading\n\nthreading.{source}\n"),
            "3:1: ",
            word,
        );
    }
}

#[test]
fn what_may_be_equal_or_not_is_no_answer_inside_a_container() {
    for asked in [
        "x in (1, 2)",
        "[x] == [1]",
        "[1].count(x)",
        "t in ('a', 'b')",
    ] {
        let source =
            format!("import time, random\nx = random.random()\nt = time.ctime()\nprint({asked})\n");
        refused(
            source,
            "4:7:",
            "whether these values are equal depends on a clock",
        );
    }
    explore(
        "import random\nx = random.random()\nprint(None in [x], 'a' in [x, 'a'])\n",
        "",
    )
    .code(0)
    .stdout_has("False True");
}

#[test]
fn threads_without_end_are_refused_or_stopped() {
    let start = "import threading\n\ndef f():\n    print(1)\n\n";
    explore(
        format!("{start}for i in range(26):\n    threading.Thread(target=f).start()\n"),
        "",
    );
    explore(
        format!("{start}while True:\n    threading.Thread(target=f).start()\n"),
        "",
    );
    let own = "import threading\n\ndef f():\n    threading.Thread(target=f).start()\n\nf()\n";
    explore(own, "");
}

#[test]
fn a_search_that_memory_does_not_hold_ends_with_an_answer() {
    let daemon = "exec $T explore examples/python/daemon.py --timeout 60s";
    // The stack of a search takes 256 MiB: it may be stopped wherever it asks for more.
    for limit in [266_000, 275_000, 285_000, 300_000] {
        shell(&format!("ulimit -d {limit}; {daemon}"))
            .code(4)
            .stdout_has("stopped      the search ran out of memory");
    }
    shell(&format!("ulimit -d 40000; {daemon}"))
        .code(4)
        .stderr_has("error: the limit on data memory (RLIMIT_DATA = 39 MiB) allows 0 threads");
    // What is printed adds no states here: what the threads share is known at once.
    shell("ulimit -d 300000; exec $T run examples/python/daemon.py --gate --quiet").code(0);
}

#[test]
fn values_that_memory_does_not_hold_end_a_search_and_a_run_in_order() {
    let folder = TempDir::new().unwrap();
    let work = |loops: &str| {
        format!(
            "import threading\n\nkept = []\n\ndef work():\n    text = 'x'\n    while True:\n        {loops}\n\n\
             for _ in range(2):\n    threading.Thread(target=work).start()\n"
        )
    };
    let programs = [
        ("append", "kept.append('x' * 1000)"),
        ("double", "text += text"),
        ("zeros", "kept.append([0] * 3_000_000)"),
    ];
    for (name, loops) in programs {
        fs::write(folder.path().join(format!("{name}.py")), work(loops)).unwrap();
    }
    for (name, _) in programs {
        // The stack of a search takes 256 MiB.
        shell(&format!(
            "ulimit -d 290000; exec $T explore {name}.py --timeout 60s"
        ))
        .within(folder.path())
        .code(4)
        .stdout_has("stopped      the search ran out of memory");
    }
    for (name, _) in &programs[1..] {
        let run = "exec $T run --quiet --timeout 60s";
        shell(&format!("ulimit -v 100000; {run} {name}.py"))
            .within(folder.path())
            .code(4)
            .stderr_has("the program needs more memory than the limit on address space");
    }
}

#[test]
fn a_file_that_is_none_is_exit_4() {
    let folder = TempDir::new().unwrap();
    for name in ["missing.py", "./missing", "./"] {
        let seen = shell(&format!("exec $T explore {name}"))
            .within(folder.path())
            .seen();
        let seen = seen.code(4);
        assert_eq!(seen.stderr.lines().count(), 1, "{seen}");
        assert!(seen.stderr.contains(name), "{seen}");
    }
    shell("exec $T explore /").code(4);
    shell("printf 'print(5)' | $T explore -")
        .code(0)
        .stdout_has("5");
    shell("exec $T explore - </dev/null")
        .code(0)
        .stdout_has("1 schedule");
}

#[test]
fn what_runs_on_real_threads_ends_with_an_answer() {
    let start = "import threading\n\ndef f(n):\n    ";
    let hostile = [
        // Threads that start each other without end, on one stack if one thread does everything.
        format!("{start}threading.Thread(target=f, args=(n + 1,)).start()\n\nf(0)\n"),
        format!(
            "{start}pass\n\nfor n in range(1000):\n    threading.Thread(target=f, args=(n,)).start()\n"
        ),
        "print(pow(3, 2**200000, 2**200001 - 1))\n".into(),
        "while True:\n    pass\n".into(),
        "def f():\n    return f()\n\nf()\n".into(),
        "print(2**100000)\n".into(),
        "l = []\nfor i in range(100000):\n    l = [l]\nprint(l)\n".into(),
        "print('x' * 10**7)\n".into(),
        String::new(),
    ];
    at_once(2, &hostile, |source: &String| {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("it.py"), source).unwrap();
        let script = "exec $T run it.py --quiet --timeout 500ms";
        let seen = shell(script).within(folder.path()).seen();
        let code = seen.status.code();
        assert!(
            code.is_some_and(|code| code < 6 || code == 124),
            "{source}\n{seen}"
        );
        assert!(!seen.stderr.contains("panicked"), "{source}\n{seen}");
    });
}
