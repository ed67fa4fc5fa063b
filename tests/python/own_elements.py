# Each thread writes an element of its own: an element is a location by itself.
# expect: 1 schedule
# expect: 1 print "[0, 1, 4]"
# expect: exit 0
import threading

results = [None] * 3


def task(i):
    results[i] = i * i


threads = [threading.Thread(target=task, args=(i,)) for i in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(results)
