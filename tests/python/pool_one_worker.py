# A pool of one worker does its tasks in their order.
# expect: 1 outcome
# expect: some print "a\nb\nc\n3"
# expect: exit 0
from concurrent.futures import ThreadPoolExecutor

done = []


def task(name):
    print(name)
    done.append(name)


with ThreadPoolExecutor(max_workers=1) as pool:
    for name in "abc":
        pool.submit(task, name)
print(len(done))
