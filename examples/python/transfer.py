# Money goes from one account to another; each transfer locks its source, then its target.
# Look for: a deadlock when both transfers have locked their source.
#
#   threaddemo explore examples/python/transfer.py
#
# expect: 6 schedules
# expect: 2 deadlock
# expect: 4 print "Alice 70, Bob 130"
# expect: exit 5
import threading


class Account:
    def __init__(self, name, balance):
        self.name = name
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    with source.lock:
        with target.lock:
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
