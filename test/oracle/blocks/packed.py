"""Blocks whose tensors are packed: layers take what they need, one after the other.

A block is a function of its parameters and a `Tensors`, from which each layer takes its numbers in turn. Run once on
zeros it tells how long each tensor is and which batch norms lie in it; run on values it is the forward pass."""

import torch
import torch.nn.functional as F

SAMPLE = 200


class Tensors:
    """Tensors by name, or while they are being measured nothing but zeros."""

    def __init__(self, values=None):
        self.values = values
        self.taken = {}
        self.widths = {}

    def take(self, name, *shape):
        """The next numbers of a tensor, in a shape."""
        start = self.taken.get(name, 0)
        end = start
        length = 1
        for size in shape:
            length *= size
        end += length
        self.taken[name] = end
        if self.values is None:
            return torch.zeros(shape, dtype=torch.float64)
        return self.values[name][start:end].reshape(shape)

    def conv(self, x, name, to, kernel, bias=None, groups=1, padding=None, **options):
        """A square convolution that keeps the size where it has no stride."""
        w = self.take(name, to, x.shape[1] // groups, kernel, kernel)
        b = None if bias is None else self.take(bias, to)
        padding = kernel // 2 if padding is None else padding
        return F.conv2d(x, w, b, groups=groups, padding=padding, **options)

    def depthwise(self, x, name, kernel, **options):
        return self.conv(x, name, x.shape[1], kernel, groups=x.shape[1], **options)

    def norm(self, x, name="bn"):
        channels = x.shape[1]
        gamma, beta, mean, variance = self.take(name, 4, channels)
        self.widths.setdefault(name, []).append(channels)
        return F.batch_norm(x, mean, variance, gamma, beta, training=False, eps=1e-5)


def average3(x, stride=1):
    return F.avg_pool2d(x, 3, stride, 1, count_include_pad=False)


def packed_block(names, forward, fields, cases, tables=None):
    """A block of `forward(p, tensors)`, which gives the outputs; cases are (values of the fields, families)."""

    def measured(p):
        tensors = Tensors()
        with torch.no_grad():
            forward(p, tensors)
        return tensors

    def inputs(p):
        taken = measured(p).taken
        return {name: taken.get(name, 0) for name in names}, 5

    return {
        "inputs": inputs,
        "statistics": lambda p: measured(p).widths,
        "forward": lambda p, t: forward(p, Tensors(t)),
        "cases": [(dict(zip(fields.split(), values, strict=True)), families) for values, families in cases],
        "tables": tables or {},
        "sample": SAMPLE,
    }


def cases(*texts):
    """Parameters as texts of numbers: the last is of realistic widths, and has one family of inputs."""
    numbers = [[int(n) for n in text.split()] for text in texts]
    families = [["uniform", "integers"]] * (len(texts) - 1) + [["uniform"]]
    return list(zip(numbers, families, strict=True))
