# sorted, min, max, in and == of lists ask the program's own methods.
class Version:
    def __init__(self, major, minor):
        self.major, self.minor = major, minor

    def __lt__(self, other):
        return (self.major, self.minor) < (other.major, other.minor)

    def __eq__(self, other):
        return isinstance(other, Version) and (self.major, self.minor) == (other.major, other.minor)

    def __repr__(self):
        return f"v{self.major}.{self.minor}"


versions = [Version(1, 10), Version(1, 2), Version(0, 9)]
print(sorted(versions), sorted(versions, reverse=True), min(versions), max(versions))
print(Version(1, 2) in versions, Version(2, 0) in versions, 5 in versions)
print(versions.index(Version(0, 9)), versions.count(Version(1, 2)))
print([Version(1, 2)] == [Version(1, 2)], (1, Version(1, 2)) < (1, Version(1, 10)))
versions.remove(Version(1, 2))
versions.sort()
print(versions)


class Box:
    def __init__(self, *things):
        self.things = things

    def __len__(self):
        return len(self.things)


class Never:
    def __bool__(self):
        return False


print(bool(Box()), bool(Box(1)), bool(Never()), not Box(), [bool(box) for box in (Box(), Box(2))])
