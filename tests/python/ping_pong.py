# Two semaphores hand the turn to and fro: the order is fixed.
# expect: 1 schedule
# expect: 1 print "ping\npong\nping\npong"
# expect: exit 0
import threading

ping, pong = threading.Semaphore(1), threading.Semaphore(0)


def play(name, mine, other):
    for _ in range(2):
        mine.acquire()
        print(name)
        other.release()


t1 = threading.Thread(target=play, args=("ping", ping, pong))
t2 = threading.Thread(target=play, args=("pong", pong, ping))
t1.start()
t2.start()
t1.join()
t2.join()
