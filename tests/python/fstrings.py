# f-strings: format specifications for each type, nested ones, =, !r, braces.
n, x, s = 42, 3.14159, "text"
print(f"{n} {n:5} {n:<5}| {n:^5}| {n:05} {n:+} {n: } {-n:05} {n:x} {n:X} {n:#x} {n:b} {n:#b} {n:o} {n:,}")
print(f"{1234567:,} {1234567.891:,.2f} {1234567:_} {0.5:.0%} {0.1234:.1%} {1e10:,}")
print(f"{x:.2f} {x:8.3f}| {x:<8.3f}| {x:+.1f} {x:e} {x:.3e} {x:g} {1e20:g} {x:.0f} {2.5:.0f} {3.5:.0f} {0.5:.0f}")
print(f"{s:10}| {s:>10} {s:^10}| {s:*^10} {s:.2} {s!r:>8}")
print(f"{True} {True:5} {None} {[1, 2]} {(1,)} { {1: 2} }")
w = 8
p = 2
print(f"{x:{w}.{p}f} {s:>{w}} {n:{'0'}{w}}")
print(f"{{literal}} {n + 1} {s.upper()} {n if n > 40 else 0} {len(s):03}")
print(f"{n=} {x=:.1f} {s=} {n + 1 = }")
print(f"{'nested ' + f'{n}'}" f" joined")
print(f"{10**20:,} {2**70:x} {-2**70:,}")
print(f"{3:.2f} {7:5.1f} {1:e}")
print(f"{'ä':>3} {'':5}| {'x':<1}")
print(f"{float('inf')} {float('nan'):.2f} {-0.0:.1f} {1e-7} {1e-7:.3f} {123456789.0:.3g} {0.00001234:g}")
