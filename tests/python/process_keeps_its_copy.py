# A process keeps what the one that it was copied from has dropped, however much both make since.
import time
from multiprocessing import Process

rows = [[number] for number in range(6000)]


def check():
    time.sleep(0.1)
    made = 0
    for number in range(9000):
        made += len([number])
    print(all(rows[number] == [number] for number in range(0, 6000, 600)), made)


child = Process(target=check)
if __name__ == "__main__":
    child.start()
    rows = None
    for number in range(20000):
        rows = [number]
    child.join()
    print(rows)
