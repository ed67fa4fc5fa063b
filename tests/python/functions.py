# Functions: defaults, keywords, *args, **kwargs, recursion, functions as values, no return.
def plain(a, b=2, *rest, c=3, **more):
    """A docstring is no statement that does anything."""
    print(a, b, rest, c, more)


plain(1)
plain(1, 5)
plain(1, 5, 6, 7, c=8)
plain(b=1, a=0, d=4)
plain(*[1, 2, 3], **{"c": 9, "z": 0})


def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)


def nothing():
    pass


def early(x):
    if x:
        return "early"


print(fact(25), nothing(), early(1), early(0))


def apply(f, *args):
    return f(*args)


print(apply(max, 3, 9, 4), apply(lambda: 42), apply(lambda x, y=10: x + y, 1))
square = lambda n: n * n
print(square(7), (lambda *a: a)(1, 2), list(map(square, [1, 2, 3])), list(map(lambda a, b: a + b, [1, 2], [10, 20])))


def annotated(n: int, s: str = "x") -> str:
    m: int = n
    return s * m


print(annotated(3), annotated(2, s="ab"))


def order(*, key, other=None):
    return key, other


print(order(key=1), order(other=2, key=1))


def is_even(n):
    return n == 0 or is_odd(n - 1)


def is_odd(n):
    return n != 0 and is_even(n - 1)


print(is_even(10), is_odd(7))
print(plain.__name__, plain.__doc__)
