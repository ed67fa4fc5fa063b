# A captured name that two threads count in is shared; so is a nested function's list.
# expect: 6 schedules
# expect: 4 print "1"
# expect: 2 print "2"
# expect: exit 0
import threading


def main():
    n = 0

    def increment():
        nonlocal n
        n += 1

    threads = [threading.Thread(target=increment) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(n)


main()
