# What the library says of arguments that it doesn't take, and what it refuses to compare or to hash.
# since: 3.11
# until: 3.11
import queue
import random
import threading
import time
from collections import defaultdict, deque

tries = [
    lambda: [1] in {1},
    lambda: {1}.discard([]),
    lambda: isinstance(1, 5),
    lambda: isinstance("a", (int, 5)),
    lambda: isinstance(1, (int, 5)),
    lambda: isinstance(1),
    lambda: issubclass(1, int),
    lambda: issubclass(int, 1),
    lambda: map(),
    lambda: filter(None),
    lambda: dict([1]),
    lambda: dict({}, {}),
    lambda: dict(1),
    lambda: list(1, 2),
    lambda: object(1),
    lambda: type(),
    lambda: iter(),
    lambda: next(),
    lambda: next([]),
    lambda: reversed({1}),
    lambda: range(1, 2, 3, 4),
    lambda: enumerate(),
    lambda: list(enumerate("ab", "a")),
    lambda: sum(),
    lambda: sum(["a"], ""),
    lambda: min(1, 2, default=3),
    lambda: sorted([1], None),
    lambda: sorted([1], by=None),
    lambda: round(1.5, "a"),
    lambda: divmod(7.0, 0),
    lambda: divmod("a", 1),
    lambda: pow(2),
    lambda: getattr(1, 2),
    lambda: int(12, 5),
    lambda: int("12", "a"),
    lambda: format(5, 5),
    lambda: len(iter([])),
    lambda: [1].pop("a"),
    lambda: [1].index(1, 1),
    lambda: (1, 2).index(5),
    lambda: [2, 1].sort(1),
    lambda: {}.get(),
    lambda: {}.update(1, 2),
    lambda: frozenset([1]).add(2),
    lambda: print(**{"sep": 1}),
    lambda: print(*[], **5),
    lambda: deque([1], -1),
    lambda: defaultdict(5),
    lambda: time.sleep("a"),
    lambda: time.sleep(-1),
    lambda: random.randint(2, 1),
    lambda: random.uniform(1),
    lambda: random.choice([]),
    lambda: threading.Lock().acquire(timeout=None),
    lambda: threading.Lock().acquire(True, -2),
    lambda: threading.Semaphore(0).acquire(False, 1),
    lambda: threading.Semaphore(1).release(0),
    lambda: threading.Lock().foo,
    lambda: queue.Queue().get(timeout=-1),
    lambda: queue.Queue().put(),
    lambda: 2.0 in range(5),
    lambda: hash(-1),
]
for one in tries:
    try:
        print(one())
    except Exception as error:
        print(type(error).__name__, error)

tasks = queue.PriorityQueue()
tasks.put((1, print))
try:
    tasks.put((1, len))
except TypeError as error:
    print(error)
tasks = queue.PriorityQueue()


class Task:
    def __init__(self, name):
        self.name = name

    def __lt__(self, other):
        return False


for name in "abcde":
    tasks.put(Task(name))
print("".join(tasks.get().name for _ in range(5)))
