# A failed assert at module level.
total = 3
print(total)
assert total == 4, f"total is {total}"
