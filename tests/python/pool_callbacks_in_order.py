# The callback that was added first is called first; an exception in one is told on stderr alone, and the
# next is called all the same.
from concurrent.futures import ThreadPoolExecutor
from threading import Event

go = Event()


def first(future):
    print("first", future.done(), future.result())
    raise ValueError("lost")


with ThreadPoolExecutor(1) as pool:
    future = pool.submit(go.wait)
    future.add_done_callback(first)
    future.add_done_callback(lambda ended: print("second", ended is future))
    go.set()
future.add_done_callback(lambda ended: None)
print("after", future.add_done_callback(lambda ended: print("at once", ended.exception())))
