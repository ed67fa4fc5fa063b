# Two tasks that mostly wait, side by side: squares in one thread, cubes in the other.
# Look for: each thread's lines keep their order, but the two lists can be shuffled into each other
# in 252 ways. A single run shows you one of them.
#
#   threaddemo explore examples/python/square_cube.py
#
# expect: 252 schedules
# expect: 252 outcomes
# expect: exit 0
import threading
import time


def calc_square(numbers):
    print("calculate square numbers")
    for n in numbers:
        time.sleep(0.2)
        print("square :", n * n)


def calc_cube(numbers):
    print("calculate cube of numbers")
    for n in numbers:
        time.sleep(0.2)
        print("cube :", n * n * n)


arr = [2, 3, 8, 9]
t = time.time()

t1 = threading.Thread(target=calc_square, args=(arr,))
t2 = threading.Thread(target=calc_cube, args=(arr,))
t1.start()
t2.start()
t1.join()
t2.join()

print("done in :", time.time() - t)
