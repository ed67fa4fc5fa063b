# as_completed gives what failed in its turn, like all others.
# expect: some print "1\nno 2"
# expect: some print "no 2\n1"
# expect: 2 outcomes
# expect: exit 0
from concurrent.futures import ThreadPoolExecutor, as_completed


def task(n):
    if n == 2:
        raise ValueError(n)
    return n


with ThreadPoolExecutor(max_workers=2) as pool:
    futures = {pool.submit(task, n): n for n in (1, 2)}
    for future in as_completed(futures):
        try:
            print(future.result())
        except ValueError as error:
            print("no", error)
