# Comprehensions of each kind, nested, with conditions; generator expressions in built-ins.
print([n * n for n in range(5)], [n for n in range(10) if n % 2 if n > 3], [(a, b) for a in (1, 2) for b in "xy"])
print({n: n * n for n in range(4)}, sorted({n % 3 for n in range(7)}), {v: k for k, v in {"a": 1}.items()})
print([[i * j for j in range(3)] for i in range(3)], [x for row in [[1, 2], [3]] for x in row])
print(sum(n for n in range(101)), max(len(w) for w in ["a", "bbb"]), any(n > 2 for n in (1, 2, 3)), all(n for n in []))
print(sorted(w.lower() for w in ["B", "a"]), list(n + 1 for n in (1, 2)), tuple(n for n in "ab"), set(n for n in [1]), dict((k, 1) for k in "xy"))
print(" ".join(str(n) for n in range(3)), min((abs(n), n) for n in [-3, 2]))
n = "outside"
print([n for n in range(2)], n)


def f(k):
    return [k + i for i in range(3)]


print(f(10), [f(i)[0] for i in range(2)], ["even" if i % 2 == 0 else "odd" for i in range(3)])
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [c for c in "a-b" if c != "-"])
print([i for i in range(20) if i % 2 == 0 and i % 3 == 0 or i == 7])
