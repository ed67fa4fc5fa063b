# sys.exit with a text prints it on stderr and ends with 1.
import sys


def main():
    print("working")
    sys.exit("something went wrong")


if __name__ == "__main__":
    main()
