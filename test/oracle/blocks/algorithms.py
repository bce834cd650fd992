"""Algorithms for one and the same convolution: im2col, MEC, Winograd and FFT. The output is PyTorch's own convolution;
the tensors on the way there are made from PyTorch's unfolding, padding and Fourier transform."""

import torch
import torch.nn.functional as F

import generator

from .common import PLAIN, SOME
from .convolution import conv

BOTH = ["uniform", "integers"]


def inputs(p):
    terms = p["Ci"] * p["Kh"] * p["Kw"]
    sizes = {
        "x": p["N"] * p["Ci"] * p["H"] * p["W"],
        "w": p["Co"] * p["Ci"] * p["Kh"] * p["Kw"],
    }
    return sizes, generator.integer_magnitude(terms, 2)


def tensors_of(p, t):
    x = t["x"].reshape(p["N"], p["Ci"], p["H"], p["W"])
    return x, t["w"].reshape(p["Co"], p["Ci"], p["Kh"], p["Kw"])


def convolved(p, x, w):
    one = {"sh": 1, "sw": 1, "dh": 1, "dw": 1} | p
    stride, dilation = (one["sh"], one["sw"]), (one["dh"], one["dw"])
    return F.conv2d(x, w, None, stride, (p["ph"], p["pw"]), dilation)


def im2col(p, t):
    x, w = tensors_of(p, t)
    sides = [(p[f"{name}h"], p[f"{name}w"]) for name in ("d", "p", "s")]
    return {"col": F.unfold(x, (p["Kh"], p["Kw"]), *sides), "y": convolved(p, x, w)}


def mec(p, t):
    x, _ = tensors_of(p, t)
    w = t["w"].reshape(p["Kh"], p["Kw"], p["Ci"], p["Co"]).permute(3, 2, 0, 1)
    strips = F.pad(x, (p["pw"], p["pw"], p["ph"], p["ph"])).unfold(3, p["Kw"], p["sw"])
    return {"L": strips.permute(0, 3, 2, 4, 1).contiguous(), "y": convolved(p, x, w)}


def winograd(p, t):
    x, w = tensors_of(p, t)
    kind = {"dtype": x.dtype}
    data = torch.tensor([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]], **kind)
    half = 0.5
    kernel = torch.tensor([[1, 0, 0], [half, half, half], [half, -half, half], [0, 0, 1]], **kind)
    odd = [(p[size] + 2 * p[padding]) % 2 for size, padding in (("W", "pw"), ("H", "ph"))]
    padded = F.pad(x, (p["pw"], p["pw"] + odd[0], p["ph"], p["ph"] + odd[1]))
    tiles = padded.unfold(2, 4, 2).unfold(3, 4, 2)
    u = torch.einsum("ai,ocij,bj->aboc", kernel, w, kernel).reshape(16, p["Co"], p["Ci"])
    v = torch.einsum("ai,nctsij,bj->abcnts", data, tiles, data).reshape(16, p["Ci"], -1)
    return {"U": u, "V": v, "M": torch.bmm(u, v), "y": convolved(p, x, w)}


def fft(p, t):
    x, w = tensors_of(p, t)
    side = (p["P"], p["P"])
    fx, fw = torch.fft.fft2(x, s=side), torch.fft.fft2(w, s=side)
    fy = torch.einsum("ncij,ocij->noij", fx, fw.conj())
    spectra = {"FX": fx, "FW": fw, "FY": fy}
    pairs = {name: torch.view_as_real(s.resolve_conj()) for name, s in spectra.items()}
    return pairs | {"y": convolved(p, x, w)}


def fft_case(text):
    """Parameters from "N Ci H W Co Kh Kw ph pw logP"."""
    names = "N Ci H W Co Kh Kw ph pw logP".split()
    p = dict(zip(names, map(int, text.split()), strict=True))
    return p | {"P": 2 ** p["logP"]}


BLOCKS = {
    "im2col": {
        "inputs": inputs,
        "forward": im2col,
        "cases": [
            (conv("1 1 5 5 2 3 3 1 1 0 0 1 1 1"), SOME),
            (conv("1 2 2 3 3 5 4 1 1 2 1 1 1 1"), BOTH),
            (conv("2 5 13 11 7 3 3 2 2 1 1 2 2 1"), BOTH),
            (conv("2 3 13 11 5 3 2 2 1 0 2 1 3 1"), SOME),
            (conv("1 32 14 14 48 3 3 1 1 1 1 1 1 1"), PLAIN),
        ],
    },
    "mec": {
        "inputs": inputs,
        "forward": mec,
        "cases": [
            (conv("1 1 5 5 2 3 3 1 1 0 0 1 1 1"), SOME),
            (conv("1 2 2 3 3 5 4 1 1 2 1 1 1 1"), BOTH),
            (conv("2 5 13 11 7 3 3 2 2 1 1 1 1 1"), BOTH),
            (conv("2 3 13 11 5 3 2 2 3 0 2 1 1 1"), SOME),
            (conv("1 32 14 14 48 3 3 1 1 1 1 1 1 1"), PLAIN),
        ],
    },
    "winograd": {
        "inputs": inputs,
        "forward": winograd,
        "cases": [
            (conv("1 1 4 4 1 3 3 1 1 0 0 1 1 1"), SOME),
            (conv("1 2 1 2 3 3 3 1 1 1 2 1 1 1"), BOTH),
            (conv("2 5 13 11 7 3 3 1 1 1 1 1 1 1"), ["uniform"]),
            (conv("2 3 8 7 4 3 3 1 1 0 2 1 1 1"), ["integers"]),
            (conv("1 32 14 14 48 3 3 1 1 1 1 1 1 1"), ["uniform"]),
        ],
    },
    "fft-convolution": {
        "inputs": inputs,
        "forward": fft,
        "cases": [
            (fft_case("1 1 4 4 1 3 3 0 0 3"), SOME),
            (fft_case("2 5 13 11 7 3 3 1 1 4"), ["uniform"]),
            (fft_case("2 2 9 14 3 5 2 2 3 5"), BOTH),
            (fft_case("1 3 6 5 2 7 4 5 2 4"), ["integers"]),
            (fft_case("1 8 28 28 6 5 5 2 2 5"), ["uniform"]),
        ],
    },
}
