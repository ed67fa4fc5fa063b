# --expect asks for one outcome, and another is possible.
# with: --expect "2"
# expect: 6 schedules
# expect: exit 1
import threading

counter = 0


def increment():
    global counter
    counter += 1


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()
print(counter)
