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
print(sorted({1}.union([2], (3,), {4})), sorted({1, 2, 3}.intersection([2, 3], {3})), sorted({1, 2, 3}.difference([1], [2])))
print(sorted({1}.union()), sorted(frozenset([1, 2]).difference({1}, {5})), sorted({*"ab", "c", *[1] * 0}), {*()} == set())
e = {1, 2, 3}
e.difference_update([1], [9])
e.symmetric_difference_update([3, 4])
e.intersection_update({2, 4}, (4,))
e.update()
print(e, e.symmetric_difference([4, 5]))
for wrong in (lambda: e.union(5), lambda: {*5}):
    try:
        print(wrong())
    except TypeError as error:
        print(error)
