"""Pruning, products with sparse matrices, learned group convolution: all by dense operators."""

import numpy as np
import torch
import torch.nn.functional as F

import generator

from .arranged import choices, sparse_pattern
from .common import PLAIN, numbers

COMMON = ["uniform", "integers"]


def prune_inputs(p):
    return {"w": p["R"] * p["C"]}, 3


def prune(p, t):
    w = t["w"].reshape(p["R"], p["C"])
    order = torch.argsort(w.abs().reshape(-1), descending=True, stable=True)
    kept = torch.zeros(p["R"] * p["C"], dtype=torch.bool)
    kept[order[: p["keep"]]] = True
    kept = kept.reshape(p["R"], p["C"])
    rowptr = F.pad(kept.sum(1).cumsum(0), (1, 0))
    return {"rowptr": rowptr, "col": kept.nonzero()[:, 1], "val": w[kept]}


def csr_inputs(p):
    sizes = {"rp": p["R"] + 1, "col": p["nnz"], "val": p["nnz"], "X": p["C"] * p["J"]}
    return sizes, generator.integer_magnitude(max(1, min(p["C"], p["nnz"])), 2)


def csr_arrange(p, free):
    starts, columns = sparse_pattern(free["col"], p["R"], p["C"])
    return {"rp": starts, "col": columns}


def dense_of(t, rows, columns):
    """The dense matrix of compressed rows."""
    lengths = t["rp"].long().diff()
    row = torch.repeat_interleave(torch.arange(rows), lengths)
    dense = torch.zeros(rows, columns, dtype=t["val"].dtype)
    return dense.index_put((row, t["col"].long()), t["val"], accumulate=True)


def csr(p, t):
    return {"Y": dense_of(t, p["R"], p["C"]) @ t["X"].reshape(p["C"], p["J"])}


def block_sparse_inputs(p):
    sizes = {
        "X": p["M"] * p["K"],
        "blocks": p["nb"] * p["B"] ** 2,
        "lut": 2 * p["nb"],
        "ptr": p["N"] // p["B"] + 1,
    }
    return sizes, generator.integer_magnitude(max(1, p["B"] * min(p["K"] // p["B"], p["nb"])), 2)


def block_sparse_arrange(p, free):
    b = p["B"]
    starts, rows = sparse_pattern(free["lut"][: p["nb"]], p["N"] // b, p["K"] // b)
    columns = np.repeat(np.arange(p["N"] // b), np.diff(starts).astype(np.int64))
    return {"lut": np.stack([rows, columns], axis=1).reshape(-1), "ptr": starts}


def block_sparse(p, t):
    b = p["B"]
    dense = torch.zeros(p["K"], p["N"], dtype=t["X"].dtype)
    pairs = zip(t["lut"].long().reshape(-1, 2).tolist(), t["blocks"].reshape(-1, b, b), strict=True)
    for (row, column), block in pairs:
        dense[row * b : (row + 1) * b, column * b : (column + 1) * b] += block
    return {"Y": t["X"].reshape(p["M"], p["K"]) @ dense}


def learned_inputs(p):
    sizes = {
        "x": p["N"] * p["Ci"] * p["H"] * p["W"],
        "index": p["Cs"],
        "w": p["Co"] * p["Cs"] // p["g"],
    }
    return sizes, generator.integer_magnitude(p["Cs"] // p["g"], 2)


def learned(p, t):
    x = t["x"].reshape(p["N"], p["Ci"], p["H"], p["W"])
    gathered = torch.index_select(x, 1, t["index"].long())
    return {"y": F.conv2d(gathered, t["w"].reshape(p["Co"], -1, 1, 1), groups=p["g"])}


def condense_arrange(p, free):
    return {"mask": (choices(free["mask"], 4) != 0).astype(np.float64)}


def condense(p, t):
    """Ranks by norm, dropped channels last, so that one stable sort finds who goes."""
    mask = t["mask"].reshape(p["g"], p["Ci"]).clone()
    norms = t["w"].reshape(p["g"], p["Co"] // p["g"], p["Ci"]).abs().sum(1)
    norms = torch.where(mask == 1, norms, torch.full_like(norms, torch.inf))
    order = torch.argsort(norms.flip(1), dim=1, stable=True)[:, : p["Ci"] // p["condense"]]
    return {"mask": mask.scatter(1, p["Ci"] - 1 - order, 0)}


learned_names = "N Ci H W Co g Cs"

BLOCKS = {
    "magnitude-prune": {
        "inputs": prune_inputs,
        "forward": prune,
        "cases": [
            (numbers("R C keep", "1 1 1"), ["uniform"]),
            (numbers("R C keep", "12 18 43"), ["uniform", "integers", "constant", "impulse"]),
            (numbers("R C keep", "5 7 0"), ["uniform"]),
            (numbers("R C keep", "5 7 35"), ["uniform"]),
            (numbers("R C keep", "67 3 4"), COMMON),
            (numbers("R C keep", "128 256 3276"), ["uniform", "wide"]),
        ],
    },
    "csr-matmul": {
        "inputs": csr_inputs,
        "arrange": csr_arrange,
        "forward": csr,
        "cases": [
            (numbers("R C J nnz", "1 1 1 1"), COMMON),
            (numbers("R C J nnz", "12 18 5 43"), [*PLAIN, "integers", "constant"]),
            (numbers("R C J nnz", "12 18 1 43"), COMMON),
            (numbers("R C J nnz", "6 5 3 0"), ["uniform"]),
            (numbers("R C J nnz", "6 5 3 30"), COMMON),
            (numbers("R C J nnz", "96 288 98 2764"), COMMON),
        ],
    },
    "block-sparse-matmul": {
        "inputs": block_sparse_inputs,
        "arrange": block_sparse_arrange,
        "forward": block_sparse,
        "cases": [
            (numbers("M K N B nb", "1 1 1 1 1"), COMMON),
            (numbers("M K N B nb", "31 24 24 8 4"), [*PLAIN, "integers"]),
            (numbers("M K N B nb", "5 6 12 3 8"), COMMON),
            (numbers("M K N B nb", "32 256 256 32 6"), COMMON),
        ],
    },
    "learned-group-conv": {
        "inputs": learned_inputs,
        "arrange": lambda p, free: {"index": choices(free["index"], p["Ci"])},
        "forward": learned,
        "cases": [
            (numbers(learned_names, "1 1 1 1 1 1 1"), COMMON),
            (numbers(learned_names, "2 6 9 7 4 2 6"), [*PLAIN, "integers", "impulse"]),
            (numbers(learned_names, "1 5 3 4 9 3 12"), COMMON),
            (numbers(learned_names, "1 64 14 14 64 4 64"), COMMON),
        ],
    },
    "condense-prune": {
        "inputs": lambda p: ({"w": p["Co"] * p["Ci"], "mask": p["g"] * p["Ci"]}, 2),
        "arrange": condense_arrange,
        "forward": condense,
        "cases": [
            (numbers("Co Ci g condense", "1 1 1 1"), ["uniform"]),
            (numbers("Co Ci g condense", "8 6 2 3"), [*COMMON, "constant"]),
            (numbers("Co Ci g condense", "9 14 3 7"), [*COMMON, "constant"]),
            (numbers("Co Ci g condense", "128 64 4 4"), COMMON),
        ],
    },
}
