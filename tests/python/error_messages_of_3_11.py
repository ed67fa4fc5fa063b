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
]
for attempt in tries:
    try:
        attempt()
    except (ArithmeticError, TypeError, ValueError) as e:
        print(e)
