# A thread that is joined before the next one starts shares nothing with it.
# expect: 1 schedule
# expect: 1 print "step 0\nstep 1\nstep 2\n3"
# expect: exit 0
import threading

done = 0


def step(i):
    global done
    print("step", i)
    done += 1


for i in range(3):
    t = threading.Thread(target=step, args=(i,))
    t.start()
    t.join()
print(done)
