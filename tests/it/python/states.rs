//! How many states there are: what makes no difference to a program must not add any.

use serde_json::Value;
use tempfile::TempDir;

use crate::runner::run;

/// The number of states of a program whose threads both run this body, and of its schedules.
fn states(body: &str) -> (u64, String) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("it.py");
    let body = body.replace('\n', "\n    ");
    let text = format!(
        "import threading\n\ncounter = 0\nlast = {{}}\n\ndef work(me):\n    global counter\n    {body}\n\n\
         threads = [threading.Thread(target=work, args=(me,)) for me in range(2)]\n\
         for t in threads:\n    t.start()\nfor t in threads:\n    t.join()\nprint(counter)\n"
    );
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let seen = run(["explore", file, "--format", "json"]).seen().code(0);
    let document: Value = serde_json::from_str(&seen.stdout).unwrap();
    assert_eq!(document["whole"], true, "{seen}");
    let schedules = document["schedules"].as_str().unwrap().to_owned();
    (document["states"].as_u64().unwrap(), schedules)
}

#[test]
fn a_variable_that_is_read_no_more_makes_no_states() {
    let plain = states("counter += 1\ncounter += 1");
    for idle in [
        "seen = counter\ncounter = seen + 1\ncounter += 1",
        "for seen in [counter]:\n    counter = seen + 1\ncounter += 1",
        "seen = [counter]\ncounter = seen[0] + 1\ncounter += 1",
        "try:\n    seen = counter\n    counter = seen + 1\nfinally:\n    counter += 1",
        "add = lambda seen: seen + 1\ncounter = add(counter)\ncounter += 1",
    ] {
        assert_eq!(states(idle), plain, "{idle}");
    }
    // These are read, if only after the next step, by whichever thread gets there.
    for read in [
        "seen = counter\ncounter = seen + 1\ncounter += 1\nlast[me] = seen",
        "seen = counter\ncounter = seen + 1\ncounter += 1\nlast[me] = lambda: seen",
        "seen = counter\ntry:\n    counter = seen + 1\n    counter += 1\nfinally:\n    last[me] = seen",
        "seen = counter\ndef note():\n    last[me] = seen\ncounter = seen + 1\ncounter += 1\nnote()",
    ] {
        let (states, _) = states(read);
        assert!(states > plain.0, "{read}: {states}");
    }
}
