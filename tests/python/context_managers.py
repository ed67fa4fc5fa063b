# The with statement: several locks, nested, left by return, break and exception; a class with __enter__ and __exit__.
import threading

a, b = threading.Lock(), threading.Lock()
with a, b:
    print(a.locked(), b.locked())
print(a.locked(), b.locked())


def early():
    with a:
        return a.locked()


print(early(), a.locked())
for i in range(3):
    with a:
        if i == 1:
            break
print(i, a.locked())
try:
    with a:
        1 / 0
except ZeroDivisionError:
    print("after the error", a.locked())


class Noisy:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, value)
        return self.swallow


with Noisy("x") as x, Noisy("y") as y:
    print(x, y)
with Noisy("z", swallow=True):
    raise ValueError("swallowed")
try:
    with Noisy("w"):
        raise ValueError("not swallowed")
except ValueError as e:
    print(e)
with threading.RLock() as r:
    print(r)


class Told:
    def __enter__(self):
        return self

    def __exit__(self, *all):
        print("told", all, all[2] is None, bool(all[2]))
        return True


with Told():
    pass
with Told():
    raise KeyError("k")
