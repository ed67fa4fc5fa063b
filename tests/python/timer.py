# A timer fires at some time after its start, also before main's next line.
# expect: 3 schedules
# expect: 2 print "waiting\nfired"
# expect: 1 print "fired\nwaiting"
# expect: exit 0
import threading

t = threading.Timer(0.01, print, args=("fired",))
t.start()
print("waiting")
t.join()
