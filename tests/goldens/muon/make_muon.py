"""Makes muon.json: six steps of Muon and AdamW over made-up tensors, in float64.

Written after the single-tensor code of torch.optim.Muon and torch.optim.AdamW (PyTorch 2.9), matrix by matrix, with
adjust_lr_fn="match_rms_adamw"; torch itself rounds the orthogonalisation to bf16.
Debian 12: apt-get install python3-numpy; /usr/bin/python3 make_muon.py
"""
import json
import math
import pathlib

import numpy as np

RATE, DECAY, MOMENTUM, BETA1, BETA2, EPSILON, CLIP = 0.02, 0.1, 0.95, 0.9, 0.95, 1e-8, 1.0

# name, shape, decays, whether Muon's
TENSORS = [
    ("embed", (7, 4), True, False),
    ("layers.0.tall", (6, 4), True, True),
    ("layers.0.wide", (4, 6), True, True),
    ("layers.0.norm", (4,), False, False),
    ("layers.1.tall", (6, 4), True, True),
    ("layers.1.wide", (4, 6), True, True),
    ("layers.1.square", (5, 5), True, True),
    ("layers.1.norm", (4,), False, False),
]


def zeropower(gradient):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = gradient.T if gradient.shape[0] > gradient.shape[1] else gradient
    x = x / max(np.linalg.norm(x), 1e-7)
    for _ in range(5):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if gradient.shape[0] > gradient.shape[1] else x


random = np.random.default_rng(7)
weights = {name: random.normal(size=shape) for name, shape, _, _ in TENSORS}
first = {name: w.ravel().tolist() for name, w in weights.items()}
buffers = {name: np.zeros(shape) for name, shape, _, _ in TENSORS}
squares = {name: np.zeros(shape) for name, shape, _, _ in TENSORS}
steps = []
for step in range(1, 7):
    gradients = {name: random.normal(size=shape) * (1.5 if step % 2 else 0.02) for name, shape, _, _ in TENSORS}
    given = {name: g.ravel().tolist() for name, g in gradients.items()}
    norm = math.sqrt(sum((g * g).sum() for g in gradients.values()))
    factor = min(1.0, CLIP / (norm + 1e-6))
    for name, shape, decays, muons in TENSORS:
        w, g = weights[name], gradients[name] * factor
        if decays:
            w *= 1 - RATE * DECAY
        if muons:
            buffers[name] += (g - buffers[name]) * (1 - MOMENTUM)
            update = g + (buffers[name] - g) * MOMENTUM
            w -= RATE * 0.2 * math.sqrt(max(shape)) * zeropower(update)
        else:
            buffers[name] += (g - buffers[name]) * (1 - BETA1)
            squares[name] = BETA2 * squares[name] + (1 - BETA2) * g * g
            denominator = np.sqrt(squares[name]) / math.sqrt(1 - BETA2**step) + EPSILON
            w -= RATE / (1 - BETA1**step) * buffers[name] / denominator
    steps.append(dict(gradients=given, norm=norm, weights={name: w.ravel().tolist() for name, w in weights.items()}))

tensors = [dict(name=n, shape=s, decays=d, hidden=m, values=first[n]) for n, s, d, m in TENSORS]
options = dict(rate=RATE, weightDecay=DECAY, momentum=MOMENTUM, beta1=BETA1, beta2=BETA2, epsilon=EPSILON, clipNorm=CLIP)
path = pathlib.Path(__file__).with_name("muon.json")


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, (list, tuple)) else value


path.write_text(json.dumps(rounded(dict(options=options, tensors=tensors, steps=steps))) + "\n")
