# A wait that is in a loop goes back to sleep after a wake-up without a notification.
# with: --spurious 1
# expect: some print "ready: True"
# expect: exit 0
import threading

condition = threading.Condition()
ready = False


def waiter():
    with condition:
        while not ready:
            condition.wait()
        print("ready:", ready)


def setter():
    global ready
    with condition:
        ready = True
        condition.notify()


threading.Thread(target=waiter).start()
threading.Thread(target=setter).start()
