# The order of the threads' lines is left out: the last line alone counts.
# with: --outcome last
# expect: 20 schedules
# expect: 12 print "total 1"
# expect: 8 print "total 2"
# expect: exit 0
import threading

total = 0


def task(name):
    global total
    print(name)
    total += 1


threads = [threading.Thread(target=task, args=(n,)) for n in "AB"]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("total", total)
