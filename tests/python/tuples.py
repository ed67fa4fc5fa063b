# Tuples: packing, unpacking, swapping, slices, comparison, as keys.
t = 1, "two", 3.0
a, b, c = t
print(t, a, b, c, len(t), t[0], t[-1], t[1:], "two" in t, t + (4,), t * 2)
a, b = b, a
print(a, b)
x = y = z = 0
x += 1
print(x, y, z)
print((1, 2) < (1, 3), (1, 2) == (1, 2), (2,) > (1, 9), () == (), (1,) + (), tuple([1, 2]), tuple("ab"))
grid = {(0, 0): "a", (0, 1): "b"}
print(grid[0, 1], grid[(0, 0)], (0, 2) in grid)
for i, (name, score) in enumerate([("Ada", 3), ("Bob", 5)], start=1):
    print(i, name, score)
print(t.index("two"), t.count(1), min((3, 1, 2)), sorted((3, 1, 2)), sum((1, 2, 3)))


def both():
    return 1, 2


p, q = both()
print(p, q, both(), *both(), sep="/")
