# The keys and items of a dict are sets; dicts and tables that a class makes.
a = {"x": 1, "y": 2}
b = {"y": 3, "z": 4}
keys = a.keys()
print(sorted(keys & b.keys()), sorted(keys | b.keys()), sorted(keys - b.keys()), sorted(keys ^ b.keys()))
print(sorted(keys & ["y"]), sorted({"x", "q"} - keys), sorted(a.items() & {("x", 1)}), sorted(a.items() - b.items()))
print(keys == {"x", "y"}, {"x", "y"} == keys, keys == b.keys(), keys != {"x"}, a.items() == {"y": 2, "x": 1}.items())
print(keys <= {"x", "y", "z"}, keys < {"x", "y"}, {"x"} < keys, keys >= {"x"}, a.items() > {("x", 1)})
print(keys.isdisjoint(b), a.keys().isdisjoint(["q"]), a.items().isdisjoint(b.items()), keys == ["x", "y"])
a["w"] = 5
print(sorted(keys), len(keys), "w" in keys, sorted(keys - {"x"}))
for wrong in (lambda: keys & 5, lambda: keys < ["x"], lambda: a.values() & {1}, lambda: keys | [[1]]):
    try:
        print(wrong())
    except TypeError as error:
        print(error)
print(dict.fromkeys("ab"), dict.fromkeys(range(2), 0), {}.fromkeys(["k"], "v"), dict.fromkeys([]))
shared = dict.fromkeys("pq", [])
shared["p"].append(1)
print(shared)
table = str.maketrans("abc", "xyz", "-")
print(table, "a-b-c-d".translate(table), "hello".translate(str.maketrans({"l": "L", 101: None, "h": 72})))
print("abc".translate({97: "<a>", 98: None}), "same".translate({}))
for wrong in (
    lambda: str.maketrans("ab", "x"),
    lambda: str.maketrans("ab"),
    lambda: str.maketrans(1, "a"),
    lambda: str.maketrans("a", 1),
    lambda: str.maketrans({"ab": 1}),
    lambda: str.maketrans({1.5: 1}),
    lambda: "a".translate({97: 1.5}),
    lambda: dict.fromkeys(5),
    lambda: dict.fromkeys(),
    lambda: dict.fromkeys([[]]),
):
    try:
        print(wrong())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
