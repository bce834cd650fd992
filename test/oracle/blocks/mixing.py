"""Cheap ways to mix channels: pointwise, shuffle, interleaved groups, expander lists, shifts."""

import torch
import torch.nn.functional as F

import generator

from .common import PLAIN, SOME
from .convolution import conv

BOTH = ["uniform", "integers"]


def case(names, text):
    return dict(zip(names.split(), map(int, text.split()), strict=True))


def pointwise_inputs(p):
    sizes = {"x": p["N"] * p["Ci"] * p["HW"], "w": p["Co"] * p["Ci"]}
    return sizes, generator.integer_magnitude(p["Ci"], 2 if p["Ci"] > 1 else 1)


def pointwise(p, t):
    x = t["x"].reshape(p["N"], p["Ci"], 1, p["HW"])
    return {"y": F.conv2d(x, t["w"].reshape(p["Co"], p["Ci"], 1, 1))}


def shuffle(p, t):
    x = t["x"].reshape(p["N"], p["g"], p["C"] // p["g"], p["HW"])
    return {"y": x.transpose(1, 2).contiguous()}


def interleaved_inputs(p):
    channels = p["L"] * p["M"]
    sizes = {
        "x": p["N"] * channels * p["H"] * p["W"],
        "wp": channels * p["M"] * 9,
        "ws": channels * p["L"],
    }
    return sizes, generator.integer_magnitude(9 * channels, 3)


def permuted(x, groups):
    n, c, h, w = x.shape
    return x.reshape(n, groups, c // groups, h, w).transpose(1, 2).reshape(n, c, h, w)


def interleaved(p, t):
    channels = p["L"] * p["M"]
    x = t["x"].reshape(p["N"], channels, p["H"], p["W"])
    z = F.conv2d(x, t["wp"].reshape(channels, p["M"], 3, 3), None, 1, 1, 1, p["L"])
    ws = t["ws"].reshape(channels, p["L"], 1, 1)
    mixed = F.conv2d(permuted(z, p["L"]), ws, None, 1, 0, 1, p["M"])
    return {"y": permuted(mixed, p["M"])}


def expander_inputs(p):
    sizes = {
        "x": p["N"] * p["Ci"] * p["H"] * p["W"],
        "v": p["Co"] * p["D"] * p["Kh"] * p["Kw"],
        "idx": p["Co"] * p["D"],
    }
    return sizes, generator.integer_magnitude(p["D"] * p["Kh"] * p["Kw"], 2)


def expander(p, t):
    """The kernels, scattered into a dense one that is 0 elsewhere."""
    x = t["x"].reshape(p["N"], p["Ci"], p["H"], p["W"])
    v = t["v"].reshape(p["Co"], p["D"], p["Kh"], p["Kw"])
    idx = t["idx"].reshape(p["Co"], p["D"], 1, 1).long().expand_as(v)
    dense = torch.zeros(p["Co"], p["Ci"], p["Kh"], p["Kw"], dtype=v.dtype).scatter(1, idx, v)
    stride, padding, dilation = (p["sh"], p["sw"]), (p["ph"], p["pw"]), (p["dh"], p["dw"])
    return {"y": F.conv2d(x, dense, None, stride, padding, dilation)}


def sparse(text, lists):
    return conv(text) | {"D": lists}


def shift_inputs(p):
    sizes = {"x": p["N"] * p["C"] * p["H"] * p["W"], "d": 2 * p["C"]}
    return sizes, 63


def shift_pointwise_inputs(p):
    sizes, _ = shift_inputs(p)
    return sizes | {"w": p["Co"] * p["C"]}, generator.integer_magnitude(p["C"], 2)


def shifted(p, t):
    """A depthwise convolution with one-hot kernels, large enough for the furthest shift."""
    x = t["x"].reshape(p["N"], p["C"], p["H"], p["W"])
    down, across = t["d"].reshape(2, p["C"]).long()
    reach = int(torch.maximum(down.abs(), across.abs()).max())
    hot = torch.zeros(p["C"], 1, 2 * reach + 1, 2 * reach + 1, dtype=x.dtype)
    hot[torch.arange(p["C"]), 0, down + reach, across + reach] = 1
    return F.conv2d(x, hot, None, 1, reach, 1, p["C"])


def shift_pointwise(p, t):
    s = shifted(p, t)
    return {"s": s, "y": F.conv2d(s, t["w"].reshape(p["Co"], p["C"], 1, 1))}


SHIFTS = {"d": lambda p, seed: generator.shifts(seed, p["C"], p["H"], p["W"])}
LISTS = {"idx": lambda p, seed: generator.index_lists(seed, p["Co"], p["D"], p["Ci"])}

BLOCKS = {
    "pointwise": {
        "inputs": pointwise_inputs,
        "forward": pointwise,
        "cases": [
            (case("N Ci HW Co", text), families)
            for text, families in [
                ("1 1 1 1", SOME),
                ("2 6 63 5", SOME),
                ("2 1 7 3", BOTH),
                ("1 64 196 48", PLAIN),
            ]
        ],
    },
    "channel-shuffle": {
        "inputs": lambda p: ({"x": p["N"] * p["C"] * p["HW"]}, 63),
        "forward": shuffle,
        "cases": [
            (case("N C HW g", text), ["index", "wide"])
            for text in ["1 4 1 2", "2 6 63 3", "2 6 5 1", "2 6 5 6", "1 240 49 3"]
        ],
    },
    "interleaved-group": {
        "inputs": interleaved_inputs,
        "forward": interleaved,
        "cases": [
            (case("N H W L M", text), families)
            for text, families in [
                ("1 3 3 2 2", SOME),
                ("2 9 7 3 2", SOME),
                ("2 5 6 1 4", BOTH),
                ("2 1 4 4 1", BOTH),
                ("1 16 16 24 2", PLAIN),
            ]
        ],
    },
    "expander": {
        "inputs": expander_inputs,
        "forward": expander,
        "tables": LISTS,
        "cases": [
            (sparse("1 2 5 5 2 3 3 1 1 0 0 1 1 1", 1), SOME),
            (sparse("2 6 9 7 8 3 3 1 1 1 1 1 1 1", 2), SOME),
            (sparse("2 5 13 11 7 3 2 2 1 0 2 1 3 1", 3), SOME),
            (sparse("2 4 5 6 3 1 2 1 2 0 1 1 1 1", 4), BOTH),
            (sparse("1 64 14 14 48 3 3 1 1 1 1 1 1 1", 8), PLAIN),
        ],
    },
    "shift": {
        "inputs": shift_inputs,
        "forward": lambda p, t: {"s": shifted(p, t)},
        "tables": SHIFTS,
        "cases": [
            (case("N C H W", text), ["index", "wide"])
            for text in ["1 1 3 3", "2 6 9 7", "2 13 2 5", "1 64 14 14"]
        ],
    },
    "shift-pointwise": {
        "inputs": shift_pointwise_inputs,
        "forward": shift_pointwise,
        "tables": SHIFTS,
        "cases": [
            (case("N C H W Co", text), families)
            for text, families in [
                ("1 1 3 3 2", SOME),
                ("2 6 9 7 5", SOME),
                ("2 13 2 5 4", BOTH),
                ("1 64 14 14 48", PLAIN),
            ]
        ],
    },
}
