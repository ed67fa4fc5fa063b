# An error that no one catches says what its own __str__ says, and so does one that fails at that.
# since: 3.11
import threading


class Overdrawn(Exception):
    def __str__(self):
        return f"{self.args[0]} too much"


class Wordless(Exception):
    def __str__(self):
        raise ValueError("no words")


def fails():
    raise Wordless()


thread = threading.Thread(target=fails)
thread.start()
thread.join()
raise Overdrawn(20)
