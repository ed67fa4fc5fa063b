# raise ... from keeps the cause.
def load(text):
    try:
        return int(text)
    except ValueError as error:
        raise RuntimeError("can't load") from error


try:
    load("x")
except RuntimeError as error:
    print(error, "<-", error.__cause__, type(error.__cause__).__name__)
try:
    raise KeyError("a")
except KeyError as error:
    print(error.__cause__)
