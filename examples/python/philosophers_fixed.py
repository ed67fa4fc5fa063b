# Dining philosophers who take the fork with the lower number first.
# Look for: no deadlock. A circle would need a thread that waits for a lower fork while it holds a higher
# one, and no thread does that any more.
#
#   threaddemo explore examples/python/philosophers_fixed.py
#
# expect: 236 schedules
# expect: 6 outcomes
# expect: exit 0
import threading

forks = [threading.Lock() for _ in range(3)]


def philosopher(i):
    first, second = sorted([i, (i + 1) % 3])
    with forks[first]:
        with forks[second]:
            print(f"philosopher-{i + 1} eats meal 1")


threads = [
    threading.Thread(target=philosopher, args=(i,)) for i in range(3)
]
for t in threads:
    t.start()
for t in threads:
    t.join()
