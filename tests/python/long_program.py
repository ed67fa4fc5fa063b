# A program of the size and style of an exercise: a stock, orders, a report.
class Product:
    def __init__(self, name, price, stock):
        self.name = name
        self.price = price
        self.stock = stock

    def __repr__(self):
        return f"<{self.name} {self.price:.2f} x {self.stock}>"


class OutOfStock(Exception):
    pass


class Shop:
    def __init__(self):
        self.products = {}
        self.log = []

    def add(self, *products):
        for p in products:
            self.products[p.name] = p

    def order(self, name, count=1):
        try:
            p = self.products[name]
        except KeyError:
            self.log.append(("unknown", name))
            return None
        if p.stock < count:
            raise OutOfStock(f"{name}: {p.stock} left, {count} wanted")
        p.stock -= count
        total = p.price * count
        self.log.append(("sold", name, count, total))
        return total

    def report(self):
        sold = [entry for entry in self.log if entry[0] == "sold"]
        total = sum(entry[3] for entry in sold)
        lines = [f"{name:<8}{count:>3}{amount:>10.2f}" for _, name, count, amount in sold]
        return "\n".join(lines + ["-" * 21, f"{'total':<8}{total:>13.2f}"])


shop = Shop()
shop.add(Product("apple", 0.5, 10), Product("pear", 0.75, 3), Product("melon", 3.2, 1))
for name, count in [("apple", 4), ("pear", 2), ("plum", 1), ("melon", 1), ("pear", 2), ("apple", 6)]:
    try:
        result = shop.order(name, count)
        print(name, "->", result)
    except OutOfStock as e:
        print("error:", e)
print(shop.report())
print(shop.products)
primes = []
n = 2
while len(primes) < 15:
    if all(n % p for p in primes if p * p <= n):
        primes.append(n)
    n += 1
print(primes)
a, b = 0, 1
fib = []
for _ in range(90):
    fib.append(a)
    a, b = b, a + b
print(fib[-1], fib[10:15])
text = "the quick brown fox jumps over the lazy dog the end"
freq = {}
for word in text.split():
    freq[word] = freq.get(word, 0) + 1
print(sorted(freq.items(), key=lambda kv: (-kv[1], kv[0]))[:3])
