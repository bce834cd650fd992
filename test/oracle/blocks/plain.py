"""The blocks of the first exercises: add, transpose, sum."""

import generator

from .common import ALL, PLAIN


def add_inputs(p):
    return {"a": p["n"], "b": p["n"]}, 63


def sum_inputs(p):
    return {"x": p["n"]}, generator.integer_magnitude(max(1, p["n"]), 1)


def transpose_inputs(p):
    return {"a": p["rows"] * p["cols"]}, 63


def transpose(p, t):
    return {"t": t["a"].reshape(p["rows"], p["cols"]).t().contiguous()}


BLOCKS = {
    "add": {
        "inputs": add_inputs,
        "forward": lambda p, t: {"c": t["a"] + t["b"]},
        "cases": [({"n": n}, ALL if n == 65 else PLAIN) for n in (0, 1, 65, 997, 65_537)],
    },
    "transpose": {
        "inputs": transpose_inputs,
        "forward": transpose,
        "cases": [
            ({"rows": rows, "cols": cols}, ["index", "wide"])
            for rows, cols in [(1, 1), (1, 257), (31, 33), (97, 89), (1000, 3)]
        ],
    },
    "transpose-by-four": {
        "inputs": lambda p: (transpose_inputs(p)[0] | {"a4": p["rows"] * p["cols"] if p["aligned"] else 4}, 63),
        "arrange": lambda p, free: {"a4": free["a"]} if p["aligned"] else {},
        "forward": transpose,
        "cases": [
            ({"rows": rows, "cols": cols, "aligned": int(rows * cols % 4 == 0)}, ["index", "wide"])
            for rows, cols in [(1, 1), (4, 4), (8, 12), (4, 3), (97, 89), (1000, 3)]
        ],
    },
    "sum": {
        "inputs": sum_inputs,
        "forward": lambda p, t: {"s": t["x"].sum().reshape(1)},
        "cases": [({"n": n}, ALL) for n in (0, 1, 255, 256, 257, 997, 4096, 65_537)],
    },
}
