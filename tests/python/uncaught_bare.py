# An uncaught exception without a message shows its name alone.
print("before")
raise NotImplementedError
