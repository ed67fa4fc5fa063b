# notify_all wakes both who wait.
# expect: 10 schedules
# expect: 10 print "2"
# expect: exit 0
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
        condition.notify_all()


threads = [threading.Thread(target=waiter) for _ in range(2)]
threads.append(threading.Thread(target=opener))
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(passed))
