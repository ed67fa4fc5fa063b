# get with a time-out: Empty is possible only while the queue is empty.
# expect: 3 schedules
# expect: 2 print "nothing"
# expect: 1 print "got 1"
# expect: exit 0
import queue
import threading

q = queue.Queue()


def consumer():
    try:
        item = q.get(timeout=0.01)
    except queue.Empty:
        print("nothing")
    else:
        print("got", item)


t1 = threading.Thread(target=consumer)
t2 = threading.Thread(target=q.put, args=(1,))
t1.start()
t2.start()
t1.join()
t2.join()
