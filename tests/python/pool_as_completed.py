# as_completed gives each future once, in the order in which they end.
# expect: some print "1\n2"
# expect: some print "2\n1"
# expect: 2 outcomes
# expect: exit 0
from concurrent.futures import ThreadPoolExecutor, as_completed


def task(n):
    return n


with ThreadPoolExecutor(max_workers=2) as pool:
    futures = [pool.submit(task, n) for n in (1, 2)]
    for future in as_completed(futures):
        print(future.result())
