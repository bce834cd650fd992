"""Codebooks, Huffman's code by a heap, relative positions, and Deep Compression's three stages."""

import heapq
import itertools

import numpy as np
import torch
import torch.nn.functional as F

import generator

from .arranged import bits_at, places
from .common import PLAIN, numbers, window

COMMON = ["uniform", "integers"]


def start(p, w):
    n, k = p["n"], p["k"]
    if p["init"] == 1:
        drawn = list(w)
        for j in range(k):
            other = j + int(generator.bits(p["seed"], [j])[0]) % (n - j)
            drawn[j], drawn[other] = drawn[other], drawn[j]
        return torch.stack(drawn[:k])
    if p["init"] == 2:
        middle = (2 * torch.arange(k) + 1) * n // (2 * k)
        return w.sort().values[middle]
    return w.min() + torch.arange(k) * ((w.max() - w.min()) / max(1, k - 1))


def kmeans(p, t):
    w = t["w"]
    book = start(p, w)
    for _ in range(p["rounds"]):
        ids = (w[:, None] - book).abs().argmin(1)
        chosen = F.one_hot(ids, p["k"]).to(w.dtype)
        counts = chosen.sum(0)
        book = torch.where(counts > 0, (chosen * w[:, None]).sum(0) / counts.clamp(min=1), book)
    return {"book": book, "ids": ids}


def codebook_inputs(p):
    kernel = p["Co"] * (p["Ci"] // p["g"]) * p["Kh"] * p["Kw"]
    sizes = {
        "x": p["N"] * p["Ci"] * p["H"] * p["W"],
        "ids": -(-kernel * p["bits"] // 32),
        "book": 2 ** p["bits"],
    }
    return sizes, generator.integer_magnitude(kernel // p["Co"], 2)


def codebook_conv(p, t):
    """Words as little-endian bytes, and bytes as nibbles: another way round than shifts of words."""
    octets = t["ids"].numpy().astype("<u4").view(np.uint8)
    ids = octets if p["bits"] == 8 else np.stack([octets % 16, octets // 16], axis=1).reshape(-1)
    shape = (p["Co"], p["Ci"] // p["g"], p["Kh"], p["Kw"])
    w = t["book"][torch.from_numpy(ids[: np.prod(shape)].astype(np.int64))].reshape(shape)
    x = t["x"].reshape(p["N"], p["Ci"], p["H"], p["W"])
    return {"y": F.conv2d(x, w, None, *window(p), p["g"])}


def huffman_bits(symbols):
    """The bits of Huffman's code: every join of two subtrees costs their weight."""
    heap = sorted(np.unique(symbols, return_counts=True)[1].tolist())
    if len(heap) == 1:
        return heap[0]
    total = 0
    while len(heap) > 1:
        joined = heapq.heappop(heap) + heapq.heappop(heap)
        heapq.heappush(heap, joined)
        total += joined
    return total


def huffman_arrange(p, free):
    bits, k = bits_at(free["ids"]).astype(np.int64), p["k"]
    return {"ids": ((bits % k) * ((bits >> 16) % k) // k).astype(np.float64)}


def huffman(p, t):
    bits = huffman_bits(t["ids"].numpy())
    rate = p["n"] * p["b"] / (bits + p["k"] * p["b"])
    return {"bits": torch.tensor([bits]), "rate": torch.tensor([rate], dtype=torch.float64)}


def steps(position, reach):
    """Gaps of at most `reach` places, and which of them lead to a filler."""
    gaps, filler = [], []
    for before, after in itertools.pairwise([-1, *position]):
        fillers = (after - before - 1) // reach
        gaps += [reach - 1] * fillers + [after - before - 1 - fillers * reach]
        filler += [True] * fillers + [False]
    return np.array(gaps), np.array(filler, dtype=bool)


def relative_positions(p, t):
    reach = 2 ** p["bits"]
    gaps, filler = steps(t["position"].long().tolist(), reach)
    room = p["keep"] + p["n"] // reach
    gap, stored = torch.zeros(2, room, dtype=t["value"].dtype)
    gap[: len(gaps)] = torch.from_numpy(gaps)
    stored[: len(gaps)][torch.from_numpy(~filler)] = t["value"]
    return {"gap": gap, "stored": stored, "count": torch.tensor([len(gaps)])}


def deep_compression(p, t):
    w = t["w"]
    order = torch.argsort(w.abs(), descending=True, stable=True)
    position = order[: p["keep"]].sort().values
    ids = kmeans(p | {"n": p["keep"], "init": 0}, {"w": w[position]})["ids"].numpy()
    gaps, filler = steps(position.tolist(), 2 ** p["bits"])
    symbols = np.full(len(gaps), p["k"])
    symbols[~filler] = ids
    bits = torch.tensor([huffman_bits(symbols), huffman_bits(gaps), 32 * p["k"]])
    return {"bits": bits, "rate": torch.tensor([32 * p["n"] / bits.sum().item()], dtype=torch.float64)}


kmeans_names = "n k rounds init seed"
conv_names = "N Ci H W Co Kh Kw sh sw ph pw dh dw g bits"

BLOCKS = {
    "kmeans-codebook": {
        "inputs": lambda p: ({"w": p["n"]}, 5),
        "forward": kmeans,
        "cases": [
            (numbers(kmeans_names, "1 1 1 0 0"), ["uniform"]),
            (numbers(kmeans_names, "315 16 1 0 0"), [*COMMON, "constant", "impulse"]),
            (numbers(kmeans_names, "315 16 4 1 7"), ["uniform", "wide"]),
            (numbers(kmeans_names, "315 16 4 2 0"), COMMON),
            (numbers(kmeans_names, "37 1 2 0 0"), ["uniform"]),
            (numbers(kmeans_names, "20 33 2 0 0"), ["uniform"]),
            (numbers(kmeans_names, "4608 256 3 0 0"), ["uniform"]),
        ],
    },
    "codebook-conv2d": {
        "inputs": codebook_inputs,
        "arrange": lambda p, free: {"ids": bits_at(free["ids"]).astype(np.float64)},
        "forward": codebook_conv,
        "words": True,
        "cases": [
            (numbers(conv_names, "1 1 1 1 1 1 1 1 1 0 0 1 1 1 4"), COMMON),
            (numbers(conv_names, "1 5 6 5 7 3 3 1 1 1 1 1 1 1 4"), [*PLAIN, "integers"]),
            (numbers(conv_names, "2 6 9 7 4 3 2 2 1 0 2 1 3 2 8"), COMMON),
            (numbers(conv_names, "1 32 14 14 32 3 3 1 1 1 1 1 1 1 4"), COMMON),
        ],
    },
    "huffman": {
        "inputs": lambda p: ({"ids": p["n"]}, 5),
        "arrange": huffman_arrange,
        "forward": huffman,
        "cases": [
            (numbers("n k b", "1 1 32"), ["uniform"]),
            (numbers("n k b", "9 4 32"), ["uniform"]),
            (numbers("n k b", "315 16 32"), [*COMMON, "constant"]),
            (numbers("n k b", "997 100 16"), COMMON),
            (numbers("n k b", "36864 256 32"), ["uniform"]),
        ],
    },
    "relative-positions": {
        "inputs": lambda p: ({"position": p["keep"], "value": p["keep"]}, 5),
        "arrange": lambda p, free: {"position": places(free["position"], p["n"]).astype(np.float64)},
        "forward": relative_positions,
        "cases": [
            (numbers("n keep bits", "1 1 1"), ["uniform"]),
            (numbers("n keep bits", "37 0 3"), ["uniform"]),
            (numbers("n keep bits", "216 43 2"), COMMON),
            (numbers("n keep bits", "997 30 3"), COMMON),
            (numbers("n keep bits", "36864 3686 4"), COMMON),
        ],
    },
    "deep-compression": {
        "inputs": lambda p: ({"w": p["n"]}, 63),
        "forward": deep_compression,
        "cases": [
            (numbers("n keep k rounds bits", "1 1 1 1 1"), ["uniform"]),
            (numbers("n keep k rounds bits", "315 40 16 3 2"), COMMON),
            (numbers("n keep k rounds bits", "997 31 5 2 3"), ["uniform", "wide"]),
            (numbers("n keep k rounds bits", "9216 1013 16 3 4"), ["uniform"]),
        ],
    },
}
