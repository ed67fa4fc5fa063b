# An exception that no one catches ends its thread alone; the others and main go on; exit 1.
# expect: 1 schedule
# expect: 1 print "other\n[1]" and raise "ValueError: of one thread"
# expect: exit 1
import threading

done = []


def fails():
    raise ValueError("of one thread")


def works():
    print("other")
    done.append(1)


t1 = threading.Thread(target=fails)
t2 = threading.Thread(target=works)
t1.start()
t2.start()
t1.join()
t2.join()
print(done)
