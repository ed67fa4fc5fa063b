# Names of timers and workers of a pool.
# since: 3.10
# expect: 1 schedule
# expect: exit 0
import threading
from concurrent.futures import ThreadPoolExecutor


def show(*args, **kwargs):
    print(threading.current_thread().name, args, kwargs)


t = threading.Timer(0, show, args=[1], kwargs={"k": 2})
print(t.name)
t.start()
t.join()
with ThreadPoolExecutor(max_workers=1, thread_name_prefix="pool") as pool:
    pool.submit(show, 3).result()
t = threading.Thread(target=show, args=(1, 2), kwargs={"x": 3}, name="kw", daemon=True)
t.start()
t.join()
