# A text can lose an addition too.
# expect: 6 schedules
# expect: 4 print "a"
# expect: 2 print "aa"
# expect: exit 0
import threading

text = ""


def increment():
    global text
    text += "a"


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()
print(text)
