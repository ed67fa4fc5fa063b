# Small statements: pass, del, chained and augmented assignment, assert, semicolons, annotations, ...
a = b = [1]
b.append(2)
print(a)
c: int = 5
d: "list[int]"
x = 1; y = 2
print(c, x, y)
if x: print("one line")
for i in range(2): print(i, end=" ")
print()
while y: y -= 1
pass
...
"a string as a statement"
1 + 1
assert True
assert x == 1, "never shown"
l = [1, 2, 3]
del l[0], a
print(l, (
    1
    + 2
), \
    "continued")
i = 0
l[i] += 5
d = {"k": 1}
d["k"] += 1
d["k"] -= 10
print(l, d)


class C:
    n = 1


C.n += 1
o = C()
o.n += 5
print(C.n, o.n)
i, l[i] = 1, "second"
print(i, l)
[p, q] = 1, 2
p, q = q, p + q
print(p, q)
if (n := 10) > 5:
    print("walrus", n)
