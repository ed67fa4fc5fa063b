# What threads share and processes don't.
# Look for: a process works on a copy of every variable, so its change stays with it; a thread changes
# the one variable that all threads see.
#
#   threaddemo explore examples/python/memory.py
#
# expect: 1 schedule
# expect: 1 print "process sets 42\nmain sees 1\nthread sets 42\nmain sees 42"
# expect: exit 0
import multiprocessing
import threading

value = 1


def worker(kind):
    global value
    value = 42
    print(f"{kind} sets {value}")


if __name__ == "__main__":
    p = multiprocessing.Process(target=worker, args=("process",))
    p.start()
    p.join()
    print(f"main sees {value}")

    t = threading.Thread(target=worker, args=("thread",))
    t.start()
    t.join()
    print(f"main sees {value}")
