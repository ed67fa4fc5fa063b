# The messages of the usual errors, as CPython words them.
class Thing:
    pass


def one(x):
    return x


def two(x, y):
    return x


tries = [
    lambda: 1 / 0,
    lambda: 1 // 0,
    lambda: [1][5],
    lambda: (1,)[5],
    lambda: "abc"[5],
    lambda: [].pop(),
    lambda: [1].pop(7),
    lambda: {}["key"],
    lambda: {}[42],
    lambda: {}.pop("key"),
    lambda: set().remove(3),
    lambda: [1].remove(2),
    lambda: [1].index(2),
    lambda: "abc".index("x"),
    lambda: 1 + "a",
    lambda: "a" + 1,
    lambda: [1] + (2,),
    lambda: "a" * "b",
    lambda: 1 - None,
    lambda: -"a",
    lambda: None + 1,
    lambda: 1 < "a",
    lambda: [] < 1,
    lambda: None > None,
    lambda: max(1, "a"),
    lambda: sum(["a"]),
    lambda: int("x1"),
    lambda: int(""),
    lambda: int("1.5"),
    lambda: float("abc"),
    lambda: int(float("inf")),
    lambda: undefined_name,
    lambda: None.x,
    lambda: Thing().missing,
    lambda: "s".nothing(),
    lambda: [].push(1),
    lambda: 5(),
    lambda: "s"(),
    lambda: None(),
    lambda: None[0],
    lambda: 5[0],
    lambda: [1]["a"],
    lambda: len(5),
    lambda: len(None),
    lambda: list(5),
    lambda: sorted([1, "a"]),
    lambda: {[]: 1},
    lambda: {[1]},
    lambda: {{}: 1},
    lambda: one(),
    lambda: one(1, 2),
    lambda: two(),
    lambda: two(1),
    lambda: one(y=1),
    lambda: one(1, x=1),
    lambda: 1 in 5,
    lambda: "".join([1]),
    lambda: ",".join(5),
    lambda: "%s %s" % "x",
    lambda: "%s" % (1, 2),
    lambda: f"{'a':d}",
    lambda: f"{1.5:d}",
    lambda: range("a"),
    lambda: range(1, 2, 0),
    lambda: "a".split(""),
    lambda: 2.0**5000,
    lambda: 10**400 / 1,
    lambda: float(10**400),
    lambda: 1 << -1,
    lambda: "x" in 3,
    lambda: [1, 2][1.0],
]
for i, attempt in enumerate(tries):
    try:
        print(i, attempt())
    except (ArithmeticError, LookupError) as e:
        print(i, f"lookup or arithmetic: {e}")
    except (TypeError, AttributeError) as e:
        print(i, f"type or attribute: {e}")
    except (ValueError, NameError) as e:
        print(i, f"value or name: {e}")


def unpack(v):
    a, b = v


for v in ([1], [1, 2, 3], 5, "xyz", None):
    try:
        unpack(v)
    except (ValueError, TypeError) as e:
        print(e)


def assign(f):
    try:
        f()
    except TypeError as e:
        print(e)


def tuple_item():
    t = (1, 2)
    t[0] = 5


def string_item():
    s = "abc"
    s[0] = "x"


def none_item():
    n = None
    n[0] = 1


def del_item():
    t = (1, 2)
    del t[0]


for f in (tuple_item, string_item, none_item, del_item):
    assign(f)
d = {1: 1, 2: 2}
try:
    for k in d:
        d[k + 10] = 0
except RuntimeError as e:
    print(e)
for wrong in ([1, "a", 2], [3, "a"], ["b", "a", 1], [None, 1], [2, 1, None, 0]):
    try:
        print(sorted(wrong))
    except TypeError as error:
        print(error)
