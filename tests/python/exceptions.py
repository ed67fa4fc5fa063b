# try/except/else/finally in each order, exceptions of one's own, hierarchy, re-raise, cause, args.
def attempt(f):
    try:
        print("try", end=" ")
        result = f()
    except ZeroDivisionError as e:
        print("zero:", e, end=" ")
        result = None
    except (KeyError, IndexError) as e:
        print("lookup:", e, end=" ")
        result = None
    except ValueError:
        print("value", end=" ")
        raise
    else:
        print("else", end=" ")
    finally:
        print("finally", end=" ")
    return result


print(attempt(lambda: 1))
print(attempt(lambda: 1 / 0))
print(attempt(lambda: {}["k"]))
print(attempt(lambda: [][3]))
try:
    attempt(lambda: int("x"))
except ValueError as e:
    print("outside:", e)


class AppError(Exception):
    """Of our own."""


class NotEnough(AppError):
    def __init__(self, need, have):
        super().__init__(f"need {need}, have {have}")
        self.need = need


try:
    raise NotEnough(5, 3)
except AppError as e:
    print(e, e.need, e.args, isinstance(e, AppError), isinstance(e, ValueError))
try:
    raise AppError
except Exception as e:
    print("empty:", e, e.args)
try:
    raise ValueError("a", 2)
except Exception as e:
    print(e, e.args)
try:
    try:
        {}["inner"]
    except KeyError as e:
        raise RuntimeError("outer") from e
except RuntimeError as e:
    print(e)
try:
    assert 1 == 2, "one is not two"
except AssertionError as e:
    print("assert:", e)
try:
    assert []
except AssertionError as e:
    print("assert:", e, e.args)
for error in (ZeroDivisionError("z"), KeyError("k"), OSError("o"), StopIteration()):
    try:
        raise error
    except ArithmeticError:
        print("arithmetic")
    except LookupError as e:
        print("lookup", e)
    except OSError as e:
        print("os", e)
    except Exception:
        print("something else")
try:
    try:
        raise ValueError("first")
    finally:
        print("cleaning up")
except ValueError as e:
    print(e)
try:
    pass
except Exception:
    print("never")
else:
    print("else without error")
try:
    1 / 0
except:
    print("bare except")
