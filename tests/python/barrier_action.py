# The last thread to arrive runs the action, steps and all, before any of them leaves.
# expect: 6 schedules
# expect: 4 print "go 1\n1\n0"
# expect: 2 print "go 1\n0\n1"
# expect: exit 0
import threading

rounds = 0


def action():
    global rounds
    rounds += 1
    print("go", rounds)


def work():
    print(barrier.wait())


barrier = threading.Barrier(2, action)
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
