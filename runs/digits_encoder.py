"""Pretrains the encoder of runs/transfer.yaml on the digits 0 to 4 of datasets/digits, and writes runs/digits-encoder.pt.

python -m pip install torch==2.7.1 numpy
python runs/digits_encoder.py
"""

import io
import pathlib
import zipfile

import numpy as np
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
ROWS = HERE / "../datasets/digits/digits.npz"
CLASSES = 5


class Encoder(nn.Module):
    """Images [batch, 1, 8, 8] with values from 0 to 1; 32 features of each."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.Dropout(0.2),
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.layers(images).amax(dim=(2, 3))


def rows(x, y):
    with np.load(ROWS) as arrays:
        images, digits = arrays[x], arrays[y]
    known = digits < CLASSES
    return torch.tensor(images[known], dtype=torch.float32).unsqueeze(1), torch.tensor(digits[known]).long()


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    images, digits = rows("x", "y")
    encoder = Encoder()
    model = nn.Sequential(encoder, nn.Linear(32, CLASSES))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for _ in range(40):
        for batch in torch.randperm(len(images)).split(32):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[batch]), digits[batch]).backward()
            optimizer.step()
    model.eval()
    others, truth = rows("xv", "yv")
    with torch.no_grad():
        print("accuracy on rows that it has not seen:", (model(others).argmax(1) == truth).float().mean().item())
    save(torch.jit.script(encoder), HERE / "digits-encoder.pt")


def save(module, path):
    """Without the paths of the Python sources on this machine, which PyTorch keeps for its messages."""
    buffer = io.BytesIO()
    torch.jit.save(module, buffer)
    with zipfile.ZipFile(buffer) as whole, zipfile.ZipFile(path, "w") as kept:
        for entry in whole.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                kept.writestr(entry, whole.read(entry))


if __name__ == "__main__":
    main()
