"""A module says what it is for."""


def plain():
    """A function does, too."""


def bare():
    pass


class Documented:
    """So does a class."""

    def method(self):
        """And a method."""


class Undocumented:
    pass


print(__doc__, plain.__doc__, bare.__doc__, sep="\n")
print(Documented.__doc__, Documented().__doc__, Undocumented.__doc__, sep="\n")
print(Documented.method.__doc__, Documented().method.__doc__, Documented().method.__name__, sep="\n")
