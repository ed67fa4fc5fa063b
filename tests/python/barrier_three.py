# Three threads meet: every "before" comes before every "after".
# expect: 2700 schedules
# expect: 36 outcomes
# expect: 89 print "A before\nB before\nC before\nC after\nB after\nA after"
# expect: 88 print "A before\nB before\nC before\nC after\nA after\nB after"
# expect: exit 0
import threading

barrier = threading.Barrier(3)


def task(name):
    print(name, "before")
    barrier.wait()
    print(name, "after")


threads = [threading.Thread(target=task, args=(n,)) for n in "ABC"]
for t in threads:
    t.start()
for t in threads:
    t.join()
