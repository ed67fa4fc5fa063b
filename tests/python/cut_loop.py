# A loop of a million rounds, cut to one.
# with: --loops 1
# expect: 6 schedules
# expect: 4 print "1"
# expect: 2 print "2"
# expect: exit 0
# no python: the program is cut
import threading

counter = 0


def increment():
    global counter
    for _ in range(1000000):
        counter += 1


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()
print(counter)
