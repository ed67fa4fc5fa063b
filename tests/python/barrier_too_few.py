# A barrier for three that only two reach: both wait forever.
# expect: 2 schedules
# expect: 2 deadlock
# expect: exit 5
import threading

barrier = threading.Barrier(3)
threads = [threading.Thread(target=barrier.wait) for _ in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
