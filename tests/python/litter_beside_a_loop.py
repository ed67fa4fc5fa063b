# One thread makes and drops many objects, which are swept away now and then, while another one counts:
# each sweep finds it amid a loop.
# expect: 1 print "True 20000"
import threading

made = []
counted = []


def count():
    same = True
    for _ in range(10):
        total = 0
        for number in range(8000):
            total += number
        same = same and total == 31996000
    counted.append(same)


def litter():
    last = []
    for number in range(20000):
        last = [number]
    made.append(last[0] + 1)


threads = [threading.Thread(target=count), threading.Thread(target=litter)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(counted[0], made[0])
