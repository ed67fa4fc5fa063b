# What no thread writes after the first start is never a step, however many read it.
# expect: 1 schedule
# expect: 1 print "[3, 4]"
# expect: exit 0
import threading

limit = 3
table = {"a": 1}
out = [0, 0]


def read(i):
    for _ in range(limit):
        out[i] += table["a"]
    if i:
        out[i] += 1


threads = [threading.Thread(target=read, args=(i,)) for i in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(out)
