# What comes from a clock, from random or from an identity is shown as a placeholder.
# expect: 1 schedule
# expect: exit 0
import random
import threading
import time

start = time.time()
print("ident", threading.get_ident())
print("time", time.perf_counter())
print("random", random.random())
elapsed = time.time() - start
print(f"done in {elapsed:.3f} s")
