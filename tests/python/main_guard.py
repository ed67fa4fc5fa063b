"""A module's docstring; the usual main function behind the usual guard."""
import threading


def task(n):
    """Print n."""
    print("task", n)


def main():
    for n in range(3):
        t = threading.Thread(target=task, args=(n,))
        t.start()
        t.join()
    return "main is done"


if __name__ == "__main__":
    print(main())
