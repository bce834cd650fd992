"""The layers that networks are made of, each by itself: normalisation, activations, pooling, resizing, joining."""

import torch
import torch.nn.functional as F

import generator

from .common import ALL, PLAIN, SOME, batch_norm

# Sums of whole numbers stay exact, and large values reach the ceiling of a ReLU6.
MAGNITUDE = 63


def named(names, text):
    return dict(zip(names.split(), map(int, text.split()), strict=True))


def image(p):
    return p["N"], p["C"], p["H"], p["W"]


def map_input(p):
    n, c, h, w = image(p)
    return {"x": n * c * h * w}, MAGNITUDE


def of_map(layer):
    """A block of one input, a map."""
    return lambda p, t: {"y": layer(p, t["x"].reshape(image(p)))}


def elementwise(layer):
    return {
        "inputs": lambda p: ({"x": p["n"]}, MAGNITUDE),
        "forward": lambda p, t: {"y": layer(t["x"])},
        "cases": [({"n": n}, ALL if n == 65 else PLAIN) for n in (1, 65, 997)],
    }


def sigmoid_cases():
    # Beyond 2^9 the function is 0 or 1 to the last bit.
    return [({"n": n}, ["uniform", "integers", "wide"]) for n in (1, 65, 997)]


def softmax_cases():
    return [
        (named("N C", text), ["uniform", "integers", "constant"])
        for text in ("1 1", "6 10", "3 63", "2 65", "4 1000")
    ]


def batch_norm_inputs(p):
    n, c, h, w = image(p)
    return {"x": n * c * h * w, "bn": 4 * c}, MAGNITUDE


MAP = "N C H W"
MAPS = [named(MAP, text) for text in ("1 1 1 1", "2 6 9 7", "1 32 28 28")]
WINDOW = f"{MAP} Kh Kw sh sw ph pw ceil"
WINDOWS = [
    "1 1 1 1 1 1 1 1 0 0 0",
    "2 3 9 7 3 3 2 2 1 1 0",
    "2 3 9 7 3 2 1 2 1 1 0",
    "1 4 8 10 3 3 2 2 0 0 1",
    "2 2 13 11 3 4 2 3 1 2 1",
    "1 2 5 6 2 3 3 3 1 1 1",
    "1 32 28 28 3 3 1 1 1 1 0",
]


def window_of(p):
    return {
        "kernel_size": (p["Kh"], p["Kw"]),
        "stride": (p["sh"], p["sw"]),
        "padding": (p["ph"], p["pw"]),
        "ceil_mode": p["ceil"] == 1,
    }


def average_cases():
    return [
        (named(f"{WINDOW} pad", f"{text} {pad}"), SOME) for text in WINDOWS for pad in (0, 1)
    ]


def bins(p):
    return p["Bh"], p["Bw"]


def resized(p, x):
    return F.interpolate(x, (p["Ho"], p["Wo"]), mode="bilinear", align_corners=False)


def concat_inputs(p):
    rest = p["N"] * p["H"] * p["W"]
    return {"a": p["Ca"] * rest, "b": p["Cb"] * rest}, MAGNITUDE


def concat(p, t):
    a = t["a"].reshape(p["N"], p["Ca"], p["H"], p["W"])
    b = t["b"].reshape(p["N"], p["Cb"], p["H"], p["W"])
    return {"y": torch.cat([a, b], 1)}


def linear_inputs(p):
    sizes = {"x": p["N"] * p["Ci"], "w": p["Co"] * p["Ci"], "bias": p["Co"]}
    return sizes, generator.integer_magnitude(p["Ci"] + 1, 2)


def linear(p, t):
    x, w = t["x"].reshape(p["N"], p["Ci"]), t["w"].reshape(p["Co"], p["Ci"])
    return {"y": F.linear(x, w, t["bias"])}


def response_norm(p, x):
    # PyTorch divides alpha by the size; the paper's constant is for the sum.
    return F.local_response_norm(x, p["size"], alpha=1e-4 * p["size"], beta=0.75, k=2.0)


BLOCKS = {
    "relu": elementwise(F.relu),
    "relu6": elementwise(F.relu6),
    "sigmoid": elementwise(torch.sigmoid) | {"cases": sigmoid_cases()},
    "softmax": {
        "inputs": lambda p: ({"x": p["N"] * p["C"]}, MAGNITUDE),
        "forward": lambda p, t: {"y": F.softmax(t["x"].reshape(p["N"], p["C"]), 1)},
        "cases": softmax_cases(),
    },
    "batch-norm": {
        "inputs": batch_norm_inputs,
        "forward": lambda p, t: {"y": batch_norm(t["x"].reshape(image(p)), t["bn"])},
        "cases": [(p, SOME) for p in MAPS],
    },
    "local-response-norm": {
        "inputs": map_input,
        "forward": of_map(response_norm),
        "cases": [
            (named(f"{MAP} size", text), SOME)
            for text in ("1 1 1 1 1", "2 6 5 3 5", "2 7 3 4 4", "1 96 14 14 5")
        ],
    },
    "max-pool": {
        "inputs": map_input,
        "forward": of_map(lambda p, x: F.max_pool2d(x, **window_of(p))),
        "cases": [(named(WINDOW, text), SOME) for text in WINDOWS],
    },
    "average-pool": {
        "inputs": map_input,
        "forward": of_map(
            lambda p, x: F.avg_pool2d(x, **window_of(p), count_include_pad=p["pad"] == 1)
        ),
        "cases": average_cases(),
    },
    "global-average-pool": {
        "inputs": map_input,
        "forward": of_map(lambda p, x: F.adaptive_avg_pool2d(x, 1)),
        "cases": [(p, SOME) for p in MAPS],
    },
    "adaptive-average-pool": {
        "inputs": map_input,
        "forward": of_map(lambda p, x: F.adaptive_avg_pool2d(x, bins(p))),
        "cases": [
            (named(f"{MAP} Bh Bw", text), SOME)
            for text in ("1 1 1 1 3 2", "2 6 9 7 6 6", "2 3 5 6 6 3", "1 32 28 28 3 3")
        ],
    },
    "resize": {
        "inputs": map_input,
        "forward": of_map(resized),
        "cases": [
            (named(f"{MAP} Ho Wo", text), SOME)
            for text in ("1 1 1 1 3 2", "2 3 6 6 9 7", "2 3 9 7 4 3", "1 2 5 4 5 4", "1 32 6 6 28 28")
        ],
    },
    "concat": {
        "inputs": concat_inputs,
        "forward": concat,
        "cases": [
            (named("N Ca Cb H W", text), ["uniform", "wide"])
            for text in ("1 1 1 1 1", "2 5 3 4 3", "2 32 16 14 14")
        ],
    },
    "linear": {
        "inputs": linear_inputs,
        "forward": linear,
        "cases": [
            (named("N Ci Co", text), ["uniform", "integers", "wide"])
            for text in ("1 1 1", "3 17 5", "2 65 63", "2 512 100")
        ],
    },
}
