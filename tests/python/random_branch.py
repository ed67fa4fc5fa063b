# A branch on a random number goes both ways.
# expect: some print "heads"
# expect: some print "tails"
# expect: 2 outcomes
# expect: exit 0
import random

if random.random() < 0.5:
    print("heads")
else:
    print("tails")
