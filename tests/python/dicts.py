# Dicts: order of insertion, methods, iteration, missing keys, deletion, mixed keys.
d = {"one": 1, "two": 2}
d["three"] = 3
d["one"] = 11
print(d, len(d), d["two"], "two" in d, 2 in d, d.get("four"), d.get("four", 4), d.get("one", 0))
for k in d:
    print(k, d[k], end="; ")
print()
for k, v in d.items():
    print(k, v, end="; ")
print()
print(list(d), list(d.keys()), list(d.values()), list(d.items()), sorted(d), sorted(d.items(), key=lambda kv: kv[1]))
print(d.pop("two"), d.pop("nothing", None), d)
d["two"] = 22
print(d, d.setdefault("five", 5), d.setdefault("one", 0), d)
d.update({"six": 6, "one": 1})
d.update(seven=7)
print(d)
del d["six"]
print(d.popitem(), d)
e = d.copy()
e["new"] = True
print(d == e, len(d), len(e), dict(a=1, b=2), dict([("x", 1), ("y", 2)]), dict(d) == d)
print({1: "int", 1.0: "float", True: "bool"}, {1: "a"}[True])
print({**d, "z": 0}, {"a": 1} == {"a": 1.0}, {"a": 1, "b": 2} == {"b": 2, "a": 1})
counts = {}
for c in "banana":
    counts[c] = counts.get(c, 0) + 1
print(counts)
groups = {}
for w in ["apple", "bob", "cat", "alice"]:
    groups.setdefault(w[0], []).append(w)
print(groups)
d.clear()
print(d, not d)
d[None] = 0
d[(1, 2)] = [3]
d[2.5] = {}
print(d)
print(d.keys(), d.values(), d.items())
print(len(d.keys()), 2.5 in d.keys(), [3] in d.values())
