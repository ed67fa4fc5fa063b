# Default names count up from 1 and carry the target's name; the old spellings still work.
# since: 3.10
# expect: 1 schedule
# expect: exit 0
import threading


class Task(threading.Thread):
    def run(self):
        print(self.name, threading.current_thread() is self)


def named():
    print(threading.currentThread().getName(), threading.current_thread().name)


print(threading.current_thread().name, threading.main_thread().getName(), threading.active_count(), threading.activeCount())
for t in (threading.Thread(target=named), threading.Thread(target=named, name="mine"), Task(), threading.Thread(target=named)):
    t.setDaemon(False)
    print(t.name, t.daemon, t.isDaemon())
    t.start()
    t.join()
t = threading.Thread()
t.setName("renamed")
print(t.name, t.getName(), t.ident)
print([thread.name for thread in threading.enumerate()])
