"""What all tests share."""

import json
import struct
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parent.parent


def pytest_report_header(config):
    return (
        "not in this run unless asked for: slow tests (-m slow), tests against PyTorch (tests/oracle) and "
        "against the other peers of the extra bench (tests/peers)"
    )


@pytest.fixture(scope="session")
def mnist_run(tmp_path_factory):
    """The README's MNIST run, once for all tests: its output folder, its streams and its JSON."""
    out = tmp_path_factory.mktemp("mnist")
    command = [sys.executable, "cli.py", "mnist", "--json", "--out", str(out)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    last = run.stdout.splitlines()[-1]
    return SimpleNamespace(out=out, stdout=run.stdout, stderr=run.stderr, json=json.loads(last))


@pytest.fixture
def small_data(tmp_path):
    """A folder in MNIST's form: 240 training and 20 test images, whose one bright row tells the label."""
    folder = tmp_path / "data"
    folder.mkdir()
    for part, count in (("train", 240), ("t10k", 20)):
        labels = [i % 10 for i in range(count)]
        pixels = b"".join(
            bytes(28 * label) + bytes([255] * 28) + bytes(28 * (27 - label)) for label in labels
        )
        images_header, labels_header = (
            struct.pack(">4I", 0x803, count, 28, 28),
            struct.pack(">2I", 0x801, count),
        )
        (folder / f"{part}-images-idx3-ubyte").write_bytes(images_header + pixels)
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(labels_header + bytes(labels))
    return folder
