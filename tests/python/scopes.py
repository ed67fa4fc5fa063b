# global, nonlocal, closures that keep state, shadowing, comprehensions with a scope of their own.
x = "module"


def read():
    return x


def shadow():
    x = "local"
    return x


def change():
    global x
    x = "changed"


print(read(), shadow(), x)
change()
print(read(), x)


def counter():
    n = 0

    def step(by=1):
        nonlocal n
        n += by
        return n

    def peek():
        return n

    return step, peek


a, pa = counter()
b, pb = counter()
print(a(), a(), a(10), b(), pa(), pb())


def outer():
    v = 1

    def middle():
        def inner():
            nonlocal v
            v += 1
            return v

        return inner() + inner()

    return middle(), v


print(outer())
i = "kept"
print([i for i in range(3)], i)


def define():
    global made
    made = "made by a function"


define()
print(made)


def param(x):
    x += 1
    return x


y = 1
print(param(y), y)


def mutate(l):
    l.append(1)
    l = [2]
    return l


z = []
print(mutate(z), z)
print(len([1, 2]))
len = lambda _: "shadowed"
print(len([1, 2]))
