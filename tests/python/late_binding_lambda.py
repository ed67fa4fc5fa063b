# A lambda or nested function reads its names when it is called, not when it is made.
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs])
gs = []
for j in range(3):

    def g():
        return j

    gs.append(g)
print([g() for g in gs], j)
j = 99
print([g() for g in gs])


def makers():
    out = []
    for k in range(3):
        out.append(lambda: k)
    k = "last"
    return out


print([f() for f in makers()])
