"""The seeded inputs of src/core/tensor/random.ts and families.ts, in numpy's 32-bit arithmetic.

The two are written apart and compared bit for bit, so that PyTorch and the blocks see the same numbers
although no input is ever stored.
"""

import numpy as np

U = np.uint32
SECOND_STREAM = 0x51ED270B
THIRD_STREAM = 0x2545F491
FOURTH_STREAM = 0x1B873593


def mix(value):
    """The "lowbias32" integer hash of an array of uint32."""
    h = np.asarray(value, dtype=U)
    h = (h ^ (h >> U(16))) * U(0x7FEB352D)
    h = (h ^ (h >> U(15))) * U(0x846CA68B)
    return h ^ (h >> U(16))


def bits(seed, i):
    """32 random bits for each index in `i` of the stream `seed`."""
    start = mix(np.array([seed ^ 0x9E3779B9], dtype=U))
    return mix(start + np.asarray(i, dtype=U))


def integer(seed, i, low, high):
    """Whole numbers in [low, high], both included."""
    return low + (bits(seed, i) % U(high - low + 1)).astype(np.int64)


def subseed(seed, name):
    """A seed for a named part of a seeded whole; names are ASCII."""
    h = np.array([seed], dtype=U)
    for character in name:
        h = mix(h ^ U(ord(character)))
    return int(h[0])


def fraction(seed, i):
    return (bits(seed, i) >> U(9)).astype(np.float64) / 2**23


def sign(seed, i):
    return 1.0 - 2.0 * (bits(seed, i) & U(1)).astype(np.float64)


def wide(seed, i):
    exponent = integer(seed ^ SECOND_STREAM, i, -20, 19)
    return np.ldexp(sign(seed, i) * (1 + fraction(seed, i)), exponent)


def impulse(seed, i):
    values = np.zeros(len(i))
    if len(i) > 0:
        values[int(bits(seed, [0])[0]) % len(i)] = 1
    return values


def fill(family, seed, length, magnitude):
    """`length` values of a family as float32; `magnitude` is the largest whole number."""
    i = np.arange(length, dtype=U)
    if family == "integers":
        values = integer(seed, i, -magnitude, magnitude)
    elif family == "counts":
        values = integer(seed, i, 0, magnitude)
    elif family == "uniform":
        values = (bits(seed, i) >> U(8)).astype(np.float64) / 2**23 - 1
    elif family == "wide":
        values = wide(seed, i)
    elif family == "constant":
        values = np.full(length, int(integer(seed, [0], 1, magnitude)[0]))
    elif family == "impulse":
        values = impulse(seed, i)
    elif family == "index":
        values = i
    else:
        raise ValueError(f"There is no family {family}.")
    return np.asarray(values).astype(np.float32)


def fill_batch_norm(seed, channels):
    """gamma | beta | mean | var, each of `channels` numbers, as float32."""
    c = np.arange(channels, dtype=U)
    tiny = c % 4 == 0

    def signs(stream, at):
        return np.where(at % 4 == 3, 1.0, sign(seed ^ stream, c))

    spread = integer(seed ^ FOURTH_STREAM, channels + c, -4, 0)
    packed = [
        signs(0, c) * (0.5 + fraction(seed, c)) * np.where(tiny, 2.0**-6, 1.0),
        signs(SECOND_STREAM, channels + c) * fraction(seed ^ SECOND_STREAM, c),
        signs(THIRD_STREAM, 2 * channels + c) * (0.25 + fraction(seed ^ THIRD_STREAM, c)),
        np.ldexp(1 + fraction(seed ^ FOURTH_STREAM, c), np.where(tiny, -17, spread)),
    ]
    return np.concatenate(packed).astype(np.float32)


def index_lists(seed, rows, length, channels):
    """`length` distinct channels a row: those that come first when all are sorted by their random bits."""
    keys = bits(seed, np.arange(rows * channels)).reshape(rows, channels)
    return np.argsort(keys, axis=1, kind="stable")[:, :length].reshape(-1)


def shifts(seed, channels, height, width):
    """Shifts down of all channels, then across: one pixel at most, and far ones in every fourth channel."""
    at = np.arange(2 * channels)
    far = np.where(at < channels, height, width) + 1
    reach = np.where(at % channels % 4 == 3, far, 1)
    return [int(integer(seed, [i], -r, r)[0]) for i, r in zip(at.tolist(), reach.tolist(), strict=True)]


def fill_batch_norms(seed, widths):
    """The statistics of several layers, one behind the other."""
    seeds = [seed if layer == 0 else subseed(seed, str(layer)) for layer in range(len(widths))]
    layers = [fill_batch_norm(own, channels) for own, channels in zip(seeds, widths)]
    return np.concatenate([np.zeros(0, dtype=np.float32), *layers])


def integer_magnitude(terms, factors):
    """The largest whole number from 1 to 63 whose sums of products stay below 2^23."""
    return max([m for m in range(1, 64) if terms * m**factors < 2**23], default=1)
