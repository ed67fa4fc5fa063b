# An error that no one catches: what was printed stays, the last line of stderr says what it was, exit 1.
# since: 3.11
class BankError(Exception):
    pass


def withdraw(balance, amount):
    if amount > balance:
        raise BankError(f"need {amount - balance} more")
    return balance - amount


balance = 100
balance = withdraw(balance, 60)
print("left:", balance)
balance = withdraw(balance, 60)
print("not reached")
