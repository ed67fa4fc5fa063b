# A for over a dict is one step a round; an insert in between is an error in the reader.
# expect: some print "end"
# expect: some print "end" and raise "RuntimeError: dictionary changed size during iteration"
# expect: 2 outcomes
# expect: exit 1
import threading

d = {"a": 1, "b": 2}


def reader():
    for k in d:
        pass


def writer():
    d["c"] = 3


t1 = threading.Thread(target=reader)
t2 = threading.Thread(target=writer)
t1.start()
t2.start()
t1.join()
t2.join()
print("end")
