# A bank account as a class with a lock of its own, taken by every method.
# Look for: one outcome, 120. The methods that change the balance can't overlap.
#
#   threaddemo explore examples/python/bank_fixed.py
#
# expect: 2 schedules
# expect: 2 print "Balance: 120"
# expect: exit 0
import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()

    def deposit(self, amount):
        with self.lock:
            self.balance += amount

    def withdraw(self, amount):
        with self.lock:
            self.balance -= amount


account = Account(100)
t1 = threading.Thread(target=account.deposit, args=(50,))
t2 = threading.Thread(target=account.withdraw, args=(30,))
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Balance: {account.balance}")
