# and/or/not give back operands, evaluate no more than they must; chained comparisons; is, in.
def say(value):
    print("<%s>" % value, end="")
    return value


print(say(0) or say("x") or say("y"))
print(say(1) and say([]) and say("y"))
print(not say(""), not 1, not None, not [0])
print(1 < say(2) < 3, 1 < say(2) > 5 > say(0), 3 > 2 == 2, 1 == 1 == 1.0, 1 < 3 < 2)
print(0 or None, None or 0, [] or {}, "a" and "b", 0 and 1 / 0, 1 or 1 / 0)
print(None is None, 1 is not None, [] is [], () == (), None == 0, not 1 == 2)
print(1 in [1, 2], 3 not in (1, 2), "a" in {"a": 1}, None in [None])
print(any([0, "", 3]), all([1, "", 3]), any([]), all([]), any(x > 2 for x in [1, 2, 3]), all(x > 0 for x in [1, 2]))
print(bool("False"), bool(0), bool(" "), bool([]), bool({}), bool(None), bool(-1))
x = 5
print(0 <= x < 10, 0 <= x < 5, x == 5 != 6, "small" if x < 3 else "big")
print(True and not False or False, True or False and False, not True == False)
