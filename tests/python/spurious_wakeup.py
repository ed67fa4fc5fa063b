# A wait that is in no loop takes a wake-up without a notification for the real one.
# with: --spurious 1
# expect: some print "ready: True"
# expect: some print "ready: False"
# expect: exit 0
import threading

condition = threading.Condition()
ready = False


def waiter():
    with condition:
        if not ready:
            condition.wait()
        print("ready:", ready)


def setter():
    global ready
    with condition:
        ready = True
        condition.notify()


threading.Thread(target=waiter).start()
threading.Thread(target=setter).start()
