# A meeting point: no thread starts round 2 before both have ended round 1.
# Look for: both "round 1" lines come before both "round 2" lines, in every schedule. The order within
# a round is open.
#
#   threaddemo explore examples/python/barrier.py
#
# expect: 54 schedules
# expect: 12 print "Worker-0 round 1\nWorker-1 round 1\nWorker-0 round 2\nWorker-1 round 2"
# expect: 15 print "Worker-0 round 1\nWorker-1 round 1\nWorker-1 round 2\nWorker-0 round 2"
# expect: 15 print "Worker-1 round 1\nWorker-0 round 1\nWorker-0 round 2\nWorker-1 round 2"
# expect: 12 print "Worker-1 round 1\nWorker-0 round 1\nWorker-1 round 2\nWorker-0 round 2"
# expect: exit 0
import threading

barrier = threading.Barrier(2)


def worker(name):
    for r in range(1, 3):
        print(f"{name} round {r}")
        barrier.wait()


threads = [
    threading.Thread(target=worker, args=(f"Worker-{i}",)) for i in range(2)
]
for t in threads:
    t.start()
for t in threads:
    t.join()
