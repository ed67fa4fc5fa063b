# is_alive: False before the start, open while it runs, False after the join.
# expect: some print "False\nTrue\nFalse"
# expect: some print "False\nFalse\nFalse"
# expect: 2 outcomes
# expect: exit 0
import threading

t = threading.Thread(target=lambda: None)
print(t.is_alive())
t.start()
print(t.is_alive())
t.join()
print(t.is_alive())
