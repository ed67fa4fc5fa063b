# wait_for asks again after each wake-up, and gives back what the predicate gave.
# expect: 8 schedules
# expect: 8 print "both are there: 2"
# expect: exit 0
import threading

arrived = 0
condition = threading.Condition()


def arrive():
    global arrived
    with condition:
        arrived += 1
        condition.notify()


def host():
    with condition:
        result = condition.wait_for(lambda: arrived == 2 and arrived)
        print("both are there:", result)


threads = [threading.Thread(target=host)] + [threading.Thread(target=arrive) for _ in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
