# An exception in the action breaks the barrier for those who wait.
# expect: 2 print "broken" and raise "ZeroDivisionError: division by zero"
# expect: exit 1
import threading


def work():
    try:
        barrier.wait()
    except threading.BrokenBarrierError:
        print("broken")


barrier = threading.Barrier(2, lambda: 1 / 0)
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
