# notify where notify_all belongs: one of the two who wait is never woken.
# expect: 8 schedules
# expect: 2 deadlock
# expect: 6 print "2"
# expect: exit 5
import threading

ready = False
passed = []
condition = threading.Condition()


def waiter():
    with condition:
        while not ready:
            condition.wait()
        passed.append(1)


def opener():
    global ready
    with condition:
        ready = True
        condition.notify()


threads = [threading.Thread(target=waiter) for _ in range(2)]
threads.append(threading.Thread(target=opener))
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(passed))
