"""What the families of blocks share: lists of input families, and layers that PyTorch packs otherwise."""

import torch.nn.functional as F

ALL = ["integers", "counts", "uniform", "wide", "constant", "impulse"]
SOME = ["uniform", "integers", "impulse"]
PLAIN = ["uniform", "wide"]


def batch_norm(x, packed):
    gamma, beta, mean, variance = packed.reshape(4, -1)
    return F.batch_norm(x, mean, variance, gamma, beta, training=False, eps=1e-5)


def numbers(names, text):
    """Parameters from a list of names and a list of their numbers."""
    values = [float(word) if "." in word else int(word) for word in text.split()]
    return dict(zip(names.split(), values, strict=True))


ONE_GROUP = "N Ci H W Co Kh Kw sh sw ph pw dh dw"


def window(p):
    """What F.conv2d wants besides tensors and groups."""
    return (p["sh"], p["sw"]), (p["ph"], p["pw"]), (p["dh"], p["dw"])
