"""One training step of a small GPT: 4 layers, 64 dimensions, 4 heads, 64 steps of text in 65 letters, batch 16.

Blocks that normalize first, gelu by tanh as in GPT-2, cross entropy from logits, AdamW, float32; eight random batches take
turns. PyTorch's attention is its fused `scaled_dot_product_attention`. Losses of three steps are compared, and the gradient
of the first: Adam would blow up the rounding errors in gradients that are 0, such as that of the keys' bias.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from row import Answer, Case, Row, Target
from steps import in_turns

LAYERS, WIDTH, HEADS, STEPS, BATCH, LETTERS, BATCHES = 4, 64, 4, 64, 16, 65, 8
LEARNING_RATE, DECAY, EPSILON = 1e-3, 0.01, 1e-8

_random = np.random.default_rng(7)


def around(center: float, *shape: int) -> np.ndarray:
    return (center + 0.02 * _random.standard_normal(shape)).astype(np.float32)


def block() -> list[np.ndarray]:
    return [
        around(1, WIDTH), around(0, WIDTH), around(0, WIDTH, 3 * WIDTH), around(0, 3 * WIDTH), around(0, WIDTH, WIDTH),
        around(0, WIDTH), around(1, WIDTH), around(0, WIDTH), around(0, WIDTH, 4 * WIDTH), around(0, 4 * WIDTH),
        around(0, 4 * WIDTH, WIDTH), around(0, WIDTH),
    ]  # fmt: skip


WEIGHTS = [  # letters, positions, blocks, the last norm and what reads the next letter; matrices are (in, out)
    around(0, LETTERS, WIDTH), around(0, STEPS, WIDTH), *(weight for _ in range(LAYERS) for weight in block()),
    around(1, WIDTH), around(0, WIDTH), around(0, WIDTH, LETTERS),
]  # fmt: skip
TABLES = 2  # letters and positions are no matrices
TEXT = [_random.integers(0, LETTERS, (BATCH, STEPS + 1)) for _ in range(BATCHES)]


def case(step: Any, gradients: Any, text: list[Any]) -> Case:
    """`step(x, y)` trains on one batch and gives its loss; `gradients()` are those of the last step, as WEIGHTS."""
    work = in_turns(step, [letters[:, :-1] for letters in text], [letters[:, 1:] for letters in text])

    def answer() -> Answer:
        losses, gradient = [float(work())], [float(v) for array in gradients() for v in np.ravel(array)]
        return {"losses": losses + [float(work()) for _ in range(2)], "gradient": gradient}

    return work, answer


def tapegrad() -> Case:
    from nn.losses import SparseCategoricalCrossentropy
    from nn.models.gpt import GPT
    from nn.optimizers import AdamW

    model = GPT(LETTERS, STEPS, LAYERS, HEADS, WIDTH)
    model.set_weights(WEIGHTS)
    optimizer = AdamW(LEARNING_RATE, weight_decay=DECAY, epsilon=EPSILON)
    model.compile(optimizer, SparseCategoricalCrossentropy(from_logits=True))
    return case(model.train_on_batch, lambda: [p.grad for p in model.parameters()], TEXT)


def pytorch() -> Case:
    import torch
    from torch import nn
    from torch.nn import functional

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.ln_1, self.c_attn, self.attn_proj = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
            self.ln_2, self.c_fc, self.c_proj = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

        def forward(self, x: Any) -> Any:
            b, t, c = x.shape
            q, k, v = (part.view(b, t, HEADS, c // HEADS).transpose(1, 2) for part in self.c_attn(self.ln_1(x)).split(c, dim=2))
            z = functional.scaled_dot_product_attention(q, k, v, is_causal=True)  # (B, H, T, C / H)
            x = x + self.attn_proj(z.transpose(1, 2).reshape(b, t, c))  # (B, T, H, C / H) -> (B, T, C)
            return x + self.c_proj(functional.gelu(self.c_fc(self.ln_2(x)), approximate="tanh"))

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.wte, self.wpe = nn.Embedding(LETTERS, WIDTH), nn.Embedding(STEPS, WIDTH)
            self.h = nn.Sequential(*[Block() for _ in range(LAYERS)])
            self.ln_f, self.lm_head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, LETTERS, bias=False)

        def forward(self, tokens: Any) -> Any:
            x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))  # (B, T, C) + (T, C)
            return self.lm_head(self.ln_f(self.h(x)))

    model = Network()
    parameters = list(model.parameters())
    with torch.no_grad():
        for i, (parameter, start) in enumerate(zip(parameters, WEIGHTS, strict=True)):
            parameter.copy_(torch.tensor(start if i < TABLES else start.T))  # PyTorch keeps (out, in)
    optimizer = torch.optim.AdamW(parameters, lr=LEARNING_RATE, weight_decay=DECAY, eps=EPSILON)

    def step(x: Any, y: Any) -> Any:
        optimizer.zero_grad()
        loss = functional.cross_entropy(model(x).flatten(0, 1), y.flatten())  # (B, T, letters) -> (B · T, letters)
        loss.backward()
        optimizer.step()
        return loss.detach()

    def gradients() -> list[Any]:
        found = [parameter.grad.numpy() for parameter in parameters]
        return found[:TABLES] + [gradient.T for gradient in found[TABLES:]]

    return case(step, gradients, [torch.tensor(text) for text in TEXT])


ROW = Row(
    work="GPT, 4 layers of 64, 4 heads, 64 steps, batch 16, AdamW: one training step",
    engines={"tapegrad": tapegrad, "PyTorch eager": pytorch},
    targets=(Target("tapegrad", "PyTorch eager", 1.0),),
    tolerance=1e-3,
)
