# An uncaught KeyError shows its key with quotes; finally still runs.
prices = {"apple": 3}
try:
    print(prices["apple"])
    print(prices["pear"])
finally:
    print("finally")
