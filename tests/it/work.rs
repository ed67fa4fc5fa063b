//! The lessons with real work, as users run them: `hash`, `download`, `oversubscribe` and `philosophers`.

use std::fs;
use std::io::Write as _;
use std::process::Command;

use serde_json::Value;

use crate::repeats::repeats;
use crate::runner::{PROGRAM, run};

/// Runs it, expects this exit code, and returns stdout and stderr.
fn exits(code: i32, arguments: &[&str]) -> (String, String) {
    let seen = run(arguments).code(code);
    (seen.stdout.clone(), seen.stderr.clone())
}

fn json(arguments: &[&str]) -> Value {
    let arguments = arguments.iter().copied().chain(["--format", "json"]);
    run(arguments).code(0).json()
}

/// The waits of this kind in a variant's lanes.
fn waits(variant: &Value, kind: &str) -> usize {
    let lanes = variant["lanes"].as_array().unwrap().iter();
    let entries = lanes.flat_map(|lane| lane["entries"].as_array().unwrap());
    entries.filter(|entry| entry["wait"] == kind).count()
}

mod hash {
    use super::*;

    const VARIANTS: &str = "sequential,threads,pool-2,processes,one-lock";

    #[test]
    fn plain_output_is_what_sha256sum_prints() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["empty", "one byte", "odd\nname\\with\rall", "large"];
        let sizes = [0, 1, 5000, 3_000_001];
        for (name, size) in names.iter().zip(sizes) {
            let bytes: Vec<u8> = (0..size).map(|place: u32| place.to_le_bytes()[1]).collect();
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let paths: Vec<_> = names.iter().map(|name| folder.path().join(name)).collect();
        let paths: Vec<_> = paths.iter().map(|path| path.to_str().unwrap()).collect();
        let Ok(expected) = Command::new("sha256sum").args(&paths).output() else {
            panic!("this test needs sha256sum");
        };
        let expected = String::from_utf8(expected.stdout).unwrap();
        for variant in VARIANTS.split(',') {
            let options = ["hash", "--format", "plain", "--variants", variant];
            let arguments: Vec<_> = options.into_iter().chain(paths.iter().copied()).collect();
            let (stdout, _) = exits(0, &arguments);
            let mut lines: Vec<_> = stdout.lines().collect();
            assert!(lines.pop().unwrap().starts_with("done in "));
            let mut expected: Vec<_> = expected.lines().collect();
            lines.sort_unstable();
            expected.sort_unstable();
            assert_eq!(lines, expected, "{variant}");
        }
    }

    #[test]
    fn every_variant_finds_the_same_digests() {
        for (blocks, size) in [("1", "0"), ("3", "1"), ("7", "300KiB")] {
            let seen = json(&[
                "hash",
                "--variants",
                VARIANTS,
                "--blocks",
                blocks,
                "--size",
                size,
            ]);
            let variants = seen["variants"].as_array().unwrap();
            assert_eq!(variants.len(), 5);
            let digests = &variants[0]["measured"]["digests"];
            assert_eq!(digests.as_array().unwrap().len().to_string(), blocks);
            for variant in variants {
                assert_eq!(
                    variant["measured"]["digests"], *digests,
                    "{}",
                    variant["name"]
                );
            }
        }
    }

    #[test]
    fn one_lock_makes_threads_wait_for_their_turn() {
        let seen = json(&[
            "hash",
            "--variants",
            "threads,one-lock",
            "--blocks",
            "8",
            "--size",
            "8MiB",
        ]);
        assert_eq!(waits(&seen["variants"][0], "lock"), 0);
        assert!(waits(&seen["variants"][1], "lock") > 0);
    }

    #[test]
    fn what_cannot_be_read_is_refused_before_anything_runs() {
        let folder = tempfile::tempdir().unwrap();
        let good = folder.path().join("good");
        fs::write(&good, "x").unwrap();
        let good = good.to_str().unwrap();
        let folder = folder.path().to_str().unwrap();
        for (arguments, code, said) in [
            ([good, "/nowhere/at/all"], 4, "/nowhere/at/all"),
            ([good, folder], 4, "directory"),
            ([good, "/dev/zero"], 4, "regular file"),
            ([good, "-"], 2, "'-'"),
        ] {
            let (stdout, stderr) = exits(code, &["hash", arguments[0], arguments[1]]);
            assert_eq!(stdout, "");
            assert!(stderr.contains(said), "{stderr}");
        }
        let (_, stderr) = exits(2, &["hash", "--blocks", "2", good]);
        assert!(stderr.contains("--blocks"), "{stderr}");
        exits(2, &["hash", "--size", "lots"]);
    }

    #[test]
    fn no_run_is_better_than_what_is_possible_at_best() {
        // So little work that starting and reporting a run costs more than it.
        let seen = json(&["hash", "--size", "0", "--blocks", "2"]);
        let baseline = &seen["variants"][0];
        let elapsed = baseline["summary"]["median_s"].as_f64().unwrap();
        // Not every system reports CPU times.
        let at_best = baseline["at_best_s"].as_f64().unwrap_or(0.0);
        assert!(at_best <= elapsed, "{baseline}");
    }

    #[test]
    fn no_bound_is_below_the_longest_task() {
        let folder = tempfile::tempdir().unwrap();
        let [long, short] = ["long", "short"].map(|name| folder.path().join(name));
        let file = fs::File::create(&long).unwrap();
        file.set_len(64 << 20).unwrap();
        fs::write(&short, "x").unwrap();
        let files = [long.to_str().unwrap(), short.to_str().unwrap()];
        for first in ["sequential", "threads"] {
            let variants = format!("{first},threads");
            let seen = json(&["hash", "--variants", &variants, files[0], files[1]]);
            let cpu = seen["variants"][0]["runs"][0]["cpu_s"].as_f64();
            let at_best = seen["variants"][1]["at_best_s"].as_f64();
            if let (Some(cpu), Some(at_best)) = (cpu, at_best) {
                // Nearly all of it is one file, which two threads can't share.
                assert!(at_best > 0.75 * cpu, "{at_best} of {cpu} after {first}");
            }
        }
    }

    #[test]
    fn the_bound_is_the_cpu_time_shared_by_what_can_compute() {
        let seen = json(&[
            "hash",
            "--variants",
            "sequential,threads,one-lock",
            "--blocks",
            "4",
        ]);
        let at_best = |place: usize| seen["variants"][place]["at_best_s"].as_f64();
        let (Some(sequential), Some(threads)) = (at_best(0), at_best(1)) else {
            return; // This system does not report CPU times per thread.
        };
        assert!(sequential > 0.0 && threads <= sequential);
        assert_eq!(at_best(2), Some(sequential), "one computes at a time");
        // Two threads that share a core's units may need more CPU time than one.
        let many = json(&["hash", "--variants", "threads,one-lock", "--blocks", "4"]);
        let threads = &many["variants"][0];
        assert!(threads["at_best_s"].as_f64() <= threads["summary"]["median_s"].as_f64());
        if many["machine"]["usable_cpus"].as_f64() > Some(1.0) {
            assert_eq!(many["variants"][1]["at_best_s"], Value::Null, "{many}");
        }
    }
}

mod download {
    use super::*;
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;
    use std::thread;

    #[test]
    fn every_variant_reads_every_byte() {
        for (files, size) in [("1", "0"), ("3", "1"), ("5", "300KiB")] {
            let seen = json(&[
                "download",
                "--all",
                "--files",
                files,
                "--size",
                size,
                "--latency",
                "5ms",
            ]);
            let variants = seen["variants"].as_array().unwrap();
            assert_eq!(variants.len(), 4);
            let got = &variants[0]["measured"]["files"];
            for variant in variants {
                assert_eq!(variant["measured"]["files"], *got);
                assert!(waits(variant, "item") > 0, "the network is waited for");
            }
        }
    }

    #[test]
    fn the_latency_is_waited_for_one_by_one_or_together() {
        let seen = json(&["download", "--sequential", "--pool=4", "--latency", "20ms"]);
        let took = |place: usize| {
            seen["variants"][place]["runs"][0]["elapsed_s"]
                .as_f64()
                .unwrap()
        };
        assert!(took(0) >= 8.0 * 0.020);
        assert!(took(1) >= 2.0 * 0.020);
    }

    #[test]
    fn each_fault_is_a_line_for_its_file_and_the_others_finish() {
        for variant in ["sequential", "threads", "pool-2", "processes"] {
            let (stdout, stderr) = exits(
                1,
                &[
                    "download",
                    "--variants",
                    variant,
                    "--latency",
                    "1ms",
                    "--patience",
                    "300ms",
                    "--faults",
                    "missing,refused,reset,short,silent",
                    "--files",
                    "7",
                    "--format",
                    "plain",
                ],
            );
            let lines: Vec<_> = stderr.lines().collect();
            for (file, reason) in [
                "file-0 failed: the server answered 404 Not Found",
                "file-1 failed: connection refused by 127.0.0.2",
                "file-2 failed: the server reset the connection",
                "file-3 failed: the body ended after 32768 of 65536 bytes",
                "file-4 failed: nothing came before the answer within",
            ]
            .iter()
            .enumerate()
            {
                assert!(lines[file].contains(reason), "{variant}: {stderr}");
            }
            assert_eq!(lines.len(), 5, "{stderr}");
            assert_eq!(stdout.matches("65536 bytes").count(), 2, "{stdout}");
        }
    }

    #[test]
    fn what_is_no_http_url_is_refused() {
        let (_, stderr) = exits(2, &["download", "https://localhost/"]);
        assert!(stderr.contains("TLS"), "{stderr}");
        exits(2, &["download", "localhost"]);
        let (_, stderr) = exits(2, &["download", "http://me:secret@localhost/"]);
        assert!(!stderr.contains("secret"), "{stderr}");
        exits(2, &["download", "--files", "2", "http://localhost/"]);
    }

    /// Answers this many requests with `answer`, and returns the request heads it received.
    fn server(answer: &'static str, requests: usize) -> (u16, thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let serve = move || {
            let serve = |_| {
                let (stream, _) = listener.accept().unwrap();
                let lines = BufReader::new(&stream).lines().map(Result::unwrap);
                let head: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
                (&stream).write_all(answer.as_bytes()).unwrap();
                head.join("\n")
            };
            (0..requests).map(serve).collect()
        };
        (port, thread::spawn(serve))
    }

    #[test]
    fn a_url_is_asked_for_directly_whatever_proxy_the_environment_names() {
        let (port, served) = server("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", 1);
        let url = format!("http://localhost:{port}/a/b?c=d");
        let output = Command::new(PROGRAM)
            .args(["download", "--sequential", "--format", "plain", &url])
            .env("http_proxy", "http://127.0.0.1:1")
            .env("ALL_PROXY", "http://127.0.0.1:1")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(
            stdout.contains("5 bytes, sha256 2cf24dba5fb0a30e"),
            "{stdout}"
        );
        let head = served.join().unwrap().remove(0);
        assert!(head.starts_with("GET /a/b?c=d HTTP/1.0\n"), "{head}");
        assert!(head.contains(&format!("Host: localhost:{port}")), "{head}");
    }

    #[test]
    fn answers_that_are_no_file_are_told() {
        for (answer, said) in [
            (
                "HTTP/1.1 301 Moved\r\nLocation: http://x/\r\n\r\n",
                "301 Moved (it is at http://x/",
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
                "after 5 of 9 bytes",
            ),
            ("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "no number"),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
                "no number",
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
                "more than once",
            ),
            (
                "HTTP/1.1 301 Moved\r\nLocation: http://x/\u{9b}31m\r\n\r\n",
                "http://x/\\u{9b}31m",
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "encoding",
            ),
            ("220 mail server\r\n\r\n", "not HTTP"),
            ("", "without an answer"),
        ] {
            let (port, served) = server(answer, 1);
            let (_, stderr) = exits(
                1,
                &[
                    "download",
                    "--threads",
                    &format!("http://127.0.0.1:{port}/"),
                ],
            );
            assert!(stderr.contains(said), "{answer:?}: {stderr}");
            served.join().unwrap();
        }
    }

    #[test]
    fn a_body_without_a_promised_length_is_read_to_its_end() {
        let (port, served) = server("HTTP/1.0 200 OK\r\n\r\nhello", 2);
        let seen = json(&[
            "download",
            "--sequential",
            "--threads",
            &format!("http://127.0.0.1:{port}/"),
        ]);
        for variant in seen["variants"].as_array().unwrap() {
            assert_eq!(variant["measured"]["files"][0]["bytes"], 5);
        }
        served.join().unwrap();
    }
}

mod oversubscribe {
    use super::*;

    #[test]
    fn any_number_of_threads_does_the_same_work() {
        let seen = json(&["oversubscribe", "--all", "--blocks", "1"]);
        let variants = seen["variants"].as_array().unwrap();
        assert_eq!(variants.len(), 4);
        for variant in variants {
            assert_eq!(
                variant["measured"]["result"],
                variants[0]["measured"]["result"]
            );
            let lanes = variant["lanes"].as_array().unwrap();
            let workers = lanes
                .iter()
                .filter(|lane| lane["name"].as_str().unwrap().contains("worker-"));
            assert_eq!(Value::from(workers.count()), variant["measured"]["threads"]);
        }
    }

    #[test]
    fn a_number_of_threads_is_held_against_the_cores() {
        let seen = json(&["oversubscribe", "--workers", "100", "--blocks", "1"]);
        assert_eq!(seen["variants"][0]["name"], "cores");
        assert_eq!(seen["variants"][1]["name"], "workers-100");
        assert_eq!(seen["variants"][1]["measured"]["threads"], 100);
    }

    #[test]
    fn as_many_threads_as_cores_tell_what_is_possible_at_best() {
        let seen = json(&["oversubscribe", "--all", "--blocks", "4"]);
        let at_best = |place: usize| seen["variants"][place]["at_best_s"].as_f64();
        let Some(cores) = at_best(0) else {
            return; // This system does not report CPU times.
        };
        assert!(Some(cores) <= seen["variants"][0]["summary"]["median_s"].as_f64());
        assert_eq!([at_best(1), at_best(2)], [Some(cores); 2]);
        if seen["machine"]["usable_cpus"].as_f64() > Some(1.0) {
            assert_eq!(at_best(3), None, "one thread may need less CPU time");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_million_threads_end_with_the_limit_that_was_met() {
        let (stdout, stderr) = exits(4, &["oversubscribe", "--workers", "1000000"]);
        assert_eq!(stdout, "");
        assert!(
            stderr.contains("the limit on") && stderr.contains(" = "),
            "{stderr}"
        );
    }
}

mod philosophers {
    use super::*;

    #[test]
    fn the_naive_dinner_always_deadlocks_and_says_who_waits_for_whom() {
        for (count, runs) in [("2", 4), ("5", 4), ("40", 1)] {
            for _ in 0..repeats(runs) {
                let seen = json(&[
                    "philosophers",
                    "--variants",
                    "naive",
                    "--philosophers",
                    count,
                    "--delay",
                    "0s",
                    "--hold",
                    "0s",
                ]);
                let variant = &seen["variants"][0];
                let circle = variant["measured"]["deadlock"].as_array().unwrap();
                assert_eq!(circle.len().to_string(), count);
                for (place, link) in circle.iter().enumerate() {
                    let next = &circle[(place + 1) % circle.len()];
                    assert_eq!(link["waits_for"], next["holds"]);
                }
                for link in circle {
                    let lanes = variant["lanes"].as_array().unwrap();
                    let own = lanes
                        .iter()
                        .find(|lane| lane["name"] == link["who"])
                        .unwrap();
                    let entries = own["entries"].as_array().unwrap();
                    let waits: Vec<_> = entries.iter().filter(|e| e["wait"] == "lock").collect();
                    let holder = circle
                        .iter()
                        .find(|next| next["holds"] == link["waits_for"]);
                    assert_eq!(waits.len(), 1);
                    assert_eq!(waits[0]["object"], link["waits_for"]);
                    assert_eq!(waits[0]["held_by"], holder.unwrap()["who"]);
                }
                assert_eq!(variant["at_best_s"], Value::Null);
            }
        }
    }

    #[test]
    fn the_deadlock_lasts_long_enough_to_be_seen() {
        for hold_s in [0.05, 0.3] {
            let hold = format!("{}ms", hold_s * 1000.0);
            let line = ["philosophers", "--variants", "naive", "--hold", &hold];
            let seen = json(&line);
            let lanes = seen["variants"][0]["lanes"].as_array().unwrap();
            let philosophers = lanes.iter().filter(|lane| lane["name"] != "main");
            for lane in philosophers {
                let entries = lane["entries"].as_array().unwrap();
                let begun = entries.iter().position(|e| e["wait"] == "lock").unwrap();
                let at = |place: usize| entries[place]["at_s"].as_f64().unwrap();
                assert_eq!(entries[begun + 1]["what"], "woke");
                let waited = at(begun + 1) - at(begun);
                // The last one to wait does so for the whole time, the others for longer.
                assert!(waited >= hold_s, "{waited}: {lane}");
            }
        }
        let timed = exits(124, &["philosophers", "--hold", "1h", "--timeout", "100ms"]);
        assert!(!timed.1.contains("deadlock"), "{timed:?}");
    }

    #[test]
    fn no_ratio_is_given_for_a_deadlock() {
        let seen = json(&["philosophers", "--all", "--delay", "1ms", "--meals", "1"]);
        let comparison = |place: usize| &seen["variants"][place]["comparison"];
        assert_eq!(*comparison(0), Value::Null);
        assert_eq!(*comparison(1), Value::Null, "ordered is the baseline");
        assert_ne!(*comparison(2), Value::Null);
        let put_down = &seen["variants"][3]["measured"]["forks_put_down_again"];
        assert!(put_down.is_u64(), "{put_down}");
        let (stdout, _) = exits(0, &["philosophers", "--delay", "1ms"]);
        assert!(stdout.contains("deadlock, as planned"), "{stdout}");
        for condition in [
            "mutual exclusion",
            "hold and wait",
            "no preemption",
            "circular wait",
        ] {
            let words: Vec<_> = stdout.split_whitespace().collect();
            assert!(words.join(" ").contains(condition), "{stdout}");
        }
    }

    #[test]
    fn every_meal_is_eaten_by_any_number_in_each_way_out() {
        for (count, meals, delay) in [("2", "1", "0s"), ("3", "50", "0s"), ("31", "4", "1ms")] {
            let seen = json(&[
                "philosophers",
                "--variants",
                "ordered,waiter,try-lock",
                "--philosophers",
                count,
                "--meals",
                meals,
                "--delay",
                delay,
            ]);
            for variant in seen["variants"].as_array().unwrap() {
                let eaten = variant["measured"]["meals"].as_u64().unwrap();
                let all = count.parse::<u64>().unwrap() * meals.parse::<u64>().unwrap();
                assert_eq!(eaten, all);
                let fairness = variant["measured"]["fairness"].as_f64().unwrap();
                assert!(fairness > 0.0 && fairness <= 1.0 + 1e-9, "{fairness}");
            }
        }
    }

    #[test]
    fn one_philosopher_alone_is_refused() {
        let (_, stderr) = exits(2, &["philosophers", "--philosophers", "1"]);
        assert!(stderr.contains("from 2 to"), "{stderr}");
    }

    #[test]
    fn a_deadlock_that_no_lesson_planned_ends_with_its_own_code() {
        let (_, stderr) = exits(5, &["fault", "--variants", "deadlock"]);
        assert!(
            stderr.contains("holds lock-a and waits for lock-b"),
            "{stderr}"
        );
        assert!(
            stderr.contains("holds lock-b and waits for lock-a"),
            "{stderr}"
        );
        exits(4, &["fault", "--variants", "refused"]);
    }
}
