# cancel may come too late.
# expect: some print "fired\nend"
# expect: some print "end"
# expect: 2 outcomes
# expect: exit 0
import threading


def fire():
    print("fired")


t = threading.Timer(0.001, fire)
t.start()
t.cancel()
t.join()
print("end")
