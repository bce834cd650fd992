"""Blocks that gate, mix or average: squeeze-and-excitation, interleaved groups, fractal block under drop-path."""

import torch
import torch.nn.functional as F

import generator

from .packed import cases, packed_block
from .concatenating import shuffle
from .residual import gate, image


def excitation(p, t):
    x = image(p, t, p["C"])
    names = {"ew1": "w1", "eb1": "b1", "ew2": "w2", "eb2": "b2"}

    class Renamed:
        def take(self, name, *shape):
            return t.take(names[name], *shape)

    return {"y": gate({"Co": p["C"], "r": p["r"]}, Renamed(), x)}


def interleaved(p, t):
    channels = p["L"] * p["M"]
    x = image(p, t, channels)
    y = t.conv(x, "wp", channels, 3, groups=p["L"])
    y = t.conv(shuffle(y, p["L"]), "ws", channels, 1, groups=p["M"])
    return {"y": F.relu(t.norm(shuffle(y, p["M"])))}


def paths_ending(step, columns):
    return [k for k in range(columns) if step % 2**k == 0]


def fractal(p, t):
    """Column k has a layer for every 2^k steps."""
    begun = [image(p, t, p["Ci"])] * p["K"]
    for step in range(1, 2 ** (p["K"] - 1) + 1):
        ends = paths_ending(step, p["K"])
        made = torch.stack([F.relu(t.norm(t.conv(begun[k], "w", p["Co"], 3))) for k in ends])
        joined = made[0]
        if len(ends) > 1:
            keep = t.take("keep", p["N"], len(ends)).clone()
            keep[:, 0] = torch.where(keep.sum(1) == 0, torch.ones(p["N"], dtype=keep.dtype), keep[:, 0])
            joined = torch.einsum("knchw,nk->nchw", made, keep) / keep.sum(1)[:, None, None, None]
        for k in ends:
            begun[k] = joined
    return {"y": begun[0]}


def masks(p, seed):
    """Even images keep one column, odd ones drop each path with a chance of 1 in 4."""
    values = []
    for step in range(1, 2 ** (p["K"] - 1) + 1):
        ends = paths_ending(step, p["K"])
        if len(ends) == 1:
            continue
        for n in range(p["N"]):
            column = int(generator.integer(seed, [1_000_000 + n], 0, p["K"] - 1)[0])
            for k in ends:
                local = int(generator.integer(seed, [len(values)], 0, 3)[0]) > 0
                values.append(float(k == column if n % 2 == 0 else local))
    return values


BLOCKS = {
    "squeeze-excitation": packed_block(
        ["x", "w1", "b1", "w2", "b2"],
        excitation,
        "N C H W r",
        cases("1 4 3 3 2", "2 6 9 7 3", "2 6 1 1 6", "1 64 14 14 16"),
    ),
    "interleaved-group-block": packed_block(
        ["x", "wp", "ws", "bn"],
        interleaved,
        "N H W L M",
        cases("1 3 3 2 2", "2 9 7 3 2", "2 7 9 1 4", "1 12 12 24 2"),
    ),
    "fractal-block": packed_block(
        ["x", "w", "bn", "keep"],
        fractal,
        "N Ci H W Co K",
        cases("1 2 3 3 2 2", "4 3 9 7 5 3", "2 3 5 4 2 1", "5 2 4 5 3 4", "2 16 8 8 32 3"),
        {"keep": masks},
    ),
}
