"""Blocks that join channels: Inception, fire, DenseNet, CondenseNet, ShuffleNet, ASPP, pyramid pooling."""

import torch
import torch.nn.functional as F

import generator

from .packed import average3, cases, packed_block
from .residual import image


def inception(biased):
    def forward(p, t):
        def unit(x, role, to, kernel):
            return F.relu(t.conv(x, "w" + role, to, kernel, "b" + role if biased else None))

        x = image(p, t, p["Ci"])
        parts = [
            unit(x, "1", p["o1"], 1),
            unit(unit(x, "2a", p["r2"], 1), "2b", p["o2"], 3),
            unit(unit(x, "3a", p["r3"], 1), "3b", p["o3"], 5),
            unit(F.max_pool2d(x, 3, 1, 1), "4", p["o4"], 1),
        ]
        return {"y": torch.cat(parts, 1)}

    return forward


def inception_a(p, t):
    def unit(x, role, to, kernel):
        return F.relu(t.norm(t.conv(x, "w" + role, to, kernel)))

    x = image(p, t, p["Ci"])
    first = unit(x, "1", p["o1"], 1)
    second = unit(unit(x, "2a", p["r2"], 1), "2b", p["o2"], 3)
    third = unit(unit(unit(x, "3a", p["r3"], 1), "3b", p["o3"], 3), "3c", p["o3"], 3)
    return {"y": torch.cat([first, second, third, unit(average3(x), "4", p["o4"], 1)], 1)}


def fire(p, t):
    x = image(p, t, p["Ci"])
    z = F.relu(t.conv(x, "w1", p["S"], 1, "b1"))
    parts = [t.conv(z, "w2", p["E1"], 1, "b2"), t.conv(z, "w3", p["E3"], 3, "b3")]
    return {"y": F.relu(torch.cat(parts, 1))}


def features(p, t, x):
    y = t.conv(F.relu(t.norm(x)), "w1", 4 * p["k"], 1)
    return t.conv(F.relu(t.norm(y)), "w2", p["k"], 3)


def dense_in_place(p, t):
    feat = t.take("feat", p["N"], p["Ctotal"], p["H"], p["W"]).clone()
    feat[:, p["C"] : p["C"] + p["k"]] = features(p, t, feat[:, : p["C"]])
    return {"feat": feat}


def dense_plain(p, t):
    x = image(p, t, p["C"])
    return {"y": torch.cat([x, t.conv(F.relu(t.norm(x)), "w2", p["k"], 3)], 1)}


def dense_block(p, t):
    x = image(p, t, p["C"])
    for _ in range(p["L"]):
        x = torch.cat([x, features(p, t, x)], 1)
    return {"y": x}


def transition(p, t):
    x = image(p, t, p["Ci"])
    return {"y": F.avg_pool2d(t.conv(F.relu(t.norm(x)), "w", p["Co"], 1), 2)}


def shuffle(x, groups):
    return x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2)


def condensed(p, t):
    x = image(p, t, p["C"])
    index = t.take("index", p["g"] * p["C"] // p["condense"]).long()
    y = t.conv(F.relu(t.norm(x[:, index])), "w1", 4 * p["k"], 1, groups=p["g"])
    y = t.conv(F.relu(t.norm(shuffle(y, p["g"]))), "w2", p["k"], 3, groups=p["g"])
    return {"y": torch.cat([x, y], 1)}


def index_of(p, seed):
    return generator.integer(seed, range(p["g"] * p["C"] // p["condense"]), 0, p["C"] - 1)


def shuffle_unit(p, t):
    x = image(p, t, p["Ci"])
    y = shuffle(F.relu(t.norm(t.conv(x, "w1", p["B"], 1, groups=p["g"]))), p["g"])
    y = t.norm(t.depthwise(y, "wd", 3, stride=p["s"]))
    y = t.norm(t.conv(y, "w2", p["Co"], 1, groups=p["g"]))
    return {"y": F.relu(x + y if p["s"] == 1 else torch.cat([average3(x, p["s"]), y], 1))}


def aspp(norm):
    def forward(p, t):
        def unit(x, role, to, kernel, **options):
            y = t.conv(x, role, to, kernel, **options)
            return t.norm(y) if norm else y

        x = image(p, t, p["Ci"])
        parts = [F.relu(unit(x, "w1", p["B"], 1))]
        for k in (1, 2, 3):
            rate = p[f"r{k}"]
            parts.append(F.relu(unit(x, f"wr{k}", p["B"], 3, padding=rate, dilation=rate)))
        pooled = F.relu(unit(F.adaptive_avg_pool2d(x, 1), "wp", p["B"], 1))
        y = unit(torch.cat([*parts, pooled.expand_as(parts[0])], 1), "wo", p["Co"], 1)
        return {"y": F.relu(y) if norm else y}

    return forward


def pyramid(norm):
    def forward(p, t):
        x = image(p, t, p["Ci"])
        parts = [x]
        for bins in (1, 2, 3, 6):
            y = t.conv(F.adaptive_avg_pool2d(x, bins), f"w{bins}", p["B"], 1)
            y = F.relu(t.norm(y) if norm else y)
            parts.append(F.interpolate(y, (p["H"], p["W"]), mode="bilinear", align_corners=False))
        return {"y": torch.cat(parts, 1)}

    return forward


INCEPTION = cases("1 2 3 3 1 1 2 1 2 1", "2 6 9 7 4 3 5 2 3 3", "1 3 1 1 2 1 2 3 1 2", "1 64 14 14 32 24 32 8 16 16")
FIELDS = "N Ci H W o1 r2 o2 r3 o3 o4"
WEIGHTS = ["w1", "w2a", "w2b", "w3a", "w3b", "w4"]
ASPP = cases("1 2 3 3 2 3 1 2 3", "2 6 9 7 3 4 2 4 18", "1 3 1 2 2 2 1 1 5", "1 32 17 17 16 32 6 12 18")
ATROUS = ["x", "w1", "wr1", "wr2", "wr3", "wp", "wo"]
PYRAMID = cases("1 2 6 6 2", "2 6 9 7 3", "1 4 5 3 2", "1 64 20 20 16")

BLOCKS = {
    "inception": packed_block(["x", *WEIGHTS], inception(False), FIELDS, INCEPTION),
    "inception-biased": packed_block(
        ["x", *WEIGHTS, *(name.replace("w", "b") for name in WEIGHTS)], inception(True), FIELDS, INCEPTION
    ),
    "inception-v3-a": packed_block(
        ["x", "w1", "w2a", "w2b", "w3a", "w3b", "w3c", "w4", "bn"], inception_a, FIELDS, INCEPTION
    ),
    "fire": packed_block(
        ["x", "w1", "b1", "w2", "b2", "w3", "b3"],
        fire,
        "N Ci H W S E1 E3",
        cases("1 2 3 3 1 2 2", "2 6 9 7 3 5 4", "1 3 1 1 2 1 3", "1 64 14 14 16 64 64"),
    ),
    "dense-layer": packed_block(
        ["feat", "w1", "w2", "bn"],
        dense_in_place,
        "N H W C k Ctotal",
        cases("1 3 3 2 1 3", "2 9 7 6 3 12", "2 5 8 6 3 9", "1 14 14 64 16 96"),
    ),
    "dense-layer-plain": packed_block(
        ["x", "w2", "bn"], dense_plain, "N C H W k", cases("1 2 3 3 1", "2 6 9 7 3", "1 3 1 1 2", "1 64 14 14 12")
    ),
    "dense-block": packed_block(
        ["x", "w1", "w2", "bn"],
        dense_block,
        "N C H W k L",
        cases("1 2 3 3 1 2", "2 6 9 7 3 4", "1 3 1 1 2 1", "1 32 10 10 16 3"),
    ),
    "dense-transition": packed_block(
        ["x", "bn", "w"], transition, "N Ci H W Co", cases("1 2 4 4 1", "2 6 9 7 5", "1 3 2 3 2", "1 64 14 14 32")
    ),
    "condensenet-layer": packed_block(
        ["x", "index", "w1", "w2", "bn"],
        condensed,
        "N C H W k g condense",
        cases("1 4 3 3 2 2 2", "2 6 9 7 4 2 3", "2 8 5 9 4 4 2", "1 64 10 10 16 4 4"),
        {"index": index_of},
    ),
    "shufflenet-unit": packed_block(
        ["x", "w1", "wd", "w2", "bn"],
        shuffle_unit,
        "N Ci H W B Co g s",
        cases("1 4 3 3 4 4 2 1", "2 6 9 7 9 6 3 1", "2 6 9 7 9 12 3 2", "2 6 7 9 6 3 1 2", "1 60 14 14 60 60 3 1"),
    ),
    "aspp": packed_block(ATROUS, aspp(False), "N Ci H W B Co r1 r2 r3", ASPP),
    "aspp-deeplab": packed_block([*ATROUS, "bn"], aspp(True), "N Ci H W B Co r1 r2 r3", ASPP),
    "pyramid-pooling": packed_block(["x", "w1", "w2", "w3", "w6"], pyramid(False), "N Ci H W B", PYRAMID),
    "pyramid-pooling-pspnet": packed_block(["x", "w1", "w2", "w3", "w6", "bn"], pyramid(True), "N Ci H W B", PYRAMID),
}
