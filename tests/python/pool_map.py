# map gives results in the order of its arguments, whoever has computed them.
# expect: 1 outcome
# expect: some print "[0, 1, 4, 9]"
# expect: exit 0
from concurrent.futures import ThreadPoolExecutor


def square(n):
    return n * n


with ThreadPoolExecutor(max_workers=2) as pool:
    print(list(pool.map(square, range(4))))
