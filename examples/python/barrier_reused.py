# A barrier made by hand that works once and breaks when it is used again: a quick thread can come
# round, find the gate still open from last time, and walk through alone.
# Look for: outputs in which one thread starts round 3 before the other has started round 2, and
# schedules that deadlock because one thread waits for a partner that has already gone home.
# The fix is threading.Barrier: see barrier.py.
#
#   threaddemo explore examples/python/barrier_reused.py
#
# expect: 106676419194 schedules
# expect: some deadlock
# expect: exit 5
import threading

count = 0
lock = threading.Lock()
gate = threading.Event()


def meet():
    global count
    with lock:
        count += 1
        if count == 2:
            gate.set()
    gate.wait()
    with lock:
        count -= 1
        if count == 0:
            gate.clear()


def worker(name):
    for r in range(1, 4):
        print(f"{name} round {r}")
        meet()


t1 = threading.Thread(target=worker, args=("A",))
t2 = threading.Thread(target=worker, args=("B",))
t1.start()
t2.start()
t1.join()
t2.join()
