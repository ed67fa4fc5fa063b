# A daemon that is joined is waited for.
# expect: 1 schedule
# expect: 1 print "daemon\nmain ends"
# expect: exit 0
import threading

t = threading.Thread(target=lambda: print("daemon"), daemon=True)
t.start()
t.join()
print("main ends")
