# collections.deque: both ends, maxlen, rotation, iteration.
from collections import deque

d = deque()
d.append(1)
d.append(2)
d.appendleft(0)
print(d, len(d), d[0], d[-1], d.popleft(), d.pop(), d, bool(d))
d.extend([5, 6, 7])
d.extendleft([8, 9])
print(d, list(d), 6 in d, d.count(5))
d.rotate(1)
print(d)
d.rotate(-2)
print(d)
last = deque(maxlen=2)
for n in range(4):
    last.append(n)
print(last, list(last), deque("ab"), deque([1], maxlen=3))
d.clear()
print(d, not d)
try:
    d.popleft()
except IndexError as e:
    print(e)
try:
    d.pop()
except IndexError as e:
    print(e)
q = deque([1, 2, 3])
while q:
    print(q.popleft(), end=" ")
print()
q = deque([3, 1, 2])
q.remove(1)
q.reverse()
print(q, sorted(q), sum(q), max(q))
