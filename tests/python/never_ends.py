# A thread that spins on nothing never ends.
# expect: 1 schedule
# expect: 1 never end
# expect: exit 1
import threading


def spin():
    while True:
        pass


t = threading.Thread(target=spin)
t.start()
t.join()
print("never")
