"""The blocks in PyTorch's own operators, one file a family. Each file offers BLOCKS: for each block its inputs (sizes
and the largest whole number), its forward pass, its cases (parameters and input families), and where it has inputs
that are tables how a seed makes them."""

from . import algorithms, backward, cells, coding, concatenating, convolution, joining, layers, low_rank, mixing, plain
from . import quantised, residual, routing, separable, sparse, training, vectors

FAMILIES = [
    *[plain, vectors, convolution, layers, separable, residual, concatenating, joining, cells],
    *[algorithms, backward, mixing, sparse, coding, quantised, low_rank, routing, training],
]

BLOCKS = {name: block for family in FAMILIES for name, block in family.BLOCKS.items()}
