# Dining philosophers: each takes the fork on the left, then the one on the right.
# Look for: a deadlock once all three hold their left fork. The table of who holds what and waits for
# whom is a circle.
#
#   threaddemo explore examples/python/philosophers.py
#
# expect: 234 schedules
# expect: 6 deadlock
# expect: exit 5
import threading

forks = [threading.Lock() for _ in range(3)]


def philosopher(i):
    left = forks[i]
    right = forks[(i + 1) % 3]
    with left:
        with right:
            print(f"philosopher-{i + 1} eats meal 1")


threads = [
    threading.Thread(target=philosopher, args=(i,)) for i in range(3)
]
for t in threads:
    t.start()
for t in threads:
    t.join()
