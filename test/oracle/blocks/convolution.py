"""Direct, grouped and depthwise convolution."""

import torch.nn.functional as F

import generator

from .common import ALL, PLAIN, SOME


def conv_inputs(p):
    terms = p["Ci"] // p["g"] * p["Kh"] * p["Kw"] + 1
    sizes = {
        "x": p["N"] * p["Ci"] * p["H"] * p["W"],
        "w": p["Co"] * (p["Ci"] // p["g"]) * p["Kh"] * p["Kw"],
        "bias": p["Co"],
    }
    return sizes, generator.integer_magnitude(terms, 2)


def conv2d(p, t):
    x = t["x"].reshape(p["N"], p["Ci"], p["H"], p["W"])
    w = t["w"].reshape(p["Co"], p["Ci"] // p["g"], p["Kh"], p["Kw"])
    stride, padding, dilation = (p["sh"], p["sw"]), (p["ph"], p["pw"]), (p["dh"], p["dw"])
    return {"y": F.conv2d(x, w, t["bias"], stride, padding, dilation, p["g"])}


def conv(text):
    """Parameters of a convolution from "N Ci H W Co Kh Kw sh sw ph pw dh dw g"."""
    names = "N Ci H W Co Kh Kw sh sw ph pw dh dw g".split()
    return dict(zip(names, map(int, text.split()), strict=True))


BLOCKS = {
    "conv2d": {
        "inputs": conv_inputs,
        "forward": conv2d,
        "cases": [
            (conv("1 1 5 5 2 3 3 1 1 0 0 1 1 1"), ALL),
            (conv("2 3 1 1 4 1 1 1 1 0 0 1 1 1"), SOME),
            (conv("1 2 2 3 3 5 4 1 1 2 1 1 1 1"), SOME),
            (conv("2 5 13 11 7 3 3 2 2 1 1 2 2 1"), SOME),
            (conv("2 4 13 11 6 3 2 2 1 0 2 1 3 2"), ALL),
            (conv("2 6 9 7 9 3 3 1 1 1 1 1 1 3"), SOME),
            (conv("2 6 9 7 12 3 3 2 2 1 1 1 1 6"), SOME),
            (conv("2 3 11 9 6 5 3 1 2 4 1 2 1 3"), ALL),
            (conv("1 32 28 28 48 3 3 1 1 1 1 1 1 1"), PLAIN),
            (conv("1 64 14 14 64 3 3 1 1 1 1 1 1 8"), PLAIN),
            (conv("1 48 28 28 48 3 3 1 1 1 1 1 1 48"), PLAIN),
        ],
    },
}
