# Built-ins beyond the usual ones: round, divmod, type, repr, chr, ord, pow, filter, hex.
print(round(2.5), round(3.5), round(2.675, 2), round(1234.5678, 1), round(-0.5), round(7), round(1.0, 2))
print(divmod(7, 2), divmod(-7, 2), pow(2, 10), pow(3, 4, 5), hex(255), bin(5), oct(8))
print(repr("a"), repr([1]), chr(65), ord("A"), list(filter(lambda n: n > 1, [1, 2, 3])), list(filter(None, [0, 1, ""])))
print(type(1).__name__, type("s").__name__, type([]) == list, type(1.5) is float)
try:
    1 / 0
except Exception as e:
    print(type(e).__name__, e)
print(callable(len), callable(3), hasattr("s", "upper"), hasattr("s", "nothing"))
