# A result that is waited for with a time-out: it may come first, or the time-out.
# expect: some print "4"
# expect: some print "too late"
# expect: 2 outcomes
from concurrent.futures import ThreadPoolExecutor, TimeoutError

with ThreadPoolExecutor(1) as pool:
    future = pool.submit(pow, 2, 2)
    try:
        said = future.result(timeout=0.00001)
    except TimeoutError:
        said = "too late"
print(said)
