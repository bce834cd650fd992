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

import generator
from blocks import BLOCKS
from blocks.common import ALL

SEED = 20261
SAMPLE = 400


def family_of(block, name, family, order):
    """Tables and statistics are always their own family; an impulse is in the first input alone."""
    if name in block.get("tables", {}):
        return "table"
    if name.startswith("bn"):
        return "batch-norm"
    return "integers" if family == "impulse" and order > 0 else family


def values_of(family, seed, length, magnitude, widths=None):
    if family == "batch-norm":
        return generator.fill_batch_norms(seed, widths or [length // 4])
    return generator.fill(family, seed, length, magnitude)


def inputs_of(block, parameters, family, seed):
    """What describes each input before it is arranged, and the inputs themselves."""
    sizes, magnitude = block["inputs"](parameters)
    described, values = {}, {}
    for order, (name, length) in enumerate(sizes.items()):
        own = {
            "family": family_of(block, name, family, order),
            "seed": generator.subseed(seed, name),
            "length": length,
            "magnitude": magnitude,
        }
        if name in block.get("statistics", lambda _: {})(parameters):
            own["widths"] = block["statistics"](parameters)[name]
        described[name] = own
        if own["family"] == "table":
            values[name] = np.asarray(block["tables"][name](parameters, own["seed"]), dtype=np.float32)
        else:
            values[name] = values_of(**own)
    arrange = block.get("arrange", lambda parameters, free: {})
    return described, values | arrange(parameters, values)


def next_prime(n):
    """The smallest prime from `n` up; 1 stays 1."""
    while n > 1 and any(n % d == 0 for d in range(2, n)):
        n += 1
    return n


class Store:
    """A JSON description and the numbers that it points into."""

    def __init__(self, sample=SAMPLE):
        self.sample = sample
        self.entries = []
        self.parts = []
        self.length = 0

    def keep(self, values):
        """Stores every k-th element of a flat array; gives the place, k, the sum and the largest magnitude."""
        values = np.asarray(values, dtype="<f8").reshape(-1)
        # A prime step meets every column of a plane; one that divides the width would meet only some.
        step = next_prime(max(1, -(-len(values) // self.sample)))
        sample = values[::step]
        place = {"offset": self.length, "length": len(values), "step": step}
        self.parts.append(sample)
        self.length += len(sample)
        # NaN stands where a block writes nothing.
        there = values[~np.isnan(values)]
        largest = float(np.abs(there).max()) if len(there) else 0.0
        return place | {"sum": float(there.sum()), "largest": largest}

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
    store = Store(block.get("sample", SAMPLE))
    for order, (parameters, families) in enumerate(block["cases"]):
        for position, family in enumerate(families):
            described, values = inputs_of(block, parameters, family, SEED + 100 * order + position)
            entry = {"parameters": parameters, "family": family, "inputs": described}
            # One float32 run for each shape: it shows what an honest kernel of that precision may differ by.
            # Packed words are no float32 numbers, so blocks that take them have none.
            single = position == 0 and not block.get("words", False)
            kinds = {"float64": torch.float64} | ({"float32": torch.float32} if single else {})
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
