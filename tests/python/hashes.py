# Hashes of numbers are the same everywhere; others differ from run to run, but not within one.
import sys

print(hash(0), hash(-1), hash(-2), hash(True), hash(2.0), hash(-1.0))
print(hash(2**61 - 1), hash(2**61), hash(-(2**61)), hash(10**30), hash(-(10**30)), hash(2**64))
print(hash(0.5), hash(1.5), hash(-0.1), hash(1e300), hash(5e-324), hash(-0.0), hash(2.5e-310))
print(hash(float("inf")), hash(float("-inf")), hash(1e22) == hash(10**22), sys.maxsize)
