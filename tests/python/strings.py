# Strings: escapes, methods, slices, comparison, repetition, iteration.
s = "Hello, World"
print(s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase())
print(len(s), s[0], s[-1], s[7:], s[:5], s[::-1], s[2:9:3], s[-5:-1], s[100:], s[5:2])
print("a" + "b" * 3, "-" * 10, 2 * "xy", "" * 5)
print("World" in s, "world" not in s, "" in s)
print(s.find("o"), s.find("o", 5), s.rfind("o"), s.find("z"), s.index("W"), s.count("l"))
print(s.replace("l", "L"), s.replace("l", "L", 1))
print("  trim me ".strip() + "|", "xxaxx".strip("x"), " a".lstrip() + "|", "a ".rstrip() + "|")
print("a,b,,c".split(","), " a  b c ".split(), "a b c".split(" ", 1), "one\ntwo\n".splitlines())
print(", ".join(["x", "y", "z"]), "".join(sorted("banana")), "-".join("abc"))
print(s.startswith("Hello"), s.endswith("World"), s.startswith("World", 7))
print("42".isdigit(), "4a".isdigit(), "abc".isalpha(), "a1".isalnum(), "".isdigit(), " ".isspace(), "AB".isupper(), "ab".islower())
print("7".zfill(3), "-7".zfill(4), "ab".ljust(5) + "|", "ab".rjust(5) + "|", "ab".center(6, "*"))
print("tab\there", 'quote\'s "both"', "back\\slash", r"raw\n", "uni\u00e9", "\x41\101")
print("""three
lines
here""")
print("implicit " "concatenation")
print("a" < "b", "Z" < "a", "abc" < "abd", "abc" < "ab", "" < "a", "10" < "9")
for c in "añ€😀":
    print(c, end=" ")
print()
print(len("añ€😀"), "añ€😀"[2], "añ€😀"[::-1])
print(str(12) + str(1.5) + str(None) + str(True) + str([1, "a"]))
print("a.b.c".partition("."), "abc".partition("x"), "a.b.c".rpartition("."), "a-b-c".rsplit("-", 1))
for text in ("", "a", "aé一c"):
    for place in range(-6, 6):
        try:
            print(text[place], end=" ")
        except IndexError as error:
            print(error, end=" ")
print()
