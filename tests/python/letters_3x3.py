# Three lines of one thread and three of another: 6!/(3! 3!) outputs, one schedule each.
# expect: 20 schedules
# expect: 20 outcomes
# expect: 1 print "1\n2\n3\na\nb\nc"
# expect: 1 print "a\n1\nb\n2\nc\n3"
# expect: exit 0
import threading


def numbers():
    for n in [1, 2, 3]:
        print(n)


def letters():
    for c in "abc":
        print(c)


t1 = threading.Thread(target=numbers)
t2 = threading.Thread(target=letters)
t1.start()
t2.start()
t1.join()
t2.join()
