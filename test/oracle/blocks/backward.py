"""The gradients of a convolution, by PyTorch's autograd."""

import torch
import torch.nn.functional as F

import generator

from .common import PLAIN, SOME
from .convolution import conv

BOTH = ["uniform", "integers"]


def out_size(p, size, axis):
    reach = p[f"d{axis}"] * (p[f"K{axis}"] - 1)
    return (p[size] + 2 * p[f"p{axis}"] - reach - 1) // p[f"s{axis}"] + 1


def shapes_of(p):
    return {
        "x": (p["N"], p["Ci"], p["H"], p["W"]),
        "w": (p["Co"], p["Ci"] // p["g"], p["Kh"], p["Kw"]),
        "dy": (p["N"], p["Co"], out_size(p, "H", "h"), out_size(p, "W", "w")),
    }


def inputs_of(names, terms):
    """Sizes of the inputs by name; `terms` is the number of terms of a sum, given the shapes."""

    def inputs(p):
        shapes = shapes_of(p)
        sizes = {name: int(torch.Size(shapes[name]).numel()) for name in names}
        return sizes, generator.integer_magnitude(terms(p, shapes["dy"]), 2)

    return inputs


def gradients(p, t):
    """dx, dw and db of <conv(x, w, bias), dy>; an input that is not given is zeros, which its own gradient ignores."""
    kind = {"dtype": t["dy"].dtype, "requires_grad": True}
    given = {name: t.get(name) for name in ("x", "w")}
    shapes = shapes_of(p)
    with torch.enable_grad():
        x, w = (
            torch.zeros(shapes[name], **kind)
            if values is None
            else values.reshape(shapes[name]).clone().requires_grad_()
            for name, values in given.items()
        )
        bias = torch.zeros(p["Co"], **kind)
        stride, padding, dilation = (p["sh"], p["sw"]), (p["ph"], p["pw"]), (p["dh"], p["dw"])
        y = F.conv2d(x, w, bias, stride, padding, dilation, p["g"])
        return torch.autograd.grad(y, (x, w, bias), t["dy"].reshape(shapes["dy"]))


CASES = [
    (conv("1 1 5 5 2 3 3 1 1 0 0 1 1 1"), SOME),
    (conv("1 2 2 3 3 5 4 1 1 2 1 1 1 1"), BOTH),
    (conv("2 3 9 8 2 2 1 3 2 0 0 1 1 1"), BOTH),
    (conv("2 5 13 11 7 3 3 1 1 1 1 1 1 1"), BOTH),
    (conv("2 5 13 11 7 3 3 2 2 1 1 2 2 1"), BOTH),
    (conv("2 4 13 11 6 3 2 2 1 0 2 1 3 2"), SOME),
    (conv("1 32 14 14 48 3 3 1 1 1 1 1 1 1"), PLAIN),
]

BLOCKS = {
    "conv2d-backward-data": {
        "inputs": inputs_of(["dy", "w"], lambda p, dy: p["Co"] // p["g"] * p["Kh"] * p["Kw"]),
        "forward": lambda p, t: {"dx": gradients(p, t)[0]},
        "cases": CASES,
    },
    "conv2d-backward-weights": {
        "inputs": inputs_of(["x", "dy"], lambda p, dy: p["N"] * dy[2] * dy[3]),
        "forward": lambda p, t: dict(zip(("dw", "db"), gradients(p, t)[1:], strict=True)),
        "cases": CASES,
    },
}
