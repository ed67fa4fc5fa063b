# A thread whose run keeps what its target returns, as is often shown.
# expect: 1 schedule
# expect: 1 print "27 9\n(3,) {'power': 2} None"
import threading


class Returning(threading.Thread):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.result = None

    def run(self):
        if self._target is not None:
            self.result = self._target(*self._args, **self._kwargs)

    def join(self, timeout=None):
        super().join(timeout)
        return self.result


def raised(number, power=3):
    return number**power


one = Returning(target=raised, args=(3,))
two = Returning(target=raised, args=[3], kwargs={"power": 2})
one.start()
two.start()
print(one.join(), two.join())
three = Returning()
print(tuple(two._args), two._kwargs, three._target)
