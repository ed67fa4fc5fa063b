# Check and act under one lock. Two locked halves would not do: the lock has to be held from the
# look to the change.
# Look for: whoever comes second finds too little and leaves the account alone.
#
#   threaddemo explore examples/python/check_then_act_fixed.py
#
# expect: 2 schedules
# expect: 2 print "Balance: 20"
# expect: exit 0
import threading

balance = 100
lock = threading.Lock()


def withdraw():
    global balance
    with lock:
        if balance >= 80:
            balance -= 80


t1 = threading.Thread(target=withdraw)
t2 = threading.Thread(target=withdraw)
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Balance: {balance}")
