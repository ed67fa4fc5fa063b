# until: 3.12
# expect: 2 schedules
# expect: 2 deadlock
# Up to Python 3.12 a barrier of no threads lets none through.
import threading

barrier = threading.Barrier(0)
print(barrier.parties, barrier.n_waiting, barrier.broken)


def wait():
    barrier.wait()
    print("through")


for _ in range(2):
    threading.Thread(target=wait).start()
