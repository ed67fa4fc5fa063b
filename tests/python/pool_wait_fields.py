# What wait() returns has names.
from concurrent.futures import ThreadPoolExecutor, wait

with ThreadPoolExecutor(2) as pool:
    ended = wait([pool.submit(pow, 2, number) for number in range(3)])
print(sorted(future.result() for future in ended.done), len(ended.not_done))
done, waiting = ended
print(done == ended.done, waiting)
