# notify wakes the one that has waited longest: tickets are drawn under the lock, so 0 comes before 1.
# expect: 1 outcome
# expect: some print "[0, 1]"
# expect: exit 0
import threading

condition = threading.Condition()
waiting = 0
order = []


def waiter():
    global waiting
    with condition:
        me = waiting
        waiting += 1
        condition.wait()
        order.append(me)
        condition.notify()


def opener():
    while True:
        with condition:
            if waiting == 2:
                condition.notify()
                return


threads = [threading.Thread(target=waiter) for _ in range(2)]
threads.append(threading.Thread(target=opener))
for t in threads:
    t.start()
for t in threads:
    t.join()
print(order)
