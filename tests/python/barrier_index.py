# Barrier.wait gives each thread a number of its own; one of them is 0.
# expect: 1 outcome
# expect: some print "1 leader"
# expect: exit 0
import threading

barrier = threading.Barrier(2)
leaders = []


def task():
    if barrier.wait() == 0:
        leaders.append(1)


t1 = threading.Thread(target=task)
t2 = threading.Thread(target=task)
t1.start()
t2.start()
t1.join()
t2.join()
print(len(leaders), "leader")
