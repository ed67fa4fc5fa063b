# Check, then act: two threads each withdraw 80 from 100, if there is enough.
# Look for: both may look before either has paid, and the account ends below zero.
#
#   threaddemo explore examples/python/check_then_act.py
#
# expect: 20 schedules
# expect: 14 print "Balance: 20"
# expect: 6 print "Balance: -60"
# expect: exit 0
import threading

balance = 100


def withdraw():
    global balance
    if balance >= 80:
        balance -= 80


t1 = threading.Thread(target=withdraw)
t2 = threading.Thread(target=withdraw)
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Balance: {balance}")
