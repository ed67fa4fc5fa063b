# Check and act, each under the lock, but not both together: the lock is released in between.
# Look for: every access is locked, no update is lost, and the account still ends below zero.
#
#   threaddemo explore examples/python/check_then_act_halves.py
#
# expect: 6 schedules
# expect: 4 print "Balance: -60"
# expect: 2 print "Balance: 20"
# expect: exit 0
import threading

balance = 100
lock = threading.Lock()


def withdraw():
    global balance
    with lock:
        enough = balance >= 80
    if enough:
        with lock:
            balance -= 80


t1 = threading.Thread(target=withdraw)
t2 = threading.Thread(target=withdraw)
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Balance: {balance}")
