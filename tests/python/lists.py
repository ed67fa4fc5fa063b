# Lists: methods, slices, slice assignment, del, aliasing, comparison, multiplication.
a = [3, 1, 2]
a.append(5)
a.extend([7, 6])
a.insert(0, 9)
a.insert(-1, 8)
a.insert(100, 4)
print(a, len(a), a[0], a[-1], a[1:3], a[::2], a[::-1], a[-3:], a[:-3], a[5:1])
print(a.pop(), a.pop(0), a.pop(-2), a)
a.remove(5)
print(a, a.index(2), a.count(2), 2 in a, 99 in a)
a.sort()
print(a)
a.sort(reverse=True)
print(a)
a.reverse()
print(a, sorted(a, key=lambda n: -n), sorted(["bb", "a", "ccc"], key=len, reverse=True))
b = a
c = a.copy()
d = a[:]
e = list(a)
b[0] = 100
print(a, b, c, d, e, a is b, a is c, a == b, c == d)
a[1:3] = ["x", "y", "z"]
print(a)
a[1:4] = []
print(a)
a[len(a) :] = [1, 2]
del a[0]
print(a)
del a[-2:]
print(a)
a.clear()
print(a, not a, bool([0]))
print([1, 2] + [3], [0] * 3, 2 * [1, 2], [1, 2] < [1, 3], [1] < [1, 0], [] < [1], [1, 2] == [1, 2])
m = [[0] * 2] * 2
m[0][0] = 1
print(m)
m = [[0] * 2 for _ in range(2)]
m[0][0] = 1
print(m)
first, *rest = [1, 2, 3]
*init, last = [1, 2, 3]
(p, q), r = [1, 2], 3
print(first, rest, init, last, p, q, r)
f = [1]
g = f
f += [2]
print(g)
f = f + [3]
print(g, f)
print(list("abc"), list(range(3)), list({1: 2}), list((1, 2)))
h = list(range(10))
h[::3] = "abcd"
h[::-5] = [-1, -2]
print(h)
del h[1::4]
del h[::-3]
print(h)
for wrong in ([1, 2, 3], 5):
    try:
        h[::2] = wrong
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
