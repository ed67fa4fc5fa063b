# args=(5) is no tuple: Python says so in the new thread.
# expect: 1 print "main goes on" and raise "TypeError: __main__.work() argument after * must be an iterable, not int"
# expect: exit 1
# since: 3.9
import threading


def work(number):
    print(number)


thread = threading.Thread(target=work, args=(5))
thread.start()
thread.join()
print("main goes on")
