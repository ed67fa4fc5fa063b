# A background thread that loops forever, and ends with the program because it is a daemon.
# Look for: how many lines the daemon gets out is open. It can even print after main's last line,
# in the moment before the program ends. The loop has no end of its own, so cut it to two rounds.
#
#   threaddemo explore examples/python/daemon.py --loops 2
#
# with: --loops 2
# expect: 6 schedules
# expect: 1 print "Main thread exiting"
# expect: 1 print "Main thread exiting\nRunning background task..."
# expect: 1 print "Main thread exiting\nRunning background task...\nRunning background task..."
# expect: 1 print "Running background task...\nMain thread exiting"
# expect: 1 print "Running background task...\nMain thread exiting\nRunning background task..."
# expect: 1 print "Running background task...\nRunning background task...\nMain thread exiting"
# expect: exit 0
import threading
import time


def background_task():
    while True:
        print("Running background task...")
        time.sleep(0.2)


t = threading.Thread(target=background_task, daemon=True)
t.start()

time.sleep(0.5)
print("Main thread exiting")
