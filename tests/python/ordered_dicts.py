# An OrderedDict shows itself by its name.
# until: 3.11
from collections import OrderedDict

scores = OrderedDict()
print(scores, len(scores))
scores["ann"] = 3
scores["bob"] = 5
print(scores, list(scores), scores["bob"], "ann" in scores, type(scores).__name__)
try:
    scores["eve"]
except KeyError as error:
    print("no", error)
