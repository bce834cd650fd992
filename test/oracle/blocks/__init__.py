"""The blocks in PyTorch's own operators, one file a family. Each file offers BLOCKS: for each block its inputs (sizes
and the largest whole number), its forward pass, and its cases (parameters and input families)."""

from . import coding, convolution, low_rank, plain, quantised, routing, separable, sparse, training

FAMILIES = [plain, convolution, separable, sparse, coding, quantised, low_rank, routing, training]

BLOCKS = {name: block for family in FAMILIES for name, block in family.BLOCKS.items()}
