"""Runs programs many times under this CPython: a fork for each run, several at a time.

Reads lines of JSON from stdin, each {"file", "runs", "patience"}; answers each with a line of JSON, a list of
[stdout, last line of stderr, exit code], one a run; the code of a run that had to be ended is null.
In all but the first run of a file sleeps are shortened at random and the interpreter switches often:
sleeping promises nothing, and what comes of it must be possible too.
"""
import atexit, concurrent.futures, gc, json, multiprocessing, os, queue, random, signal, sys, tempfile, threading, time

AT_ONCE = 12
jobs = [json.loads(line) for line in sys.stdin]
answers = os.dup(1)


def begin(file, shaken):
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        return None
    try:
        # The child does the same: whichever comes first.
        os.setpgid(pid, pid)
    except OSError:
        pass
    return pid, out, err, shaken


def text(file):
    file.seek(0)
    return file.read().decode()


def finish(run, code):
    _, out, err, _ = run
    lines = text(err).splitlines()
    return [text(out), lines[-1] if lines else "", code]


def main():
    results = [[None] * job["runs"] for job in jobs]
    todo = [(nth, run) for nth, job in enumerate(jobs) for run in range(job["runs"])][::-1]
    running = {}
    while todo or running:
        while todo and len(running) < AT_ONCE:
            nth, nth_run = todo.pop()
            job, shaken = jobs[nth], nth_run > 0
            run = begin(job["file"], shaken)
            if run is None:
                return job["file"], shaken
            running[run[0]] = run, time.monotonic() + job["patience"], nth, nth_run
        ended = False
        for pid in list(running):
            run, until, nth, nth_run = running[pid]
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
            elif time.monotonic() > until:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                code = None
            else:
                continue
            results[nth][nth_run] = finish(run, code)
            del running[pid]
            ended = True
        if not ended:
            time.sleep(0.002)
    with os.fdopen(answers, "w") as out:
        out.writelines(json.dumps(runs) + "\n" for runs in results)


# What is there by now is left alone by each run's collector: it would copy the pages.
gc.freeze()
child = main()
if child:
    if child[1]:
        random.seed()
        sys.setswitchinterval(random.choice([1e-6, 1e-5, 1e-4, 5e-3]))
        sleep = time.sleep
        shorter = lambda: random.choice([0, 0.001, 0.01, 0.02])
        # What can't be slept is refused as it is.
        real = lambda seconds: isinstance(seconds, (int, float)) and seconds > 0
        time.sleep = lambda *given: sleep(given[0] * shorter()) if len(given) == 1 and real(*given) else sleep(*given)
    sys.path[0] = os.path.dirname(child[0])
    sys.argv = [child[0]]
    with open(child[0]) as source:
        code = compile(source.read(), child[0], "exec")
    exec(code, {"__name__": "__main__", "__builtins__": __builtins__})
    # What the interpreter does at its end, but for taking itself apart: that takes three times as long as
    # all before it. An exception leaves this file as it would leave the program.
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
