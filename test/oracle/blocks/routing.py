"""Capsules by einsum and softmax, FractalNet's join, and drop-path's masks from Philox in 64-bit numbers."""

import numpy as np
import torch

from .arranged import choices
from .common import PLAIN, numbers

COMMON = ["uniform", "integers"]


def squash(s):
    square = (s * s).sum(-1, keepdim=True)
    return square / (1 + square) * s / torch.sqrt(square + 1e-8)


def predict(p, t):
    u, w = t["u"].reshape(p["N"], p["I"], p["Di"]), t["W"].reshape(p["I"], p["J"], p["Do"], p["Di"])
    return torch.einsum("ijod,nid->nijo", w, u)


def route(p, uhat):
    uhat = uhat.reshape(p["N"], p["I"], p["J"], p["Do"])
    b = torch.zeros(p["N"], p["I"], p["J"], dtype=uhat.dtype)
    for turn in range(p["R"]):
        v = squash(torch.einsum("nij,nijo->njo", b.softmax(2), uhat))
        if turn + 1 < p["R"]:
            b = b + torch.einsum("nijo,njo->nij", uhat, v)
    return {"v": v}


def capsule_inputs(p):
    sizes = {"u": p["N"] * p["I"] * p["Di"], "W": p["I"] * p["J"] * p["Do"] * p["Di"]}
    return sizes, 1


def join_inputs(p):
    paths = {f"x{k}": p["N"] * p["M"] if k <= p["K"] else 0 for k in range(1, 6)}
    return paths | {"keep": p["N"] * p["K"]}, 63


def join(p, t):
    keep = t["keep"].reshape(p["N"], p["K"], 1).clone()
    keep[keep.sum((1, 2)) == 0, 0] = 1
    x = torch.stack([t[f"x{k + 1}"].reshape(p["N"], p["M"]) for k in range(p["K"])], dim=1)
    return {"y": (x * keep).sum(1) / keep.sum(1)}


def philox(counter, key):
    """Philox4x32-10 of counters [4, …] and a key of two, in 64-bit arithmetic."""
    low = np.uint64(0xFFFFFFFF)
    c = [np.asarray(word, dtype=np.uint64) for word in counter]
    k = list(key)
    for _ in range(10):
        a, b = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        high = np.uint64(32)
        c = [(b >> high) ^ c[1] ^ np.uint64(k[0]), b & low, (a >> high) ^ c[3] ^ np.uint64(k[1]), a & low]
        k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
    return np.stack(c)


def drop_path(p, t):
    n, k = np.meshgrid(np.arange(p["N"]), np.arange(p["K"]), indexing="ij")
    if p["mode"] == 1:
        word = philox([n, 0 * n, 1 + 0 * n, 0 * n], [p["seed"], 0])[0]
        keep = word % np.uint64(p["K"]) == k
    else:
        word = philox([n, k, 0 * n, 0 * n], [p["seed"], 0])[0]
        keep = word >= np.uint64(np.floor(float(np.float32(p["drop"])) * 2**32))
        keep[:, 0] |= ~keep.any(1)
    return {"keep": torch.from_numpy(keep)}


names = "N I J Di Do R"
texts = ["1 1 1 1 1 1", "2 5 3 4 6 3", "2 5 3 4 6 1", "1 13 1 2 3 4", "2 144 10 8 16 3"]
cases = [(numbers(names, text), COMMON if text == texts[1] else ["uniform"]) for text in texts]

BLOCKS = {
    "squash": {
        "inputs": lambda p: ({"s": p["M"] * p["D"]}, 5),
        "forward": lambda p, t: {"v": squash(t["s"].reshape(p["M"], p["D"]))},
        "cases": [
            (numbers("M D", "1 1"), ["uniform"]),
            (numbers("M D", "7 5"), [*PLAIN, "impulse"]),
            (numbers("M D", "320 16"), ["uniform"]),
        ],
    },
    "capsule-prediction": {
        "inputs": capsule_inputs,
        "forward": lambda p, t: {"uhat": predict(p, t)},
        "cases": [({k: v for k, v in p.items() if k != "R"}, families) for p, families in cases],
    },
    "capsule-routing": {
        "inputs": lambda p: ({"uhat": p["N"] * p["I"] * p["J"] * p["Do"]}, 1),
        "forward": lambda p, t: route(p, t["uhat"]),
        "cases": [({k: v for k, v in p.items() if k != "Di"}, families) for p, families in cases],
    },
    "capsules": {
        "inputs": capsule_inputs,
        "forward": lambda p, t: route(p, predict(p, t)),
        "cases": cases,
    },
    "fractal-join": {
        "inputs": join_inputs,
        "arrange": lambda p, free: {"keep": choices(free["keep"], 2)},
        "forward": join,
        "cases": [
            (numbers("N M K", "1 1 1"), ["uniform"]),
            (numbers("N M K", "2 378 3"), COMMON),
            (numbers("N M K", "9 5 2"), COMMON),
            (numbers("N M K", "16 512 5"), ["uniform"]),
        ],
    },
    "drop-path": {
        "inputs": lambda p: ({}, 1),
        "forward": drop_path,
        "cases": [
            (numbers("N K mode seed drop", text), ["uniform"])
            for text in ["1 1 0 0 0.15", "33 3 0 7 0.5", "33 3 1 7 0.5", "9 4 0 1 1.0", "256 4 0 20261 0.15"]
        ],
    },
}
