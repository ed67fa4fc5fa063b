# One thread counts, the other spells; both wait before each line.
# Look for: 252 different outputs, each reached by exactly one schedule. Nothing in the program
# chooses between them.
#
#   threaddemo explore examples/python/numbers_letters.py
#
# expect: 252 schedules
# expect: 252 outcomes
# expect: exit 0
import threading
import time


def print_numbers():
    for i in range(1, 6):
        time.sleep(0.1)
        print(f"Number: {i}")


def print_letters():
    for letter in "ABCDE":
        time.sleep(0.1)
        print(f"Letter: {letter}")


numbers = threading.Thread(target=print_numbers)
letters = threading.Thread(target=print_letters)
numbers.start()
letters.start()
numbers.join()
letters.join()
