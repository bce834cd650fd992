"""MobileNet's depthwise-separable block."""

import torch.nn.functional as F

from .common import ALL, PLAIN, SOME, batch_norm


def separable_inputs(p):
    sizes = {
        "x": p["N"] * p["Ci"] * p["H"] * p["W"],
        "wd": p["Ci"] * 9,
        "bn1": 4 * p["Ci"],
        "wp": p["Co"] * p["Ci"],
        "bn2": 4 * p["Co"],
    }
    return sizes, 63


def depthwise_separable(p, t):
    x = t["x"].reshape(p["N"], p["Ci"], p["H"], p["W"])
    depthwise = F.conv2d(x, t["wd"].reshape(-1, 1, 3, 3), None, p["s"], 1, 1, p["Ci"])
    hidden = F.relu(batch_norm(depthwise, t["bn1"]))
    pointwise = F.conv2d(hidden, t["wp"].reshape(p["Co"], p["Ci"], 1, 1))
    return {"y": F.relu(batch_norm(pointwise, t["bn2"]))}


def separable(text):
    return dict(zip("N Ci H W Co s".split(), map(int, text.split()), strict=True))


BLOCKS = {
    "depthwise-separable": {
        "inputs": separable_inputs,
        "forward": depthwise_separable,
        "cases": [
            (separable("1 1 1 1 1 1"), SOME),
            (separable("1 3 5 5 4 1"), SOME),
            (separable("2 6 9 7 8 2"), ALL),
            (separable("2 6 9 7 8 1"), SOME),
            (separable("2 4 10 7 5 3"), SOME),
            (separable("1 32 28 28 64 1"), PLAIN),
        ],
    },
}
