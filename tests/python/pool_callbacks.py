# A callback is called by the worker that ends the task, or by the thread that adds it to one that has ended.
# expect: some print "4 in the worker\ndone"
# expect: some print "4 in main\ndone"
# expect: 2 outcomes
import threading
from concurrent.futures import ThreadPoolExecutor

said = []


def told(future):
    where = "main" if threading.current_thread() is threading.main_thread() else "the worker"
    said.append(f"{future.result()} in {where}")


with ThreadPoolExecutor(1) as pool:
    future = pool.submit(lambda number: number * number, 2)
    future.add_done_callback(told)
print(said[0])
print("done")
