# counter = counter + 1 is the same as counter += 1; what is computed in between takes no step.
# expect: 6 schedules
# expect: 4 print "1"
# expect: 2 print "2"
# expect: exit 0
import threading

counter = 0


def increment():
    global counter
    local = counter
    local = local * 2 - local + len([1])
    counter = local


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()
print(counter)
