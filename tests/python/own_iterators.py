# Objects with an __iter__ and a __next__ of their own: in loops, in calls of the library's, in unpacking.
class Countdown:
    def __init__(self, start):
        self.left = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.left <= 0:
            raise StopIteration
        self.left -= 1
        return self.left


class Shelf:
    def __init__(self, *books):
        self.books = list(books)

    def __iter__(self):
        return iter(self.books)

    def __delitem__(self, place):
        del self.books[place]


class Broken:
    def __iter__(self):
        return 5


for number in Countdown(3):
    print(number)
else:
    print("ended")
print(list(Countdown(4)), sum(Countdown(3)), sorted(Countdown(3)), max(Countdown(3)), *Countdown(2))
first, second = Countdown(2)
print(first, second, [2 * number for number in Countdown(3)], 1 in Countdown(3), 7 in Countdown(3))
print(list(zip(Countdown(2), "ab")), list(enumerate(Countdown(2))), ",".join(str(n) for n in Countdown(2)))
one = iter(Countdown(1))
print(next(one), next(one, "none left"))
try:
    next(one)
except StopIteration:
    print("stop")
shelf = Shelf("a", "b", "c")
del shelf[1]
print(list(shelf), [book for book in shelf])
try:
    for _ in Broken():
        pass
except TypeError as error:
    print(error)
views = {"a": 1}
keys, items = views.keys(), views.items()
views["b"] = 2
print(len(keys), list(keys), list(keys), [key for key in keys], items, bool({}.keys()))
