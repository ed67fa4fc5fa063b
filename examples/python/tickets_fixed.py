# One seat, two customers, one lock around the look and the sale.
# Look for: exactly one customer gets the seat; which one is open.
#
#   threaddemo explore examples/python/tickets_fixed.py
#
# expect: 2 schedules
# expect: 1 print "Ada got a seat\nBob: sold out\nSeats left: 0"
# expect: 1 print "Bob got a seat\nAda: sold out\nSeats left: 0"
# expect: exit 0
import threading

seats = 1
lock = threading.Lock()


def buy(name):
    global seats
    with lock:
        if seats > 0:
            seats -= 1
            print(f"{name} got a seat")
        else:
            print(f"{name}: sold out")


t1 = threading.Thread(target=buy, args=("Ada",))
t2 = threading.Thread(target=buy, args=("Bob",))
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Seats left: {seats}")
