# Two threads take numbers from one iterator of the program's, each under its lock: no number comes twice.
# expect: 2 schedules
# expect: 2 print "[0, 1]"
# expect: exit 0
import threading


class Numbers:
    def __init__(self):
        self.lock = threading.Lock()
        self.number = 0

    def __iter__(self):
        return self

    def __next__(self):
        with self.lock:
            self.number += 1
            return self.number - 1


def take(numbers, taken):
    for number in numbers:
        taken.append(number)
        break


numbers = Numbers()
first, second = [], []
threads = [threading.Thread(target=take, args=(numbers, taken)) for taken in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(first + second))
