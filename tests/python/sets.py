# Sets: operations and membership; sorted before they are printed, since their order is not promised.
a = {1, 2, 3}
b = {3, 4}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), a == {3, 2, 1}, {1, 2} < a, a <= a, a > {5})
a.add(9)
a.add(9)
a.discard(1)
a.discard(100)
a.remove(2)
print(sorted(a), len(a), 9 in a, 1 in a)
a.update([5, 6], [7])
print(sorted(a), sorted(a.union([0])), sorted(a.intersection({5, 9})), sorted(a.difference({5})))
print({1, 2}.issubset({1, 2, 3}), {1, 2, 3}.issuperset({1}), {1}.isdisjoint({2}))
print(set(), set([1, 1, 1]), {7}, len(set("banana")), sorted(set("banana")), sorted({x % 3 for x in range(10)}))
a |= {100}
a -= {9}
print(sorted(a), max(a), min(a), sum(a))
c = a.copy()
c.clear()
print(len(c), bool(c), bool(a), frozenset([1]) == {1})
print({1, True, 1.0}, len({(1, 2), (1, 2)}))
