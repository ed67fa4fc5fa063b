# since: 3.11
# until: 3.11
# Places, sizes and counts that no machine word holds.
import random
from collections import deque

LARGE = 10**30


def show(what, function):
    try:
        print(what, "->", function())
    except (IndexError, OverflowError, TypeError, ValueError) as error:
        print(what, "->", type(error).__name__, error)


def delete(values, place):
    del values[place]
    return values


for times in (LARGE, -LARGE, 2**63, -(2**63) - 1, -(2**63)):
    show("text", lambda: "a" * times)
    show("list", lambda: times * [1])
    show("tuple", lambda: (1,) * times)
show("empty list", lambda: [] * 2**62)
show("empty tuple", lambda: () * 2**62)
show("empty text", lambda: "" * 2**62)

for place in (LARGE, -LARGE, 2**63, -(2**63) - 1, 2**63 - 1, -(2**63)):
    print(place)
    show("range[]", lambda: range(5)[place])
    show("list[]", lambda: [1, 2][place])
    show("deque[]", lambda: deque([1])[place])
    show("list.insert", lambda: [1].insert(place, 2))
    show("list.pop", lambda: [1].pop(place))
    show("pop of no list", lambda: [].pop(place))
    show("list.index", lambda: [1, 2].index(2, place))
    show("deque.insert", lambda: deque([1]).insert(place, 2))
    show("deque.rotate", lambda: deque([1]).rotate(place))
    show("del list[]", lambda: delete([1], place))
    show("del deque[]", lambda: delete(deque([1]), place))
    show("in range", lambda: place in range(-(2**63), 0))
    show("in range down", lambda: place in range(2**63 - 1, 0, -1))
    show("ljust", lambda: "a".ljust(place) if place < 0 or place >= 2**63 else "")
    show("split", lambda: "a b".split(" ", place))

for most in (LARGE, -LARGE, -1):
    show("maxlen", lambda: deque([1], most))
for code in (LARGE, -LARGE, 2**31, -1, 0x110000):
    show("chr", lambda: chr(code))

WIDE = range(-(2**63), 2**63 - 1)
print(WIDE[5], WIDE[-1], WIDE[2**63 - 1], WIDE.index(2**62), bool(WIDE))
show("len", lambda: len(WIDE))
print(range(2**63 - 1, -(2**63), -1).index(-5))
print(list(range(-(2**63), 2**63 - 1, 2**62)))
print(list(reversed(range(-(2**63), 2**63 - 1, 2**62))))

show("uniform", lambda: random.uniform(10**400, 1))
show("list.index", lambda: [1].index(1, None))
show("list.index", lambda: [1].index(1, "a"))
show("list.pop", lambda: [].pop("a"))

values = deque([1, 2, 3, 4])
del values[0]
del values[-1]
print(values)
show("del", lambda: delete(values, 2))
show("del", lambda: delete(values, "a"))
