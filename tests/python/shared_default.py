# A default is made once, when the function is: a list as a default is shared by all calls.
def append(item, to=[]):
    to.append(item)
    return to


print(append(1))
print(append(2))
print(append(3, []))
print(append(4))


def count(n, seen={}):
    seen[n] = seen.get(n, 0) + 1
    return len(seen)


print(count("a"), count("b"), count("a"))
x = 1


def late(y=x):
    return y


x = 2
print(late(), x)
