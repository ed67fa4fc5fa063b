# A bank account: one thread deposits 50, another withdraws 30, and neither takes a lock.
# Look for: 100 + 50 - 30 is 120, but in 4 of 6 schedules one of the two never happened.
#
#   threaddemo explore examples/python/bank.py
#
# expect: 6 schedules
# expect: 2 print "Balance: 70"
# expect: 2 print "Balance: 120"
# expect: 2 print "Balance: 150"
# expect: exit 0
import threading

balance = 100


def deposit(amount):
    global balance
    balance += amount


def withdraw(amount):
    global balance
    balance -= amount


t1 = threading.Thread(target=deposit, args=(50,))
t2 = threading.Thread(target=withdraw, args=(30,))
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Balance: {balance}")
