# from threading import * brings what the module lists, enumerate among it.
# expect: 1 print "1 MainThread 1 [<_MainThread(MainThread, started <id>)>]"
from threading import *
from queue import *
from time import *

results = Queue()


class Worker(Thread):
    def run(self):
        sleep(0.01)
        results.put(1)


worker = Worker()
worker.start()
worker.join()
print(results.get(), current_thread().name, active_count(), enumerate())
