# Every access to an account is locked, and the lock is released between the look and the act.
# Look for: results in which the two accounts no longer hold 200 together.
#
#   threaddemo explore examples/python/transfer_halves.py
#
# expect: 64850 schedules
# expect: 64682 print "Alice 70, Bob 130"
# expect: 84 print "Alice 50, Bob 130"
# expect: 84 print "Alice 70, Bob 80"
# expect: exit 0
import threading


class Account:
    def __init__(self, name, balance):
        self.name = name
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    with source.lock:
        seen = source.balance
    if seen < amount:
        return
    with source.lock:
        source.balance = seen - amount
    with target.lock:
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
