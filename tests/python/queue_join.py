# task_done and join: main goes on once every item has been worked on; the daemon waits for more.
# expect: 1 outcome
# expect: some print "item 1\nitem 2\nall done"
# expect: exit 0
import queue
import threading

q = queue.Queue()


def worker():
    while True:
        item = q.get()
        print("item", item)
        q.task_done()


threading.Thread(target=worker, daemon=True).start()
q.put(1)
q.put(2)
q.join()
print("all done")
