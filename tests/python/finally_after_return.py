# finally runs after return, break and continue, and a return of its own wins.
def f():
    try:
        return "try"
    finally:
        print("finally runs")


def g():
    try:
        return "try"
    finally:
        return "finally"


def h():
    try:
        1 / 0
    finally:
        return "swallowed"


def value():
    x = 1
    try:
        return x
    finally:
        x = 2


def loop():
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            print("body", i)
        finally:
            print("after", i)
    return i


def nested():
    try:
        try:
            return "inner"
        finally:
            print("first")
    finally:
        print("second")


def in_except():
    try:
        1 / 0
    except ZeroDivisionError:
        return "from except"
    finally:
        print("still")


def while_loop():
    n = 0
    while True:
        try:
            n += 1
            if n == 3:
                return n
        finally:
            n += 10
            if n > 20:
                break
    return "broke", n


print(f(), g(), h(), value(), loop(), nested(), in_except(), while_loop())
