# A task that is the library's own function takes its steps after the worker has taken the task.
# expect: some print "1\n2"
# expect: some print "2\n1"
# expect: 2 outcomes
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(max_workers=2) as pool:
    pool.submit(print, 1)
    pool.submit(print, 2)
