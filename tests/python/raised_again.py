# A bare raise finds what is being handled, in a caller too; without that it is an error of its own.
def again():
    raise


try:
    raise
except RuntimeError as error:
    print(repr(error))
try:
    again()
except RuntimeError as error:
    print(error)
try:
    1 / 0
except ZeroDivisionError:
    try:
        again()
    except ZeroDivisionError as error:
        print("again:", error)
    try:
        try:
            {}["inner"]
        except KeyError:
            again()
    except KeyError as error:
        print("inner:", error, "in", repr(error.__context__))
    try:
        again()
    except ZeroDivisionError as error:
        print("outer:", error)
try:
    again()
except RuntimeError as error:
    print(error)


class Refused(Exception):
    def __init__(self):
        super().__init__("made by raise")


try:
    raise Refused
except Refused as error:
    print(repr(error), repr(error.__context__))
try:
    try:
        raise ValueError("first")
    finally:
        raise TypeError("second")
except TypeError as error:
    print(error, repr(error.__context__))
