"""Counts torchvision's own networks: parameters, multiply-adds by forward hooks, and all numbers that are stored.

Usage: networks.py FILE. Writes a JSON list of {network, options, parameters, macs, numbers}. Nothing is computed:
shapes run through the networks on PyTorch's meta device. A multiply-add is one use of a weight of a convolution or
a linear layer; `numbers` are the parameters and the running statistics of batch norm.
"""

import json
import math
import pathlib
import sys

import torch
import torchvision
from torchvision.models import segmentation

NETWORKS = [
    ("alexnet", {}),
    ("vgg16", {}),
    ("resnet18", {}),
    ("resnet34", {}),
    ("resnet50", {}),
    ("resnet50", {"resolution": 192}),
    ("resnet101", {}),
    ("resnet152", {}),
    ("resnext50_32x4d", {}),
    ("resnext101_32x8d", {}),
    ("resnext101_64x4d", {}),
    ("densenet121", {}),
    ("densenet121", {"resolution": 160, "classes": 10}),
    ("densenet161", {}),
    ("densenet169", {}),
    ("densenet201", {}),
    ("mobilenet_v2", {}),
    ("mobilenet_v2", {"width": 0.35}),
    ("mobilenet_v2", {"width": 0.75, "resolution": 160}),
    ("mobilenet_v2", {"width": 1.4}),
    ("squeezenet1_0", {}),
    ("squeezenet1_0", {"resolution": 227}),
    ("squeezenet1_1", {}),
    ("squeezenet1_1", {"resolution": 193, "classes": 100}),
    ("shufflenet_v2_x0_5", {}),
    ("shufflenet_v2_x1_0", {}),
    ("shufflenet_v2_x1_5", {}),
    ("shufflenet_v2_x2_0", {}),
    ("efficientnet_b0", {}),
    ("googlenet", {}),
    ("inception_v3", {}),
    ("deeplabv3_resnet50", {}),
    ("deeplabv3_resnet101", {}),
]

SIZES = {"inception_v3": 299, "deeplabv3_resnet50": 520, "deeplabv3_resnet101": 520}


def build(name, options):
    keywords = {"weights": None}
    if "classes" in options:
        keywords["num_classes"] = options["classes"]
    if "width" in options:
        keywords["width_mult"] = options["width"]
    if name.startswith("deeplabv3"):
        return segmentation.__dict__[name](weights_backbone=None, aux_loss=True, **keywords)
    if name in ("googlenet", "inception_v3"):
        # The auxiliary heads are for training.
        keywords |= {"aux_logits": False, "init_weights": False}
    return torchvision.models.__dict__[name](**keywords)


def uses(layer, output):
    """Multiply-adds of one layer for an output that it has made."""
    if isinstance(layer, torch.nn.Linear):
        return output.numel() * layer.in_features
    depth = layer.in_channels // layer.groups
    return output.numel() * depth * math.prod(layer.kernel_size)


def count(name, options):
    model = build(name, options).eval().to("meta")
    macs = []
    for layer in model.modules():
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            layer.register_forward_hook(lambda own, _, output: macs.append(uses(own, output)))
    size = options.get("resolution", SIZES.get(name, 224))
    with torch.no_grad():
        model(torch.empty(1, 3, size, size, device="meta"))
    parameters = sum(p.numel() for p in model.parameters())
    # Batch norm's number of batches is a whole number, and no part of the network.
    statistics = sum(b.numel() for b in model.buffers() if b.is_floating_point())
    return {
        "network": name,
        "options": options,
        "parameters": parameters,
        "macs": sum(macs),
        "numbers": parameters + statistics,
    }


def main():
    lines = ",\n".join(json.dumps(count(name, options)) for name, options in NETWORKS)
    pathlib.Path(sys.argv[1]).write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
