# The built-in functions, with the arguments that tutorials use.
print(list(enumerate("ab")), list(enumerate("ab", 1)), list(enumerate(["x"], start=5)))
print(list(zip([1, 2, 3], "ab")), list(zip([1], [2], [3])), dict(zip("ab", [1, 2])))
print(sum([1, 2, 3]), sum([1, 2], 10), sum([]), min(3, 1, 2), min([3, 1]), max("hello"), max([1, 5], key=lambda n: -n), max([], default=0))
print(sorted([3, 1, 2]), sorted("bca"), sorted({"b": 1, "a": 2}), sorted([1, 2], reverse=True), sorted([(2, "a"), (1, "b")]))
print(list(reversed([1, 2, 3])), "".join(reversed("abc")), list(reversed(range(3))))
print(abs(-5), abs(2.5), len("abc"), len({}), len(range(10)))
print(str(5) + "5", int("5") + 5, float("2.5") * 2, bool(""), list("ab"), tuple([1]), set([1]), dict())
print(int("ff", 16), int("101", 2), int(" 12 "), int("-3"), int("1_000"))
print(list(map(str, [1, 2])), list(map(len, ["a", "bb"])), list(map(int, "123")))
print(isinstance([], list), isinstance({}, dict), isinstance(1.5, float), isinstance(None, int))
for a, b in zip("ab", range(2)):
    print(a, b)
for i, c in enumerate("xy"):
    print(i, c)
print(all(isinstance(x, int) for x in [1, 2]), any(c.isdigit() for c in "a1"))
z = zip([1, 2], [3, 4])
print(list(z), list(z))
m = map(lambda x: x + 1, [1])
print(list(m), list(m))
print(range(0) == range(2, 2), range(0, 3, 2) == range(0, 4, 2), range(3) != range(4), range(3) == [0, 1, 2], range(1, 2, 5) == range(1, 2))
r = range(1, 10, 3)
print(r.start, r.stop, r.step, r.index(7), r.count(4), r.count("a"), range(5, 0, -2).index(1))
for wrong in (lambda: r.index(2), lambda: r.index("a")):
    try:
        print(wrong())
    except ValueError as error:
        print(error)
for size in (10**18, 10**30):
    try:
        print(len("a" * size))
    except (MemoryError, OverflowError) as error:
        print(type(error).__name__, error)
try:
    [0] * 10**17
except MemoryError:
    print("no room")
