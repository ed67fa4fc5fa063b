# SystemExit is no Exception; it can be caught by its name.
import sys

try:
    try:
        sys.exit(2)
    except Exception:
        print("not this one")
except SystemExit as e:
    print("caught", e, e.code)
print("goes on")
sys.exit()
