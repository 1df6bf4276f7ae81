"""TorchScript files for TorchScriptTest, and what PyTorch makes of them (expected.json).

python -m pip install torch==2.7.1 numpy
python trainer-service/src/test/python/torchscript_modules.py
"""

import copy
import io
import json
import pathlib
import zipfile

import torch
from torch import nn

TO = pathlib.Path(__file__).parent / "../resources/torchscript"


class Features(nn.Module):
    """Images [batch, 1, 4, 6]; two feature maps [2, 3]. Holds statistics, a frozen parameter and one that is not used."""

    def __init__(self, dropout: float):
        super().__init__()
        self.first = nn.Conv2d(1, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.second = nn.Conv2d(4, 2, 1)
        self.scale = nn.Parameter(torch.tensor([1.5, -0.5]), requires_grad=False)
        self.unused = nn.Linear(3, 2)
        self.drop = nn.Dropout(dropout)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        hidden = self.drop(torch.relu(self.norm(self.first(images))))
        return nn.functional.max_pool2d(self.second(hidden), 2) * self.scale[:, None, None]


class Numbers(nn.Module):
    """Rows of four numbers; three features."""

    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(4, 3)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return torch.tanh(self.dense(rows))


class Assigns(Numbers):
    """Keeps a count in a buffer that it replaces, as the BatchNorm of PyTorch before 1.13 did."""

    def __init__(self):
        super().__init__()
        self.register_buffer("batches", torch.zeros((), dtype=torch.int64))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        if self.training:
            self.batches = self.batches + 1
        return torch.tanh(self.dense(rows)) * (1.0 + self.batches.float())


class TwoInputs(Numbers):
    def forward(self, rows: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
        return self.dense(rows) + others


class Count(Numbers):
    def forward(self, count: int) -> torch.Tensor:
        return self.dense.weight * count


class Pair(Numbers):
    def forward(self, rows: torch.Tensor):
        return self.dense(rows), rows


class Named(Numbers):
    def forward(self, rows: torch.Tensor):
        return {"features": self.dense(rows)}


class Size(Numbers):
    def forward(self, rows: torch.Tensor) -> int:
        return rows.size(0)


class Nothing(Numbers):
    def forward(self, rows: torch.Tensor) -> None:
        return None


class Classes(Numbers):
    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return self.dense(rows).argmax(1)


class Mean(Numbers):
    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return self.dense(rows).mean()


class Wider(Numbers):
    """As many features as the batch has rows: their number must not depend on that."""

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return torch.matmul(rows, rows.t())


class OneRow(Numbers):
    """A trace that has kept the batch's size."""

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return self.dense(rows.reshape(1, 4))


class Half(Numbers):
    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return self.dense(rows.double())


class Raises(Numbers):
    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        assert rows.size(0) < 0, "this module takes no rows"
        return rows


class NoForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(4, 3)

    @torch.jit.export
    def encode(self, rows: torch.Tensor) -> torch.Tensor:
        return self.dense(rows)


def save(module, name):
    scripted = module if isinstance(module, torch.jit.ScriptModule) else torch.jit.script(module)
    buffer = io.BytesIO()
    torch.jit.save(scripted, buffer)
    # Without the paths of the Python sources on this machine, which PyTorch keeps for its messages.
    with zipfile.ZipFile(buffer) as whole, zipfile.ZipFile(TO / name, "w") as kept:
        for entry in whole.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                kept.writestr(entry, whole.read(entry))


def array(tensor):
    return {"shape": list(tensor.shape), "data": [float(f"{v:.9g}") for v in tensor.detach().reshape(-1).tolist()]}


def steps(encoder):
    """Three steps of SGD on all of the encoder and a head without a bias, by the mean squared error."""
    encoder = copy.deepcopy(encoder).train()
    head = nn.Linear(12, 1, bias=False)
    nn.init.constant_(head.weight, 0.25)
    images, targets = torch.rand(12, 1, 4, 6), torch.rand(12, 1)
    before = head(channels_last(encoder.eval()(images)))
    encoder.train()
    trained = [p for p in [*encoder.parameters(), head.weight] if p.requires_grad]
    optimizer = torch.optim.SGD(trained, lr=0.1)
    losses = []
    for batch in range(3):
        rows = slice(4 * batch, 4 * batch + 4)
        optimizer.zero_grad()
        loss = ((head(channels_last(encoder(images[rows]))) - targets[rows]) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    weights = {f"encoder/{k}": array(v) for k, v in encoder.state_dict().items()}
    weights["dense/kernel"] = array(head.weight.t())
    return {
        "images": array(images.permute(0, 2, 3, 1)),
        "targets": array(targets),
        "predictions": array(before),
        "losses": losses,
        "weights": weights,
    }


def channels_last(maps):
    return maps.permute(0, 2, 3, 1).flatten(1)


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    TO.mkdir(exist_ok=True)
    features = Features(0.0)
    save(features, "features.pt")
    save(Features(0.5), "dropout.pt")
    for module, name in [
        (Numbers(), "numbers.pt"),
        (Assigns(), "assigns.pt"),
        (TwoInputs(), "two-inputs.pt"),
        (Count(), "count.pt"),
        (Pair(), "pair.pt"),
        (Named(), "named.pt"),
        (Size(), "size.pt"),
        (Nothing(), "nothing.pt"),
        (Classes(), "classes.pt"),
        (Mean(), "mean.pt"),
        (Wider(), "wider.pt"),
        (OneRow(), "one-row.pt"),
        (Half(), "half.pt"),
        (Raises(), "raises.pt"),
        (NoForward(), "no-forward.pt"),
    ]:
        if name == "half.pt":
            module = module.double()
        save(module, name)
    save(torch.jit.freeze(torch.jit.script(Numbers().eval())), "frozen.pt")
    torch.save(Numbers().state_dict(), TO / "state-dict.pt")
    torch.save(Numbers().state_dict(), TO / "state-dict-legacy.pt", _use_new_zipfile_serialization=False)
    torch.save({"model": torch.zeros(2)}, TO / "tensors.pt")
    (TO / "expected.json").write_text(json.dumps(steps(features), indent=1) + "\n")


if __name__ == "__main__":
    main()
