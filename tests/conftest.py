"""What all tests share."""

import gc
import json
import struct
import subprocess
import sys
import tracemalloc
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
    return write_small_data(tmp_path / "data")


@pytest.fixture(scope="session")
def shared_small_data(tmp_path_factory):
    """The same, made once: for tests that only read it."""
    return write_small_data(tmp_path_factory.mktemp("small") / "data")


def write_small_data(folder):
    """Write the small data set into a new folder."""
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


@pytest.fixture
def fresh_memory():
    """A function that runs step() and tells the most bytes that any one line of it took anew, and which.

    An array cannot come from the system without the line that made it showing up, however soon it is gone.
    """

    def measure(step):
        worst, before, place = (0, "nowhere"), 0, ""

        def trace(frame, event, arg):
            nonlocal worst, before, place
            worst = max(worst, (tracemalloc.get_traced_memory()[1] - before, place))
            place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            return trace

        outer = sys.gettrace()
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            sys.settrace(trace)
            step()
        finally:
            sys.settrace(outer)
            tracemalloc.stop()
        return worst

    return measure


@pytest.fixture
def growth():
    """A function that tells by how many bytes `times` calls of step() make the memory grow."""

    def measure(step, times):
        for _ in range(200):
            step()
        gc.collect()
        tracemalloc.start()
        try:
            step()
            before = tracemalloc.get_traced_memory()[0]
            for _ in range(times):
                step()
            gc.collect()
            return tracemalloc.get_traced_memory()[0] - before
        finally:
            tracemalloc.stop()

    return measure
