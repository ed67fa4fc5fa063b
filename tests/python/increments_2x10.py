# Two threads, ten increments each: 40!/(20! 20!) schedules; two is the least that can be left.
# expect: 137846528820 schedules
# expect: 33701419840 print "13"
# expect: 56146496 print "7"
# expect: some print "2"
# expect: 19 outcomes
# expect: exit 0
import threading

counter = 0


def increment():
    global counter
    for _ in range(10):
        counter += 1


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()
print(counter)
