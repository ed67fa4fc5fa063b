# since: 3.10
# until: 3.11
# Names of classes and functions inside others: short in messages, whole in reprs.
import threading


def make():
    class Account:
        class Closed(Exception):
            pass

        def close(self):
            def inner():
                pass

            return inner

    class Worker(threading.Thread):
        def run(self):
            print(type(self), self.name)

    return Account, Worker


Account, Worker = make()
print(Account, Account.__name__, Account.__qualname__)
print(Account.Closed, Account.Closed.__name__, Account.Closed.__qualname__)
print(Account.close.__qualname__, Account().close().__qualname__)
print(repr(Account.Closed("why")), str(Account())[:40])
worker = Worker()
worker.start()
worker.join()
tries = [
    lambda: Account(1),
    lambda: Account().nothing,
    lambda: Account.nothing,
    lambda: Account() + 1,
    lambda: Account().close(1),
    lambda: Account().close()(1),
]
for attempt in tries:
    try:
        attempt()
    except (AttributeError, TypeError) as error:
        print(error)


def declares():
    global Known, known

    class Known:
        def method(self):
            pass

    def known():
        pass


declares()
print(Known, Known.method.__qualname__, known.__qualname__)
print([lambda: 0 for _ in range(1)][0].__qualname__)


def comprehends():
    return {0: lambda: 0 for _ in range(1)}[0].__qualname__


print(comprehends(), (lambda: (lambda: 0))().__qualname__)
