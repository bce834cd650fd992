"""The blocks in PyTorch's own operators, one file a family. Each file offers BLOCKS: for each block its inputs (sizes
and the largest whole number), its forward pass, and its cases (parameters and input families)."""

from . import cells, concatenating, convolution, joining, plain, residual, separable

FAMILIES = [plain, convolution, separable, residual, concatenating, joining, cells]

BLOCKS = {name: block for family in FAMILIES for name, block in family.BLOCKS.items()}
