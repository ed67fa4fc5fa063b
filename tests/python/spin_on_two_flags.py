# A thread that waits by asking again for what nobody will do: whatever is printed before, it never ends.
# expect: infinitely many schedules
# expect: some never end
# expect: 1 outcomes
# expect: exit 1
import threading

first = second = False


def waiter():
    while not (first and second):
        pass
    print("go")


def setter():
    global first
    first = True


threading.Thread(target=waiter).start()
threading.Thread(target=setter).start()
