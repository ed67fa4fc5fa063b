# An exception in a task comes out of result().
# expect: 1 outcome
# expect: some print "1.0\nfailed: division by zero"
# expect: exit 0
from concurrent.futures import ThreadPoolExecutor


def invert(n):
    return 1 / n


with ThreadPoolExecutor(max_workers=2) as pool:
    futures = [pool.submit(invert, n) for n in (1, 0)]
    for future in futures:
        try:
            print(future.result())
        except ZeroDivisionError as e:
            print("failed:", e)
