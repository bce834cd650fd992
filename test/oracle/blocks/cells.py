"""Searched cells: NASNet-A, PNASNet-5, hierarchical motifs. Written out branch by branch, without a table."""

import torch
import torch.nn.functional as F

from .packed import average3, cases, packed_block
from .residual import image


def state(p, t, name, channels):
    return t.take(name, p["N"], channels, p["H"], p["W"])


def sep(t, x, kernel, to, stride=1):
    for step in (stride, 1):
        x = t.depthwise(F.relu(x), "wd", kernel, stride=step)
        x = t.norm(t.conv(x, "wp", to, 1))
    return x


def largest3(x, stride=1):
    return F.max_pool2d(x, 3, stride, 1)


def normal(p, t):
    h, hp, f = state(p, t, "h", p["F"]), state(p, t, "hp", p["F"]), p["F"]
    b1 = sep(t, h, 3, f) + h
    b2 = sep(t, hp, 3, f) + sep(t, h, 5, f)
    b3 = average3(h) + hp
    b4 = 2 * average3(hp)
    b5 = sep(t, hp, 5, f) + sep(t, hp, 3, f)
    return {"y": torch.cat([b1, b2, b3, b4, b5, hp], 1)}


def reduction(p, t):
    h, hp, f = state(p, t, "h", p["F"]), state(p, t, "hp", p["F"]), p["F"]
    b1 = sep(t, hp, 7, f, 2) + sep(t, h, 5, f, 2)
    b2 = largest3(h, 2) + sep(t, hp, 7, f, 2)
    b3 = average3(h, 2) + sep(t, hp, 5, f, 2)
    b4 = largest3(h, 2) + sep(t, b1, 3, f)
    b5 = average3(b1) + b2
    return {"y": torch.cat([b2, b3, b4, b5], 1)}


def pnasnet(p, t):
    a, b, f, s = state(p, t, "a", p["Fa"]), state(p, t, "b", p["Fb"]), p["F"], p["s"]

    def fit(x):
        return x if x.shape[1] == f else t.norm(t.conv(x, "wi", f, 1))

    c1 = sep(t, b, 5, f, s) + fit(largest3(b, s))
    c2 = sep(t, a, 7, f, s) + fit(largest3(a, s))
    c3 = sep(t, a, 5, f, s) + sep(t, a, 3, f, s)
    c4 = sep(t, c3, 3, f) + fit(largest3(a, s))
    c5 = sep(t, b, 3, f, s)
    if s == 1 and p["Fa"] == f:
        c5 = c5 + a
    else:
        c5 = c5 + t.norm(t.conv(F.relu(a), "wi", f, 1, stride=s))
    return {"y": torch.cat([c1, c2, c3, c4, c5], 1)}


class Linear:
    """Nodes sum, convolutions are linear."""

    def __init__(self, t):
        self.t = t

    def follow(self, x):
        return x

    def merge(self, parts):
        return sum(parts[1:], parts[0])

    def operation(self, code, x):
        channels = x.shape[1]
        if code == 1:
            return x
        if code == 2:
            return self.follow(self.t.conv(x, "wp", channels, 1))
        if code == 3:
            return self.follow(self.t.depthwise(x, "wd", 3))
        if code == 4:
            return self.follow(self.t.conv(self.t.depthwise(x, "wd", 3), "wp", channels, 1))
        return largest3(x) if code == 5 else average3(x)


class Normed(Linear):
    """Nodes concat and mix by a 1 x 1; batch norm and ReLU follow each convolution."""

    def follow(self, x):
        return F.relu(self.t.norm(x))

    def merge(self, parts):
        if len(parts) == 1:
            return parts[0]
        return self.follow(self.t.conv(torch.cat(parts, 1), "wm", parts[0].shape[1], 1))


def graph(x, codes, operation, merge):
    """Nodes in order; codes[(i, j)] is the operation from node j to node i."""
    nodes = {0: x}
    for i in sorted({i for i, _ in codes}):
        edges = [j for j in range(i) if codes[i, j] != 0 and j in nodes]
        if edges:
            nodes[i] = merge([operation(codes[i, j], nodes[j]) for j in edges])
    return nodes[max(i for i, _ in codes)]


def motif(p, t):
    x = image(p, t, p["C"])
    form = Linear(t)
    codes = {(i, j): p[f"e{i}{j}"] for i in range(1, 4) for j in range(i)}
    return {"y": graph(x, codes, form.operation, form.merge)}


MOTIFS = {
    1: {(1, 0): 4, (2, 0): 0, (2, 1): 1, (3, 0): 1, (3, 1): 3, (3, 2): 2},
    2: {(1, 0): 2, (2, 0): 5, (2, 1): 0, (3, 0): 0, (3, 1): 4, (3, 2): 1},
    3: {(1, 0): 3, (2, 0): 1, (2, 1): 6, (3, 0): 2, (3, 1): 0, (3, 2): 1},
}
CELL = {
    **{(1, 0): 1, (2, 0): 2, (2, 1): 0, (3, 0): 0, (3, 1): 3},
    **{(3, 2): 1, (4, 0): 1, (4, 1): 0, (4, 2): 2, (4, 3): 3},
}


def cell(kind):
    def forward(p, t):
        form = kind(t)

        def nested(code, x):
            return graph(x, MOTIFS[code], form.operation, form.merge)

        return {"y": graph(image(p, t, p["C"]), CELL, nested, form.merge)}

    return forward


CELLS = cases("1 2 3 3", "1 8 9 7", "2 5 5 8", "1 32 10 10")
SQUARES = cases("1 2 3 3", "2 6 9 7", "1 3 1 2", "1 32 10 10")

BLOCKS = {
    "nasnet-a-normal": packed_block(["h", "hp", "wd", "wp", "bn"], normal, "N F H W", CELLS),
    "nasnet-a-reduction": packed_block(["h", "hp", "wd", "wp", "bn"], reduction, "N F H W", CELLS),
    "pnasnet-5": packed_block(
        ["a", "b", "wd", "wp", "wi", "bn"],
        pnasnet,
        "N Fa Fb F H W s",
        cases("1 2 2 2 3 3 1", "1 8 8 8 9 7 1", "2 5 5 5 9 7 2", "2 4 7 5 7 8 1", "1 3 5 4 5 5 2", "1 32 32 32 10 10 1"),
    ),
    "hierarchical-motif": packed_block(
        ["x", "wd", "wp"],
        motif,
        "N C H W e10 e20 e21 e30 e31 e32",
        cases("1 2 3 3 1 2 3 4 5 6", "2 6 9 7 2 0 4 1 3 0", "1 3 4 5 0 5 3 0 4 6", "1 32 10 10 4 1 0 5 4 2"),
    ),
    "hierarchical-cell": packed_block(["x", "wd", "wp"], cell(Linear), "N C H W", SQUARES),
    "hierarchical-cell-original": packed_block(["x", "wd", "wp", "wm", "bn"], cell(Normed), "N C H W", SQUARES),
}
