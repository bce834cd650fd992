"""Legal inputs made of free numbers: the formulas of src/core/blocks/arrange.ts, written apart in numpy."""

import numpy as np

from generator import U, mix


def bits_at(free):
    """32 bits for each place: the generator's stream whose seed is the number's bit pattern."""
    pattern = np.ascontiguousarray(free, dtype=np.float32).view(U)
    return mix(mix(pattern ^ U(0x9E3779B9)) + np.arange(len(free), dtype=U))


def choices(free, n):
    return (bits_at(free) % U(n)).astype(np.float64)


def some_zeros(free):
    return np.where(bits_at(free) % U(8) == 0, 0, free).astype(np.float64)


def places(free, room):
    """Ascending places below `room`, one in each of len(free) parts of it."""
    m = len(free)
    k = np.arange(m, dtype=np.int64)
    start, end = k * room // max(m, 1), (k + 1) * room // max(m, 1)
    return start + bits_at(free).astype(np.int64) % np.maximum(end - start, 1)


def sparse_pattern(free, rows, columns):
    """Row starts and columns of a sparse matrix with an entry for each free number."""
    some = np.array([r for r in range(rows) if r % 4 != 2], dtype=np.int64)
    filled = some if len(some) * columns >= len(free) else np.arange(rows)
    flat = places(free, len(filled) * columns)
    row = filled[flat // columns]
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=rows))])
    return starts.astype(np.float64), (flat % columns).astype(np.float64)
