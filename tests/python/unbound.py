# A name that is assigned anywhere in a function is local in all of it.
# since: 3.11
x = 10


def broken():
    print(x)
    x = 20


try:
    broken()
except UnboundLocalError as e:
    print(e)


def deleted():
    y = 1
    del y
    return y


try:
    deleted()
except UnboundLocalError as e:
    print(e)


def increments():
    x += 1


try:
    increments()
except NameError as e:
    print("a NameError too:", e)
try:
    1 / 0
except ZeroDivisionError as e:
    pass
try:
    print(e)
except NameError as error:
    print(error)


def outer():
    def inner():
        return late

    try:
        inner()
    except NameError as e:
        print(e)
    late = 5
    return inner()


print(outer())
del x
try:
    print(x)
except NameError as e:
    print(e)
