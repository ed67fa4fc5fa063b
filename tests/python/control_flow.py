# if/elif/else, while and for with else, break, continue, nested loops, conditional expressions.
for n in range(-1, 3):
    if n < 0:
        print("negative")
    elif n == 0:
        print("zero")
    elif n == 1:
        print("one")
    else:
        print("many")
i = 0
while i < 10:
    i += 1
    if i % 2:
        continue
    if i > 6:
        break
    print(i, end=" ")
else:
    print("not reached")
print(i)
while i > 7:
    i -= 1
else:
    print("else of while", i)
for x in [1, 2, 3]:
    if x == 5:
        break
else:
    print("no break")
for x in [1, 2, 3]:
    for y in "ab":
        if y == "b":
            break
        print(x, y)
    if x == 2:
        break
else:
    print("not reached")
print(x, y)
for x in []:
    pass
else:
    print("empty, else", x)
print("yes" if x > 1 else "no", 1 if 0 else 2 if 0 else 3)
for i in range(3):
    i = 10
print(i)
l = [1, 2, 3]
for v in l:
    if v < 3:
        l.append(v + 10)
print(l)
for a, b in [(1, 2), (3, 4)]:
    print(a + b)
for i in range(10, 0, -3):
    print(i, end=",")
for i in range(5, 5):
    print("never")
print(list(range(-3, 3, 2)), list(range(3, -3, -2)), len(range(0, 100, 7)), 14 in range(0, 100, 7), range(10)[3], range(10)[-1])
