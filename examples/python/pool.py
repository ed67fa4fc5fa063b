# A pool of two threads for three tasks; results are collected in the order of the tasks.
# Look for: the tasks' own lines come in several orders, but the list of results never changes.
#
#   threaddemo explore examples/python/pool.py
#
# expect: exit 0
import time
from concurrent.futures import ThreadPoolExecutor


def square(n):
    time.sleep(0.1)
    print(f"square : {n * n}")
    return n * n


with ThreadPoolExecutor(max_workers=2) as pool:
    futures = [pool.submit(square, n) for n in (2, 3, 8)]
    results = [future.result() for future in futures]

print(results)
