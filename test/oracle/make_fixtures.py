"""Runs every block in PyTorch's own operators and stores what comes out.

Usage: make_fixtures.py FOLDER. Writes FOLDER/<block>.json and FOLDER/<block>.bin (float64, little endian)
for each block, and generator.json/.bin with samples of the inputs. Inputs are not stored: the seed, the
family and the sizes give them. Long outputs are stored as every k-th element, and their sum.
"""

import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

import generator

SEED = 20261
SAMPLE = 400


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


def separable_inputs(p):
    sizes = {
        "x": p["N"] * p["Ci"] * p["H"] * p["W"],
        "wd": p["Ci"] * 9,
        "bn1": 4 * p["Ci"],
        "wp": p["Co"] * p["Ci"],
        "bn2": 4 * p["Co"],
    }
    return sizes, 63


def batch_norm(x, packed):
    gamma, beta, mean, variance = packed.reshape(4, -1)
    return F.batch_norm(x, mean, variance, gamma, beta, training=False, eps=1e-5)


def depthwise_separable(p, t):
    x = t["x"].reshape(p["N"], p["Ci"], p["H"], p["W"])
    depthwise = F.conv2d(x, t["wd"].reshape(-1, 1, 3, 3), None, p["s"], 1, 1, p["Ci"])
    hidden = F.relu(batch_norm(depthwise, t["bn1"]))
    pointwise = F.conv2d(hidden, t["wp"].reshape(p["Co"], p["Ci"], 1, 1))
    return {"y": F.relu(batch_norm(pointwise, t["bn2"]))}


def add_inputs(p):
    return {"a": p["n"], "b": p["n"]}, 63


def sum_inputs(p):
    return {"x": p["n"]}, generator.integer_magnitude(max(1, p["n"]), 1)


def transpose_inputs(p):
    return {"a": p["rows"] * p["cols"]}, 63


def transpose(p, t):
    return {"t": t["a"].reshape(p["rows"], p["cols"]).t().contiguous()}


def conv(text):
    """Parameters of a convolution from "N Ci H W Co Kh Kw sh sw ph pw dh dw g"."""
    names = "N Ci H W Co Kh Kw sh sw ph pw dh dw g".split()
    return dict(zip(names, map(int, text.split()), strict=True))


def separable(text):
    return dict(zip("N Ci H W Co s".split(), map(int, text.split()), strict=True))


ALL = ["integers", "counts", "uniform", "wide", "constant", "impulse"]
SOME = ["uniform", "integers", "impulse"]
PLAIN = ["uniform", "wide"]

BLOCKS = {
    "add": {
        "inputs": add_inputs,
        "forward": lambda p, t: {"c": t["a"] + t["b"]},
        "cases": [({"n": n}, ALL if n == 65 else PLAIN) for n in (0, 1, 65, 997, 65_537)],
    },
    "transpose": {
        "inputs": transpose_inputs,
        "forward": transpose,
        "cases": [
            ({"rows": rows, "cols": cols}, ["index", "wide"])
            for rows, cols in [(1, 1), (1, 257), (31, 33), (97, 89), (1000, 3)]
        ],
    },
    "sum": {
        "inputs": sum_inputs,
        "forward": lambda p, t: {"s": t["x"].sum().reshape(1)},
        "cases": [({"n": n}, ALL) for n in (0, 1, 255, 256, 257, 997, 4096, 65_537)],
    },
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


def family_of(name, family, order):
    """Statistics are always their own family; an impulse is in the first input alone."""
    if name.startswith("bn"):
        return "batch-norm"
    return "integers" if family == "impulse" and order > 0 else family


def values_of(family, seed, length, magnitude):
    if family == "batch-norm":
        return generator.fill_batch_norm(seed, length // 4)
    return generator.fill(family, seed, length, magnitude)


def inputs_of(block, parameters, family, seed):
    """What describes each input, and the inputs themselves as float32."""
    sizes, magnitude = block["inputs"](parameters)
    described, values = {}, {}
    for order, (name, length) in enumerate(sizes.items()):
        own = {
            "family": family_of(name, family, order),
            "seed": generator.subseed(seed, name),
            "length": length,
            "magnitude": magnitude,
        }
        described[name] = own
        values[name] = values_of(**own)
    return described, values


def next_prime(n):
    """The smallest prime from `n` up; 1 stays 1."""
    while n > 1 and any(n % d == 0 for d in range(2, n)):
        n += 1
    return n


class Store:
    """A JSON description and the numbers that it points into."""

    def __init__(self):
        self.entries = []
        self.parts = []
        self.length = 0

    def keep(self, values):
        """Stores every k-th element of a flat array; gives the place, k, the sum and the largest magnitude."""
        values = np.asarray(values, dtype="<f8").reshape(-1)
        # A prime step meets every column of a plane; one that divides the width would meet only some.
        step = next_prime(max(1, -(-len(values) // SAMPLE)))
        sample = values[::step]
        place = {"offset": self.length, "length": len(values), "step": step}
        self.parts.append(sample)
        self.length += len(sample)
        largest = float(np.abs(values).max()) if len(values) else 0.0
        return place | {"sum": float(values.sum()), "largest": largest}

    def write(self, folder, name):
        lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in self.entries)
        (folder / f"{name}.json").write_text(f"[\n{lines}\n]\n")
        (folder / f"{name}.bin").write_bytes(np.concatenate(self.parts).astype("<f8").tobytes())


def run(block, parameters, values, precision):
    tensors = {name: torch.from_numpy(v).to(precision) for name, v in values.items()}
    with torch.no_grad():
        outputs = block["forward"](parameters, tensors)
    return {name: tensor.double().numpy() for name, tensor in outputs.items()}


def make_block(block):
    store = Store()
    for order, (parameters, families) in enumerate(block["cases"]):
        for position, family in enumerate(families):
            described, values = inputs_of(block, parameters, family, SEED + 100 * order + position)
            entry = {"parameters": parameters, "family": family, "inputs": described}
            # One float32 run for each shape: it shows what an honest kernel of that precision may differ by.
            kinds = {"float64": torch.float64} | ({"float32": torch.float32} if position == 0 else {})
            for kind, precision in kinds.items():
                outputs = run(block, parameters, values, precision)
                entry[kind] = {name: store.keep(v) for name, v in outputs.items()}
            store.entries.append(entry)
    return store


def make_generator():
    """Samples of every family: the first values, and the sum of the bit patterns of all, modulo 2^32."""
    store = Store()
    families = [*ALL, "index", "batch-norm"]
    for family in families:
        for seed, length, magnitude in [(1, 40, 63), (0xDEADBEEF, 40, 5), (77, 10_000, 1)]:
            values = values_of(family, seed, length, magnitude)
            patterns = values.view(np.uint32)
            entry = {"family": family, "seed": seed, "length": length, "magnitude": magnitude}
            entry["patternSum"] = int(patterns.sum(dtype=np.uint64) % 2**32)
            entry["patterns"] = store.keep(patterns[:40].astype(np.float64))
            store.entries.append(entry)
    return store


def main():
    torch.set_num_threads(1)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, block in BLOCKS.items():
        make_block(block).write(folder, name)
    make_generator().write(folder, "generator")


if __name__ == "__main__":
    main()
