"""Low-rank factors by PyTorch's singular value decomposition; factored layers as one layer with the product kernel."""

import torch
import torch.nn.functional as F

from .arranged import sparse_pattern
from .common import ONE_GROUP, PLAIN, numbers, window
from .sparse import dense_of


def matrix_of(p, w):
    """M[(c, i), (o, j)], or M[c, (o, i, j)] for split 1."""
    w = w.reshape(p["Co"], p["Ci"], p["Kh"], p["Kw"])
    if p["split"] == 1:
        return w.permute(1, 0, 2, 3).reshape(p["Ci"], -1)
    return w.permute(1, 2, 0, 3).reshape(p["Ci"] * p["Kh"], -1)


def kernel_of(p, matrix):
    if p["split"] == 1:
        return matrix.reshape(p["Ci"], p["Co"], p["Kh"], p["Kw"]).permute(1, 0, 2, 3)
    return matrix.reshape(p["Ci"], p["Kh"], p["Co"], p["Kw"]).permute(2, 0, 1, 3)


def cut(p, w):
    u, s, v = torch.linalg.svd(matrix_of(p, w), full_matrices=False)
    r = min(p["r"], len(s))
    return kernel_of(p, u[:, :r] @ torch.diag(s[:r]) @ v[:r]).contiguous(), s


def kernel(p, t):
    low, s = cut(p, t["w"])
    return {"kernel": low, "s": s}


def split(p, t):
    low, _ = cut(p, t["w"])
    rest = t["w"].reshape(low.shape) - low
    kept = rest.abs() > torch.tensor(p["tau"], dtype=torch.float32).to(rest.dtype)
    return {"low": low, "sparse": rest * kept, "count": kept.sum().reshape(1)}


def pair_inputs(p):
    r = p["r"]
    v, h = (1, p["Kh"] * p["Kw"]) if p["split"] == 1 else (p["Kh"], p["Kw"])
    sizes = {
        "x": p["N"] * p["Ci"] * p["H"] * p["W"],
        "v": r * p["Ci"] * v,
        "h": p["Co"] * r * h,
    }
    return sizes, 2


def product(p, t):
    if p["split"] == 1:
        v, h = t["v"].reshape(p["r"], p["Ci"]), t["h"].reshape(p["Co"], p["r"], p["Kh"], p["Kw"])
        return torch.einsum("kc,okij->ocij", v, h)
    v, h = t["v"].reshape(p["r"], p["Ci"], p["Kh"]), t["h"].reshape(p["Co"], p["r"], p["Kw"])
    return torch.einsum("kci,okj->ocij", v, h)


def convolve(p, t, w):
    return {"y": F.conv2d(t["x"].reshape(p["N"], p["Ci"], p["H"], p["W"]), w, None, *window(p))}


def sum_inputs(p):
    sizes, magnitude = pair_inputs(p)
    return sizes | {"rp": p["Co"] + 1, "col": p["nnz"], "val": p["nnz"]}, magnitude


def sum_arrange(p, free):
    starts, columns = sparse_pattern(free["col"], p["Co"], p["Ci"] * p["Kh"] * p["Kw"])
    return {"rp": starts, "col": columns}


def sum_conv(p, t):
    sparse = dense_of(t, p["Co"], p["Ci"] * p["Kh"] * p["Kw"])
    w = product(p, t)
    return convolve(p, t, w + sparse.reshape(w.shape))


weight_names = "Co Ci Kh Kw r split"
conv_names = ONE_GROUP + " r split"
conv_texts = [
    "1 1 1 1 1 1 1 1 1 0 0 1 1 1 0",
    "2 5 13 11 7 3 3 1 1 1 1 1 1 5 0",
    "2 5 13 11 7 3 2 2 1 1 2 1 3 4 0",
    "2 5 13 11 7 3 2 2 1 1 2 1 3 3 1",
    "1 32 14 14 32 3 3 1 1 1 1 1 1 24 0",
]


def weights(p):
    return {"w": p["Co"] * p["Ci"] * p["Kh"] * p["Kw"]}, 3


BLOCKS = {
    "low-rank-kernel": {
        "inputs": weights,
        "forward": kernel,
        "cases": [
            (numbers(weight_names, "1 1 1 1 1 0"), ["uniform"]),
            (numbers(weight_names, "7 5 3 3 5 0"), ["uniform", "wide", "constant", "impulse"]),
            (numbers(weight_names, "7 5 3 2 3 1"), ["uniform", "integers"]),
            (numbers(weight_names, "4 3 3 3 9 0"), ["uniform"]),
            (numbers(weight_names, "16 16 3 3 12 0"), ["uniform"]),
        ],
    },
    "low-rank-conv2d": {
        "inputs": pair_inputs,
        "forward": lambda p, t: convolve(p, t, product(p, t)),
        "cases": [(numbers(conv_names, text), ["uniform", "integers"]) for text in conv_texts],
    },
    "low-rank-sparse-conv2d": {
        "inputs": sum_inputs,
        "arrange": sum_arrange,
        "forward": sum_conv,
        "cases": [
            (numbers(conv_names + " nnz", f"{text} {nnz}"), PLAIN if nnz == 31 else ["uniform"])
            for text, nnz in zip(conv_texts, [1, 31, 0, 31, 460], strict=True)
        ],
    },
    "low-rank-sparse-split": {
        "inputs": weights,
        "forward": split,
        "cases": [
            (numbers(weight_names + " tau", "1 1 1 1 1 0 0.5"), ["uniform"]),
            (numbers(weight_names + " tau", "7 5 3 3 4 0 0.6"), ["uniform"]),
            (numbers(weight_names + " tau", "7 5 3 2 2 1 0.3"), ["uniform"]),
            (numbers(weight_names + " tau", "16 16 3 3 9 0 0.8"), ["uniform"]),
        ],
    },
}
