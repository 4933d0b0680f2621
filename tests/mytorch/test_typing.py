"""What a type checker sees of mytorch: a user's program passes `mypy --strict`, and a wrong one does not."""

import os
import subprocess
import sys

import pytest

from hw1.places import ROOT

PROGRAM = """
import numpy as np

import mytorch
from mytorch import Tensor, nn, no_grad, optim
from mytorch.nn import functional as F


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(2, 8)
        self.last = nn.Linear(8, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.last(F.relu(self.first(x)))


def accuracy(model: nn.Module, x: Tensor, labels: Tensor) -> float:
    with no_grad():
        hits: Tensor = model(x).argmax(1) == labels
    return float(hits.sum().item()) / len(labels)


np.random.seed(0)
x = mytorch.tensor(np.random.randn(64, 2))
labels = Tensor((x.data[:, 0] > 0).astype(int))
model: nn.Module = nn.Sequential(Net(), nn.Identity())
optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for _ in range(40):
    optimizer.zero_grad()
    loss = nn.CrossEntropyLoss()(model(x), labels)
    loss.backward()
    optimizer.step()
w = mytorch.tensor([1.0, 2.0], requires_grad=True)
(w * w).sum().backward()
w.data -= 0.1 * w.grad.data
total: Tensor = F.sigmoid(w) + 2.0 * w.mean()
print(accuracy(model, x, labels) > 0.9, w.grad.shape, total.shape)
"""


def checked(folder, program):
    (folder / "program.py").write_text(program, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "program.py"]
    return subprocess.run(
        command, cwd=folder, env=os.environ | {"MYPYPATH": str(ROOT)}, capture_output=True, text=True
    )


@pytest.mark.slow
def test_a_user_s_program_passes_the_strictest_check_and_runs(tmp_path):
    check = checked(tmp_path, PROGRAM)
    assert check.returncode == 0, check.stdout
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "program.py"]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout == "True (2,) (2,)\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong",
    [
        "n: int = model(x)",
        "n: int = w.grad",
        "n: int = F.relu(w)",
        "n: int = w + w",
        "nn.Conv2d(1, 1)",
        "mytorch.tensor(1.0).no_such_name",
        "n: int = mytorch.tensor(1.0)",
    ],
)
def test_a_wrong_program_does_not(wrong, tmp_path):
    check = checked(tmp_path, PROGRAM + wrong + "\n")
    assert check.returncode == 1
    assert "Found 1 error" in check.stdout
