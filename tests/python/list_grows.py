# A for over a list sees what is appended while it runs; sum is one step and sees a moment.
# expect: some print "1 1"
# expect: some print "1 3"
# expect: some print "3 3"
# expect: 3 outcomes
# expect: exit 0
import threading

l = [1]
totals = []


def reader():
    n = 0
    for x in l:
        n += x
    totals.append(n)
    totals.append(sum(l))


def writer():
    l.append(2)


t1 = threading.Thread(target=reader)
t2 = threading.Thread(target=writer)
t1.start()
t2.start()
t1.join()
t2.join()
print(*totals)
