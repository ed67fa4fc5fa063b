# The transfers lock the account whose name comes first in the alphabet, whichever way the money goes.
# Look for: no deadlock, and one result.
#
#   threaddemo explore examples/python/transfer_fixed.py
#
# expect: 2 schedules
# expect: 2 print "Alice 70, Bob 130"
# expect: exit 0
import threading


class Account:
    def __init__(self, name, balance):
        self.name = name
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    first, second = sorted([source, target], key=lambda account: account.name)
    with first.lock:
        with second.lock:
            source.balance -= amount
            target.balance += amount


alice = Account("Alice", 100)
bob = Account("Bob", 100)
t1 = threading.Thread(target=transfer, args=(alice, bob, 50))
t2 = threading.Thread(target=transfer, args=(bob, alice, 20))
t1.start()
t2.start()
t1.join()
t2.join()

print(f"{alice.name} {alice.balance}, {bob.name} {bob.balance}")
