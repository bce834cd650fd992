"""What training needs besides convolution: gradients are PyTorch's own (autograd), and so is the optimiser."""

import numpy as np
import torch
import torch.nn.functional as F

from .arranged import bits_at, choices
from .common import PLAIN, numbers

COMMON = ["uniform", "integers"]


def single(value):
    """A parameter as the kernel gets it."""
    return float(np.float32(value))


def gradients(of, *tensors):
    """Gradients of a scalar with respect to tensors."""
    with torch.enable_grad():
        leaves = [tensor.detach().clone().requires_grad_() for tensor in tensors]
        return torch.autograd.grad(of(*leaves), leaves)


def norm_inputs(p):
    elements = p["N"] * p["C"] * p["H"] * p["W"]
    return {"x": elements, "dy": elements, "gamma": p["C"], "beta": p["C"]}, 5


def normalise(x, gamma, beta):
    """PyTorch's layer, or its formula where a channel has one element, which the layer refuses."""
    if x.shape[0] * x.shape[2] * x.shape[3] > 1:
        return F.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-5)
    variance, mean = torch.var_mean(x, (0, 2, 3), unbiased=False, keepdim=True)
    xhat = (x - mean) / torch.sqrt(variance + 1e-5)
    return xhat * gamma.reshape(1, -1, 1, 1) + beta.reshape(1, -1, 1, 1)


def batch_norm_training(p, t):
    shape = (p["N"], p["C"], p["H"], p["W"])
    x, dy = t["x"].reshape(shape), t["dy"].reshape(shape)
    variance, mean = torch.var_mean(x, (0, 2, 3), unbiased=False)
    loss = lambda *leaves: (normalise(*leaves) * dy).sum()
    dx, dgamma, dbeta = gradients(loss, x, t["gamma"], t["beta"])
    y = normalise(x, t["gamma"], t["beta"])
    return {"y": y, "mean": mean, "var": variance, "dgamma": dgamma, "dbeta": dbeta, "dx": dx}


def cross_entropy(p, t):
    z, target, eps = t["z"].reshape(p["N"], p["C"]), t["t"].long(), single(p["eps"])
    losses = F.cross_entropy(z, target, reduction="none", label_smoothing=eps)
    (dz,) = gradients(lambda leaf: F.cross_entropy(leaf, target, label_smoothing=eps), z)
    # argmax may give any of equal numbers; the first is wanted.
    first = (z == z.max(1, keepdim=True).values).int().argmax(1)
    st = torch.stack([losses, (first == target).to(z.dtype)], dim=1)
    return {"p": z.softmax(1), "dz": dz, "st": st, "loss": losses.mean().reshape(1)}


def pooled(p):
    return [(p[side] + 2 * p["p"] - p["k"]) // p["s"] + 1 for side in "HW"]


def pool_inputs(p):
    rows, cols = pooled(p)
    outputs = p["N"] * p["C"] * rows * cols
    return {"dy": outputs, "arg": outputs}, 63


def pool_arrange(p, free):
    """A winner for each window, among its elements in the image."""
    rows, cols = pooled(p)
    bits = bits_at(free["arg"]).astype(np.int64).reshape(-1, rows, cols)

    def span(windows, size):
        start = np.arange(windows) * p["s"] - p["p"]
        first, end = np.maximum(start, 0), np.minimum(start + p["k"], size)
        return first, end - first

    (top, height), (left, width) = span(rows, p["H"]), span(cols, p["W"])
    h = top[:, None] + bits % height[:, None]
    w = left + (bits >> 16) % width
    return {"arg": (h * p["W"] + w).astype(np.float64).reshape(-1)}


def pool_backward(p, t):
    rows, cols = pooled(p)
    dy = t["dy"].reshape(p["N"] * p["C"], 1, rows, cols)
    if p["mode"] == 1:
        x = torch.zeros(p["N"] * p["C"], 1, p["H"], p["W"], dtype=dy.dtype)
        average = lambda leaf: F.avg_pool2d(leaf, p["k"], p["s"], p["p"], count_include_pad=False)
        return {"dx": gradients(lambda leaf: (average(leaf) * dy).sum(), x)[0]}
    dx = torch.zeros(p["N"] * p["C"], p["H"] * p["W"], dtype=dy.dtype)
    return {"dx": dx.scatter_add(1, t["arg"].long().reshape(len(dx), -1), dy.reshape(len(dx), -1))}


def sgd(p, t):
    w = torch.nn.Parameter(t["w"].clone())
    w.grad = t["g"].clone()
    rates = {"momentum": single(p["mu"]), "weight_decay": single(p["wd"])}
    optimiser = torch.optim.SGD([w], lr=single(p["lr"]), nesterov=bool(p["nesterov"]), **rates)
    optimiser.state[w]["momentum_buffer"] = t["v"].clone()
    optimiser.step()
    # Without momentum PyTorch keeps no buffer: the velocity is then the gradient itself.
    v = optimiser.state[w]["momentum_buffer"] if p["mu"] else t["g"] + rates["weight_decay"] * t["w"]
    return {"w": w.detach(), "v": v}


def linear_inputs(p):
    sizes = {
        "x": p["batch"] * p["nin"],
        "W": p["nin"] * p["nout"],
        "dy": p["batch"] * p["nout"],
    }
    return sizes, 3


def linear_backward(p, t):
    x, w = t["x"].reshape(p["batch"], p["nin"]), t["W"].reshape(p["nin"], p["nout"])
    dy = t["dy"].reshape(p["batch"], p["nout"])
    b = torch.zeros(p["nout"], dtype=x.dtype)
    dx, dw, db = gradients(lambda x, w, b: ((x @ w + b) * dy).sum(), x, w, b)
    return {"dx": dx, "dW": dw, "db": db}


norm_names = "N C H W shift"
pool_names = "N C H W k s p mode"
sgd_names = "n lr mu wd nesterov"
pool_texts = ["1 1 1 1 1 1 0", "2 3 7 5 3 2 1", "1 2 8 8 2 2 0", "1 1 9 9 3 1 1", "1 2 9 7 2 3 1", "1 8 28 28 3 2 1"]

BLOCKS = {
    "batch-norm-training": {
        "inputs": norm_inputs,
        "forward": batch_norm_training,
        "arrange": lambda p, free: {"x": (free["x"] + np.float32(p["shift"])).astype(np.float32)},
        "cases": [
            (numbers(norm_names, "1 3 1 1 0"), ["uniform"]),
            (numbers(norm_names, "2 6 9 7 0"), [*PLAIN, "constant", "impulse"]),
            (numbers(norm_names, "2 6 9 7 10000"), ["uniform"]),
            (numbers(norm_names, "3 5 1 2 0"), COMMON),
            (numbers(norm_names, "2 16 14 14 0"), ["uniform"]),
        ],
    },
    "softmax-cross-entropy": {
        "inputs": lambda p: ({"z": p["N"] * p["C"], "t": p["N"]}, 3),
        "arrange": lambda p, free: {"t": choices(free["t"], p["C"])},
        "forward": cross_entropy,
        "cases": [
            (numbers("N C eps", "1 1 0.0"), ["uniform"]),
            (numbers("N C eps", "6 10 0.0"), [*COMMON, "constant", "wide"]),
            (numbers("N C eps", "6 10 0.1"), [*COMMON, "wide"]),
            (numbers("N C eps", "3 65 0.25"), ["uniform"]),
            (numbers("N C eps", "32 1000 0.1"), ["uniform"]),
        ],
    },
    "pool-backward": {
        "inputs": pool_inputs,
        "arrange": pool_arrange,
        "forward": pool_backward,
        "cases": [
            (numbers(pool_names, f"{text} {mode}"), COMMON if text == pool_texts[1] else ["uniform"])
            for text in pool_texts
            for mode in (0, 1)
        ],
    },
    "sgd": {
        "inputs": lambda p: ({"g": p["n"], "w": p["n"], "v": p["n"]}, 63),
        "forward": sgd,
        "cases": [
            (numbers(sgd_names, "0 0.1 0.9 0.0 0"), ["uniform"]),
            (numbers(sgd_names, "1 0.1 0.9 0.0001 0"), ["uniform"]),
            (numbers(sgd_names, "65 0.1 0.9 0.01 0"), PLAIN),
            (numbers(sgd_names, "65 0.1 0.9 0.01 1"), PLAIN),
            (numbers(sgd_names, "257 0.05 0.0 0.5 0"), ["uniform"]),
            (numbers(sgd_names, "257 0.0 0.9 0.1 0"), ["uniform"]),
            (numbers(sgd_names, "4096 0.01 0.95 0.0005 1"), ["uniform"]),
        ],
    },
    "linear-backward": {
        "inputs": linear_inputs,
        "forward": linear_backward,
        "cases": [
            (numbers("batch nin nout", text), COMMON if text == "3 31 10" else ["uniform"])
            for text in ["1 1 1", "3 31 10", "7 20 13", "16 98 64"]
        ],
    },
}
