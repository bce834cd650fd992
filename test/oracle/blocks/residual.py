"""Residual blocks: ResNet, ResNeXt (grouped and as a sum of paths), SE-ResNet, inverted residual, Xception."""

import torch
import torch.nn.functional as F

from .packed import cases, packed_block


def image(p, t, channels):
    return t.take("x", p["N"], channels, p["H"], p["W"])


def skip(p, t, x):
    if p["Ci"] == p["Co"] and p["s"] == 1:
        return x
    return t.norm(t.conv(x, "wskip", p["Co"], 1, stride=p["s"]))


def basic(p, t):
    x = image(p, t, p["Ci"])
    y = F.relu(t.norm(t.conv(x, "w1", p["Co"], 3, stride=p["s"])))
    y = t.norm(t.conv(y, "w2", p["Co"], 3))
    return {"y": F.relu(y + skip(p, t, x))}


def gate(p, t, y):
    z = y.mean(dim=(2, 3))
    narrow = p["Co"] // p["r"]
    z = F.relu(F.linear(z, t.take("ew1", narrow, p["Co"]), t.take("eb1", narrow)))
    z = torch.sigmoid(F.linear(z, t.take("ew2", p["Co"], narrow), t.take("eb2", p["Co"])))
    return y * z[:, :, None, None]


def bottleneck(first_stride=False, gated=False):
    def forward(p, t):
        x = image(p, t, p["Ci"])
        one, three = (p["s"], 1) if first_stride else (1, p["s"])
        y = F.relu(t.norm(t.conv(x, "w1", p["B"], 1, stride=one)))
        y = F.relu(t.norm(t.conv(y, "w2", p["B"], 3, stride=three, groups=p.get("g", 1))))
        y = t.norm(t.conv(y, "w3", p["Co"], 1))
        if gated:
            y = gate(p, t, y)
        return {"y": F.relu(y + skip(p, t, x))}

    return forward


def paths(p, t):
    x = image(p, t, p["Ci"])
    width = p["B"] // p["g"]
    total = 0
    for _ in range(p["g"]):
        y = F.relu(t.norm(t.conv(x, "w1", width, 1)))
        y = F.relu(t.norm(t.conv(y, "w2", width, 3, stride=p["s"])))
        total = total + t.conv(y, "w3", p["Co"], 1)
    return {"y": F.relu(t.norm(total) + skip(p, t, x))}


def inverted(always):
    def forward(p, t):
        x = image(p, t, p["Ci"])
        y = x
        if always or p["t"] > 1:
            y = F.relu6(t.norm(t.conv(y, "w1", p["t"] * p["Ci"], 1)))
        y = F.relu6(t.norm(t.depthwise(y, "wd", 3, stride=p["s"])))
        y = t.norm(t.conv(y, "w2", p["Co"], 1))
        return {"y": x + y if p["s"] == 1 and p["Ci"] == p["Co"] else y}

    return forward


def separable(t, x, to):
    return t.norm(t.conv(t.depthwise(F.relu(x), "wd", 3), "wp", to, 1))


def middle(p, t):
    x = image(p, t, p["C"])
    y = x
    for _ in range(3):
        y = separable(t, y, p["C"])
    return {"y": x + y}


def entry(p, t):
    x = image(p, t, p["Ci"])
    y = separable(t, separable(t, x, p["Co"]), p["Co"])
    shortcut = t.norm(t.conv(x, "wskip", p["Co"], 1, stride=2))
    return {"y": F.max_pool2d(y, 3, 2, 1) + shortcut}


BOTTLENECK = cases("1 4 3 3 2 4 1", "2 6 9 7 4 6 1", "2 6 9 7 5 7 2", "1 3 1 1 2 3 3", "1 64 14 14 32 128 2")
NAMES = ["x", "w1", "w2", "w3", "bn", "wskip"]
GROUPED = cases("1 4 3 3 2 4 1 2", "2 6 9 7 6 9 2 3", "2 6 9 7 4 6 1 1", "1 64 14 14 64 64 1 32")
INVERTED = cases("1 4 3 3 4 1 1", "2 6 9 7 6 6 1", "2 6 9 7 6 6 2", "2 5 9 7 7 3 1", "2 5 7 9 8 1 2", "1 24 14 14 24 6 1")

BLOCKS = {
    "resnet-basic": packed_block(
        ["x", "w1", "w2", "bn", "wskip"],
        basic,
        "N Ci H W Co s",
        cases("1 4 3 3 4 1", "2 6 9 7 6 1", "2 5 9 7 7 2", "1 64 14 14 64 1"),
    ),
    "resnet-bottleneck": packed_block(NAMES, bottleneck(), "N Ci H W B Co s", BOTTLENECK),
    "resnet-bottleneck-original": packed_block(NAMES, bottleneck(first_stride=True), "N Ci H W B Co s", BOTTLENECK),
    "resnext": packed_block(NAMES, bottleneck(), "N Ci H W B Co s g", GROUPED),
    "resnext-paths": packed_block(NAMES, paths, "N Ci H W B Co s g", GROUPED),
    "se-resnet": packed_block(
        [*NAMES, "ew1", "eb1", "ew2", "eb2"],
        bottleneck(gated=True),
        "N Ci H W B Co s r",
        cases("1 4 3 3 2 4 1 2", "2 5 9 7 4 6 2 3", "2 7 5 9 3 7 1 7", "1 64 14 14 32 64 1 16"),
    ),
    "inverted-residual": packed_block(["x", "w1", "wd", "w2", "bn"], inverted(True), "N Ci H W Co t s", INVERTED),
    "inverted-residual-original": packed_block(
        ["x", "w1", "wd", "w2", "bn"], inverted(False), "N Ci H W Co t s", INVERTED
    ),
    "xception-middle": packed_block(
        ["x", "wd", "wp", "bn"], middle, "N C H W", cases("1 3 3 3", "2 6 9 7", "1 1 1 1", "1 64 19 19")
    ),
    "xception-entry": packed_block(
        ["x", "wd", "wp", "bn", "wskip"],
        entry,
        "N Ci H W Co",
        cases("1 3 4 4 5", "2 6 9 7 5", "1 2 1 1 3", "1 64 19 19 96"),
    ),
}
