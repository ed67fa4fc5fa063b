# Classes: attributes of class and instance, methods, inheritance, super, __str__, isinstance.
class Animal:
    count = 0
    names = []

    def __init__(self, name, legs=4):
        self.name = name
        self.legs = legs
        Animal.count += 1
        self.names.append(name)

    def speak(self):
        return "..."

    def describe(self):
        return f"{self.name} has {self.legs} legs and says {self.speak()}"


class Dog(Animal):
    def __init__(self, name):
        super().__init__(name)
        self.tricks = []

    def speak(self):
        return "woof"

    def add(self, trick):
        self.tricks.append(trick)
        return self


class Puppy(Dog):
    def speak(self):
        return super().speak() + "!"


class Bird(Animal):
    pass


a, d, p, b = Animal("Generic"), Dog("Rex"), Puppy("Bit"), Bird("Tweety", legs=2)
for x in (a, d, p, b):
    print(x.describe())
print(Animal.count, d.count, Dog.count, Animal.names, d.names is a.names)
d.count = 100
print(d.count, Dog.count, p.count)
print(d.add("sit").add("roll").tricks, p.tricks)
print(isinstance(p, Dog), isinstance(p, Animal), isinstance(a, Dog), isinstance(1, int), isinstance("s", (int, str)), isinstance(True, int))
speak = d.speak
print(speak(), Dog.speak(d), Animal.speak(d))
d.new = "added later"
print(d.new)
del d.new


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __str__(self):
        return f"({self.x}, {self.y})"

    def __repr__(self):
        return f"Point({self.x}, {self.y})"

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __len__(self):
        return 2


q = Point(1, 2)
print(q, [q], f"{q} {q!r}", str(q), q == Point(1, 2), q != Point(1, 3), q + Point(1, 1), len(q))
q.x += 10
print(q.x, q)


class Config:
    debug = False
    LEVELS = ["low", "high"]


print(Config.debug, Config.LEVELS[1])
Config.debug = True
print(Config().debug, Config.__name__)


class Registry:
    def __init__(self):
        self._items = {}
        self.__hidden = 3

    @property
    def size(self):
        return len(self._items)

    @staticmethod
    def version():
        return 7

    @classmethod
    def make(cls):
        return cls()

    def hidden(self):
        return self.__hidden


r = Registry.make()
r._items["k"] = 1
print(r.size, Registry.version(), r.version(), r.hidden())
