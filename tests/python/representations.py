# How values look inside containers: quotes, escapes, nesting, empty and one-element ones.
print(["it's", 'say "hi"', "both ' and \"", "new\nline", "tab\t", "back\\slash", "\x00\x1f\x7f", "é", "😀"])
print([1, 2.0, True, None, "x"], (1,), (), [], {}, set(), ((),), [[]], [()])
print({1: "a", "b": [2, 3], (1, 2): {"c": None}}, {5})
print([1, [2, [3, [4]]]], ("a", ("b", ("c",))))
print(range(5), range(1, 10, 2), str(range(3)))
print(f"{'text'!r} {'text'!s} {[1, 'a']!r}")
x = [1]
x.append(x)
print(x)
d = {}
d["self"] = d
print(d)
print(Exception("a message"), [ValueError("inside")], [KeyError("k")], [RuntimeError()], [OSError("a", 1)])
print(str(KeyError("k")), str(ValueError()), str(ValueError(1, 2)))
