# sys.exit ends the program with that code; finally runs first.
import sys

print("before")
try:
    sys.exit(3)
finally:
    print("finally")
print("not reached")
