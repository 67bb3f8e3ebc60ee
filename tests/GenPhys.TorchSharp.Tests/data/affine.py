"""Makes affine.pt, the TorchScript module of ScriptTests: python3 affine.py, with PyTorch 1.13."""
from typing import Tuple

import torch


class Affine(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor([[1.0, -2.0], [0.5, 3.0], [0.0, 1.0]], dtype=torch.float64))
        self.register_buffer("shift", torch.tensor([1.0, 0.0, -1.0], dtype=torch.float64))

    def forward(self, x):
        return x @ self.weight.t() + self.shift

    @torch.jit.export
    def parts(self, x) -> Tuple[torch.Tensor, torch.Tensor]:
        return x.clamp_min(0.0), x.clamp_max(0.0)


torch.jit.script(Affine()).save("affine.pt")
