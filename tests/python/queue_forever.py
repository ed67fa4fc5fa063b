# A consumer that asks for one item more than there are waits forever.
# expect: 1 deadlock
# expect: 1 schedule
# expect: exit 5
import queue
import threading

q = queue.Queue()
q.put("only")


def consumer():
    print(q.get())
    print(q.get())


t = threading.Thread(target=consumer)
t.start()
t.join()
