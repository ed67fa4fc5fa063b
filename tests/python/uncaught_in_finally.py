# An exception raised while another is handled: the last line tells the newer one.
def cleanup():
    raise RuntimeError("cleanup failed")


try:
    [][0]
except IndexError:
    print("handling")
    cleanup()
