# One seat, two customers: the last seat sold twice.
# Look for: outputs in which both customers get the seat, and "Seats left: -1".
#
#   threaddemo explore examples/python/tickets.py
#
# expect: 66 schedules
# expect: 18 print "Ada got a seat\nBob got a seat\nSeats left: 0"
# expect: 12 print "Ada got a seat\nBob got a seat\nSeats left: -1"
# expect: 8 outcomes
# expect: exit 0
import threading

seats = 1


def buy(name):
    global seats
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
