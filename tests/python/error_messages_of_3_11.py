# Messages that other versions of CPython word differently.
# since: 3.11
# until: 3.11
tries = [
    lambda: 1 % 0,
    lambda: int(None),
    lambda: int([]),
    lambda: "abc"["a"],
    lambda: "%d" % "x",
    lambda: max([]),
    lambda: min([]),
    lambda: {1}.update([1], other=2),
]
for attempt in tries:
    try:
        attempt()
    except (ArithmeticError, TypeError, ValueError) as e:
        print(e)
numbers = [1, 2, 3]
try:
    numbers[1:2] = 5
except TypeError as error:
    print(error)
