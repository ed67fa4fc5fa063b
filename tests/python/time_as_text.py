# The time of day as a text, in an output and compared.
# expect: 1 schedule
# expect: exit 0
import threading
import time


def work():
    print("started at", time.strftime("%H:%M:%S"))


thread = threading.Thread(target=work)
thread.start()
thread.join()
print(len(time.strftime("%H:%M:%S")) > 0, "and", time.ctime())
