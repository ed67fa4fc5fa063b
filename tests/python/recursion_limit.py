# Recursion without end is an error that can be caught, not a crash.
def down(n):
    return down(n + 1)


try:
    down(0)
except RecursionError as e:
    print("caught")


def sum_to(n):
    return 0 if n == 0 else n + sum_to(n - 1)


print(sum_to(500))
