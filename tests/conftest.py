"""What all tests share: how they are run, and fixtures."""

import functools
import gc
import inspect
import io
import json
import os
import signal
import struct
import subprocess
import sys
import tarfile
import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import settings

import mytorch
from hw1.places import ROOT

# "fixed" draws the same examples every time. "fresh" draws new ones, more of them, and prints how to have a
# failure again:  HYPOTHESIS_PROFILE=fresh python -m pytest  (with --hypothesis-seed=N for the examples of N).
settings.register_profile("fixed", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("fresh", max_examples=300, database=None, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

if "mix_stderr" in inspect.signature(CliRunner).parameters:  # click below 8.2, where it is True by default
    CliRunner.__init__ = functools.partialmethod(CliRunner.__init__, mix_stderr=False)


def pytest_report_header(config):
    return (
        "not in this run unless asked for: slow tests (-m slow), tests against PyTorch (tests/oracle) and "
        "against the other peers of the extra bench (tests/peers), tests in a browser (tests/browser)"
    )


@pytest.fixture(scope="session", autouse=True)
def bytecode(tmp_path_factory):
    """Tests start many Pythons: only the first one has to compile the packages, wherever they lie."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("bytecode")))
        yield


@pytest.fixture(scope="session", autouse=True)
def signals():
    """Signals as a program in a terminal has them, which is what a test's processes inherit.

    A shell starts the background jobs of a script with Ctrl-C ignored, for example.
    """
    ours = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
    found = {number: signal.signal(number, handler) for number, handler in ours.items()}
    yield
    for number, handler in found.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def same_start():
    """The same global state before every test, whichever tests have run before."""
    np.random.seed(0)  # noqa: NPY002 (the handouts draw from it)
    mytorch.set_default_dtype("float64")


@pytest.fixture
def unpack():
    """A function that unpacks a tar of plain files, given as bytes, into a folder.

    `extractall` will not do: early Python 3.11 has no filter, and later ones want one.
    """

    def into(folder, tar):
        with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
            for member in opened:
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(opened.extractfile(member).read())

    return into


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
