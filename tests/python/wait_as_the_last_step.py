# The way with the fewest switches is longer than the shortest: main falls asleep before the worker sets the event.
# expect: 3 schedules
# expect: 1 outcome
# expect: exit 0
import queue
import threading

jobs = queue.Queue()
done = threading.Event()


def worker():
    jobs.get()
    done.set()


threading.Thread(target=worker).start()
jobs.put(1)
done.wait()
