"""The blocks of the exercises on vectors: polynomials, signals, reductions, counts, scans."""

import numpy as np
import torch
import torch.nn.functional as F

import generator

from .arranged import bits_at
from .common import ALL, PLAIN, SOME


def bring_down(values, limit):
    """Divides by the power of two that brings the magnitude down to the limit."""
    down = np.asarray(values, dtype=np.float64).copy()
    while (np.abs(down) > limit).any():
        down[np.abs(down) > limit] /= 2
    return down


def whole(values):
    return values == np.trunc(values)


def causal(x, taps):
    """Sum of taps[j] x[i - j], nothing before the start."""
    padded = F.pad(x, (len(taps) - 1, 0)).reshape(1, 1, -1)
    return F.conv1d(padded, taps.flip(0).reshape(1, 1, -1)).reshape(-1)


def polynomial(p, t):
    powers = torch.vander(t["x"], p["deg"] + 1, increasing=True)
    return {"y": powers @ t["coef"]}


def polynomial_inputs(p):
    return {"x": p["n"], "coef": p["deg"] + 1}, generator.integer_magnitude(p["deg"] + 1, 2)


def polynomial_arranged(p, free):
    x = free["x"]
    return {"x": np.where(whole(x), np.sign(x), bring_down(x, 1)).astype(np.float64)}


def taps_arranged(p, free):
    behind = np.arange(256) >= p["m"]
    return {"h": np.where(behind, np.float32(-1.2345e30), free["h"]).astype(np.float64)}


def moving_average(p, t):
    c = float(np.float32(p["c"]))
    weights = c * (1 - c) ** torch.arange(p["terms"], dtype=torch.float64)
    y = causal(t["x"], weights.to(t["x"].dtype))
    return {"y": y, "bound": torch.tensor([(1 - c) ** p["terms"]], dtype=torch.float64)}


def two_maps(p, t):
    odd = torch.arange(p["n"]) % 2 == 1
    slow, push = float(np.float32(0.99)), float(np.float32(0.01))
    v = t["x"]
    for _ in range(64):
        v = torch.where(odd, v * v - 0.5, v * slow + push)
    return {"y": v}


def row_dots(p, t):
    matrix = t["a"].reshape(p["rows"], p["k"]) if p["order"] == 0 else t["a"].reshape(p["k"], p["rows"]).t()
    return {"y": torch.mv(matrix, t["v"])}


def normalise(p, t):
    m = t["x"].abs().max()
    return {"m": m.reshape(1), "y": t["x"] / m if m > 0 else torch.zeros_like(t["x"])}


def spread(p, free):
    x = np.asarray(free["x"], dtype=np.float32)
    if p["spread"] == 1:
        x = -np.abs(x) - np.float32(1)
    elif p["spread"] == 2:
        x = np.zeros_like(x)
    elif p["spread"] == 3:
        x = np.concatenate([x[:-1], np.array([-(2**21)], dtype=np.float32)])
    return {"x": x.astype(np.float64)}


def totals(p, t):
    x = t["x"]
    top = x.abs().max().reshape(1) if len(x) else t["top"]
    return {"top": top, "total": x.sum().reshape(1), "count": torch.tensor([float(len(x))])}


def counted(p, free):
    """One value for `hot` percent, the others in an eighth more than there are bins."""
    word = bits_at(free["v"]).astype(np.int64)
    spread = p["bins"] + p["bins"] // 8 + 1
    hot = (word >> 16) % 100 < p["hot"]
    return {"v": np.where(hot, p["bins"] // 2, (word & 0xFFFF) % spread).astype(np.float64)}


def histogram(p, t):
    v = t["v"].long()
    return {"h": torch.bincount(v[v < p["bins"]], minlength=p["bins"]).to(t["v"].dtype)}


def zeros(length):
    return lambda p, seed: np.zeros(length(p))


def group_sums(p, t):
    groups = max(1, -(-p["n"] // 1024))
    part = F.pad(t["x"], (0, 1024 * groups - p["n"])).reshape(groups, 1024).sum(1)
    return {"part": part, "fallback": part}


def scanned(p, free):
    x = free["x"]
    return {"x": np.where(whole(x), np.abs(x), bits_at(x)).astype(np.float64)}


def prefix_sum(p, t):
    total = torch.cumsum(t["x"], 0)
    return {"y": torch.remainder(total - t["x"], 2.0**32)}


def thresholded(p, free):
    x, t = np.asarray(free["x"], dtype=np.float64), float(np.float32(p["t"]))
    low, high = np.float32(t - np.abs(x)), np.float32(t + 1 + np.abs(x))
    i = np.arange(p["n"])
    if p["spread"] == 1:
        x = np.where(i % 2 == 0, high, low)
    elif p["spread"] == 2:
        x = np.where(i == p["n"] - 1, np.float32(t + 1), low)
    return {"x": x.astype(np.float64)}


def compaction(p, t):
    found = t["x"][t["x"] > float(np.float32(p["t"]))]
    kept = torch.full_like(t["x"], float("nan"))
    kept[: len(found)] = found
    return {"kept": kept, "count": torch.tensor([float(len(found))])}


def spread_words(p, free):
    """Words: as they are, sorted, reversed, of two values, or up to the largest and down again."""
    x = free["x"]
    words = np.where(whole(x), np.abs(x), bits_at(x)).astype(np.float64)
    ordered = np.sort(words)
    made = {
        0: words,
        1: ordered,
        2: ordered[::-1].copy(),
        3: 7 + (words % 2) * 2.0**31,
        4: np.concatenate([ordered[::2], ordered[1::2][::-1]]),
    }
    return {"x": made[p["spread"]]}


def blocks_of(n):
    return {"n": n, "blocks": -(-n // 1024)}


BLOCKS = {
    "polynomial": {
        "inputs": polynomial_inputs,
        "arrange": polynomial_arranged,
        "forward": polynomial,
        "cases": [({"n": n, "deg": d}, ALL) for n, d in [(1, 0), (65, 1), (997, 7), (300, 64)]],
    },
    "causal-convolution": {
        "inputs": lambda p: ({"h": 256, "x": p["n"]}, generator.integer_magnitude(p["m"], 2)),
        "arrange": taps_arranged,
        "forward": lambda p, t: {"y": causal(t["x"], t["h"][: p["m"]])},
        "cases": [({"n": n, "m": m}, ALL) for n, m in [(1, 1), (2, 21), (997, 21), (300, 256)]],
    },
    "moving-average": {
        "inputs": lambda p: ({"x": p["n"]}, 15),
        "forward": moving_average,
        "cases": [
            ({"n": n, "terms": k, "c": c}, SOME)
            for n, k, c in [(1, 1, 1.0), (2, 32, 0.5), (997, 4, 0.9), (300, 32, 0.99), (65, 4, 1.0)]
        ],
    },
    "two-maps": {
        "inputs": lambda p: ({"x": p["n"]}, 63),
        "arrange": lambda p, free: {"x": bring_down(free["x"], 0.7)},
        "forward": two_maps,
        "cases": [({"n": n}, ALL) for n in (0, 1, 2, 997)],
    },
    "row-dots": {
        "inputs": lambda p: ({"a": p["rows"] * p["k"], "v": p["k"]}, generator.integer_magnitude(p["k"], 2)),
        "forward": row_dots,
        "cases": [
            ({"rows": r, "k": k, "order": order}, ALL if k == 31 else PLAIN)
            for r, k, order in [(1, 1, 0), (65, 5, 0), (97, 31, 1), (33, 128, 1), (2, 997, 0)]
        ],
    },
    "normalise": {
        "inputs": lambda p: ({"x": p["n"]}, 63),
        "arrange": spread,
        "forward": normalise,
        "cases": [
            ({"n": n, "groups": 7, "spread": how}, ALL)
            for n, how in [(1, 0), (997, 0), (300, 1), (65, 2), (1000, 3)]
        ],
    },
    "atomic-totals": {
        "inputs": lambda p: (
            {"x": p["n"], "top": 1, "total": 1, "count": 1},
            generator.integer_magnitude(max(1, p["n"]), 1),
        ),
        "tables": {name: zeros(lambda p: 1) for name in ("top", "total", "count")},
        "forward": totals,
        "cases": [({"n": n}, ALL) for n in (0, 1, 997, 65_537)],
    },
    "histogram": {
        "inputs": lambda p: ({"v": p["n"], "h": p["bins"]}, 63),
        "tables": {"h": zeros(lambda p: p["bins"])},
        "arrange": counted,
        "forward": histogram,
        "cases": [
            ({"n": n, "bins": b, "hot": hot}, SOME)
            for n, b, hot in [(0, 1, 0), (997, 2, 10), (4096, 256, 0), (9973, 1000, 40), (300, 1, 100)]
        ],
    },
    "group-sums": {
        "inputs": lambda p: ({"x": p["n"]}, generator.integer_magnitude(min(1024, max(1, p["n"])), 1)),
        "forward": group_sums,
        "cases": [({"n": n}, ALL) for n in (0, 1, 33, 1025, 65_537)],
    },
    "prefix-sum": {
        "inputs": lambda p: ({"x": p["n"]}, 63),
        "arrange": scanned,
        "forward": prefix_sum,
        "words": True,
        "cases": [(blocks_of(n), ["uniform", "counts", "constant"]) for n in (0, 1, 1025, 4096, 65_537)],
    },
    "compaction": {
        "inputs": lambda p: ({"x": p["n"]}, 3),
        "arrange": thresholded,
        "forward": compaction,
        "words": True,
        "cases": [
            (blocks_of(n) | {"t": t, "spread": how}, ["uniform", "integers"])
            for n, t, how in [(0, 0, 0), (1, 0, 0), (997, 1, 0), (997, 0.8, 1), (300, 0, 2), (65, 1000, 0)]
        ],
    },
    "sort": {
        "inputs": lambda p: ({"x": p["n"]}, 63),
        "arrange": spread_words,
        "forward": lambda p, t: {"y": torch.sort(t["x"]).values},
        "words": True,
        "cases": [
            ({"n": n, "spread": how}, ["uniform", "integers"])
            for n, how in [(0, 0), (1, 1), (2, 4), (997, 0), (1025, 1), (256, 2), (4097, 3), (300, 4)]
        ],
    },
}
