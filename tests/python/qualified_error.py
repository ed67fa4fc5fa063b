# since: 3.11
# expect: 1 print "" and raise "open_account.<locals>.Account.Closed: why"
# An uncaught error is named with all that its class is in.
def open_account():
    class Account:
        class Closed(Exception):
            pass

    return Account


raise open_account().Closed("why")
