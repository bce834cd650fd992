"""What the families of blocks share: lists of input families, and layers that PyTorch packs otherwise."""

import torch.nn.functional as F

ALL = ["integers", "counts", "uniform", "wide", "constant", "impulse"]
SOME = ["uniform", "integers", "impulse"]
PLAIN = ["uniform", "wide"]


def batch_norm(x, packed):
    gamma, beta, mean, variance = packed.reshape(4, -1)
    return F.batch_norm(x, mean, variance, gamma, beta, training=False, eps=1e-5)
