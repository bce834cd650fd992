"""Quantised convolution in whole numbers, and binary convolution: all by plain operators on unpacked numbers."""

import numpy as np
import torch
import torch.nn.functional as F

from .arranged import bits_at, some_zeros
from .common import ONE_GROUP, PLAIN, numbers, window

COMMON = ["uniform", "integers"]


def unpack_channels(words, rows, channels, plane):
    """Bytes [rows, channels, plane] of words [rows, ceil(channels/4), plane]."""
    octets = words.astype("<u4").reshape(rows, -1, plane, 1).view(np.uint8)
    return octets.transpose(0, 1, 3, 2).reshape(rows, -1, plane)[:, :channels]


def pack_channels(octets):
    """The way back; channels that do not exist are 0."""
    rows, channels, plane = octets.shape
    filled = np.pad(octets.astype(np.uint8), ((0, 0), (0, -channels % 4), (0, 0)))
    quads = filled.reshape(rows, -1, 4, plane).transpose(0, 1, 3, 2)
    return np.ascontiguousarray(quads).view("<u4").reshape(-1).astype(np.float64)


def int8_inputs(p):
    words = -(-p["Ci"] // 4)
    sizes = {
        "xq": p["N"] * words * p["H"] * p["W"],
        "wq": p["Co"] * words * p["Kh"] * p["Kw"],
        "scale": p["Co"],
    }
    return sizes, 63


def int8_arrange(p, free):
    taps = p["Kh"] * p["Kw"]
    wq = unpack_channels(bits_at(free["wq"]), p["Co"], p["Ci"], taps).view(np.int8)
    wq = np.maximum(wq, -127)
    wq[::2] = (wq[::2] / 32).astype(np.int8) * 32
    # JavaScript rounds a half up, so floor(x + 1/2) and not numpy's half to even.
    small = 7 + int(np.floor(np.log2(p["Ci"] * taps) / 2 + 0.5))
    return {
        "xq": bits_at(free["xq"]).astype(np.float64),
        "wq": pack_channels(wq),
        "scale": 2.0 ** -(small - (bits_at(free["scale"]) % 3).astype(np.float64)),
    }


def int8(p, t):
    """Tap by tap, on an input padded with the zero point."""
    plane, taps = p["H"] * p["W"], p["Kh"] * p["Kw"]
    x = unpack_channels(t["xq"].numpy(), p["N"], p["Ci"], plane).astype(np.int64)
    x = x.reshape(p["N"], p["Ci"], p["H"], p["W"])
    pads = ((0, 0), (0, 0), (p["ph"],) * 2, (p["pw"],) * 2)
    x = np.pad(x, pads, constant_values=p["zx"]) - p["zx"]
    w = unpack_channels(t["wq"].numpy(), p["Co"], p["Ci"], taps).view(np.int8).astype(np.int64)
    rows = (x.shape[2] - p["dh"] * (p["Kh"] - 1) - 1) // p["sh"] + 1
    cols = (x.shape[3] - p["dw"] * (p["Kw"] - 1) - 1) // p["sw"] + 1
    acc = np.zeros((p["N"], p["Co"], rows, cols), dtype=np.int64)
    for tap in range(taps):
        i, j = tap // p["Kw"] * p["dh"], tap % p["Kw"] * p["dw"]
        seen = x[:, :, i : i + (rows - 1) * p["sh"] + 1 : p["sh"], j : j + (cols - 1) * p["sw"] + 1 : p["sw"]]
        acc += np.einsum("nchw,oc->nohw", seen, w[:, :, tap])
    scale = t["scale"].numpy()[:, None, None]
    yq = np.clip(np.rint(acc * scale) + p["zy"], 0, 255).reshape(p["N"], p["Co"], -1)
    return {"acc": torch.from_numpy(acc), "yq": torch.from_numpy(pack_channels(yq))}


def signs(values):
    return torch.where(values < 0, -1.0, 1.0).to(values.dtype)


def dense(p, t):
    return t["x"].reshape(p["N"], p["Ci"], p["H"], p["W"]), t["w"].reshape(p["Co"], p["Ci"], p["Kh"], p["Kw"])


def conv_inputs(p):
    sizes = {
        "x": p["N"] * p["Ci"] * p["H"] * p["W"],
        "w": p["Co"] * p["Ci"] * p["Kh"] * p["Kw"],
    }
    return sizes, 3


def binary_weights(p, t):
    x, w = dense(p, t)
    alpha = w.abs().mean((1, 2, 3), keepdim=True)
    return {"y": F.conv2d(x, signs(w) * alpha, None, *window(p))}


def sign_dot(p, x, w):
    stride, padding, dilation = window(p)
    padded = F.pad(x, (padding[1],) * 2 + (padding[0],) * 2, value=1)
    return F.conv2d(padded, w, None, stride, 0, dilation)


def xnor(p, t):
    x, w = dense(p, t)
    alpha = w.abs().mean((1, 2, 3)).reshape(1, -1, 1, 1)
    box = torch.full((1, 1, p["Kh"], p["Kw"]), 1 / (p["Kh"] * p["Kw"]), dtype=x.dtype)
    local = F.conv2d(x.abs().mean(1, keepdim=True), box, None, *window(p))
    return {"y": sign_dot(p, signs(x), signs(w)) * alpha * local}


def sign_pack(p, t):
    """numpy packs the bits, eight at a time; words are little-endian bytes."""
    x = t["x"].numpy().reshape(p["N"], p["C"], -1).transpose(0, 2, 1)
    ones = np.pad((x >= 0).astype(np.uint8), ((0, 0), (0, 0), (0, -p["C"] % 32)))
    octets = np.packbits(ones, axis=-1, bitorder="little")
    return {"words": torch.from_numpy(np.ascontiguousarray(octets).view("<u4").astype(np.float64))}


def dot_inputs(p):
    words = -(-p["Ci"] // 32)
    sizes = {
        "xb": p["N"] * p["H"] * p["W"] * words,
        "wb": p["Co"] * p["Kh"] * p["Kw"] * words,
    }
    return sizes, 63


def dot_arrange(p, free):
    def legal(values):
        words = bits_at(values).reshape(-1, -(-p["Ci"] // 32))
        words[:, -1] &= np.uint32(2 ** ((p["Ci"] - 1) % 32 + 1) - 1)
        return words.reshape(-1).astype(np.float64)

    return {name: legal(values) for name, values in free.items()}


def unpack_signs(words, rows, channels, height, width):
    """Bits of words [rows, height, width, ceil(channels/32)] as -1 and +1 in NCHW."""
    octets = words.numpy().astype("<u4").view(np.uint8)
    ones = np.unpackbits(octets, bitorder="little").reshape(rows, height, width, -1)
    nchw = ones[..., :channels].transpose(0, 3, 1, 2).astype(np.float64)
    return torch.from_numpy(2 * nchw - 1)


def xnor_dot(p, t):
    x = unpack_signs(t["xb"], p["N"], p["Ci"], p["H"], p["W"])
    w = unpack_signs(t["wb"], p["Co"], p["Ci"], p["Kh"], p["Kw"])
    return {"dot": sign_dot(p, x, w)}


def zero_some(names):
    return lambda p, free: {name: some_zeros(free[name]) for name in names}


int8_names = ONE_GROUP + " zx zy"
binary_cases = [
    (numbers(ONE_GROUP, "1 1 1 1 1 1 1 1 1 0 0 1 1"), COMMON),
    (numbers(ONE_GROUP, "2 6 9 7 4 3 3 1 1 1 1 1 1"), COMMON),
    (numbers(ONE_GROUP, "2 5 11 9 3 3 2 2 1 1 2 1 3"), COMMON),
    (numbers(ONE_GROUP, "1 33 7 5 5 3 3 1 1 1 1 1 1"), ["uniform"]),
    (numbers(ONE_GROUP, "1 64 14 14 32 3 3 1 1 1 1 1 1"), ["uniform"]),
]

BLOCKS = {
    "int8-conv2d": {
        "inputs": int8_inputs,
        "arrange": int8_arrange,
        "forward": int8,
        "words": True,
        "cases": [
            (numbers(int8_names, "1 1 1 1 1 1 1 1 1 0 0 1 1 3 128"), COMMON),
            (numbers(int8_names, "1 6 9 7 5 3 3 1 1 1 1 1 1 131 120"), COMMON),
            (numbers(int8_names, "2 5 11 9 6 3 2 2 1 1 2 1 3 0 255"), ["uniform", "constant"]),
            (numbers(int8_names, "1 64 14 14 32 3 3 1 1 1 1 1 1 255 0"), ["uniform"]),
        ],
    },
    "binary-weight-conv2d": {
        "inputs": conv_inputs,
        "arrange": zero_some(["w"]),
        "forward": binary_weights,
        "cases": binary_cases,
    },
    "xnor-conv2d": {
        "inputs": conv_inputs,
        "arrange": zero_some(["x", "w"]),
        "forward": xnor,
        "cases": binary_cases,
    },
    "sign-pack": {
        "inputs": lambda p: ({"x": p["N"] * p["C"] * p["H"] * p["W"]}, 2),
        "arrange": zero_some(["x"]),
        "forward": sign_pack,
        "words": True,
        "cases": [
            (numbers("N C H W", "1 1 1 1"), COMMON),
            (numbers("N C H W", "2 6 9 7"), [*PLAIN, "integers"]),
            (numbers("N C H W", "1 33 3 5"), COMMON),
            (numbers("N C H W", "1 256 14 14"), ["uniform"]),
        ],
    },
    "xnor-dot": {
        "inputs": dot_inputs,
        "arrange": dot_arrange,
        "forward": xnor_dot,
        "words": True,
        "cases": [(p, ["uniform"]) for p, _ in binary_cases],
    },
}
