# The order of an OrderedDict is changed from both ends.
from collections import OrderedDict
from concurrent.futures import ALL_COMPLETED, ThreadPoolExecutor, wait

cache = OrderedDict()
cache["a"] = 1
cache["b"] = 2
cache["c"] = 3
cache.move_to_end("a")
print(list(cache))
cache.move_to_end("c", last=False)
print(list(cache.items()))
print(cache.popitem(last=False), cache.popitem(), list(cache))
cache.popitem()
for attempt in (cache.popitem, lambda: cache.move_to_end("z"), lambda: {}.popitem()):
    try:
        attempt()
    except KeyError as error:
        print(error)
print(True & False, True | False, True ^ True, True & 1)
with ThreadPoolExecutor(1) as pool:
    done, open_ = wait([pool.submit(abs, -1)], return_when=ALL_COMPLETED)
print([future.result() for future in done], open_)
