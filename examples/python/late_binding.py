# Three threads made in a loop, each with a lambda that prints the loop's variable.
# Look for: the lambda reads i when the thread runs, not when the lambda is made. So a number can be
# missing and another come twice. "lambda i=i: ..." or args=(i,) is the fix.
#
#   threaddemo explore examples/python/late_binding.py
#
# expect: 280 schedules
# expect: 90 print "Number: 2\nNumber: 2\nNumber: 2"
# expect: 12 print "Number: 0\nNumber: 1\nNumber: 2"
# expect: 16 outcomes
# expect: exit 0
import threading

threads = []
for i in range(3):
    t = threading.Thread(target=lambda: print(f"Number: {i}"))
    threads.append(t)
    t.start()

for t in threads:
    t.join()
