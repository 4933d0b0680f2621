"""The command line as its users meet it."""

import csv
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import mytorch
from cli import main

ROOT = Path(__file__).parent.parent
PNG = b"\x89PNG"


@pytest.fixture
def mnist(small_data, tmp_path):
    """Runs `mnist` on the small data set with more arguments."""

    def run(*arguments):
        out = [] if "--out" in arguments else ["--out", str(tmp_path / "out")]
        return CliRunner().invoke(
            main, ["mnist", "--data", str(small_data), "--epochs", "1", *out, *arguments]
        )

    yield run
    mytorch.set_default_dtype(np.float64)


def test_the_run_reaches_the_accuracy_of_the_handout(mnist_run):
    assert mnist_run.json["validation_accuracy"] >= 0.955
    assert mnist_run.json["test_accuracy"] >= 0.945


def test_json_stands_alone_on_stdout(mnist_run):
    assert mnist_run.stdout.count("\n") == 1
    assert mnist_run.json["epochs"] == 3
    assert len(mnist_run.json["validation_accuracies"]) == 18
    assert mnist_run.json["seconds"] > 0
    assert "validation accuracy" in mnist_run.stderr


def test_plot_and_table_are_left_behind(mnist_run):
    assert (mnist_run.out / "validation_accuracy.png").read_bytes().startswith(PNG)
    with open(mnist_run.out / "validation_accuracy.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["validation_accuracy"]) for row in rows] == mnist_run.json["validation_accuracies"]
    assert [(int(row["epoch"]), int(row["batch"])) for row in rows[5:8]] == [(1, 501), (2, 1), (2, 101)]
    assert sorted(os.listdir(mnist_run.out)) == ["validation_accuracy.csv", "validation_accuracy.png"]


def test_the_same_seed_gives_the_same_numbers(mnist):
    first, again, other = (mnist("--seed", seed, "--json") for seed in ("1", "1", "2"))
    numbers = [json.loads(run.stdout)["validation_accuracies"] for run in (first, again, other)]
    losses = [run.stderr.split("loss")[1].split()[0] for run in (first, again, other)]
    assert (numbers[0], losses[0]) == (numbers[1], losses[1])
    assert losses[0] != losses[2]


def test_without_json_the_last_line_is_the_result(mnist, tmp_path):
    lines = mnist().stdout.splitlines()
    assert lines[0].startswith("epoch 1/1  batch    1/3  loss ")
    assert lines[-2] == f"plot and table: {tmp_path / 'out'}"
    assert lines[-1].startswith("validation accuracy ")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_network_has_the_size_and_precision_that_were_asked_for(mnist, monkeypatch, dtype):
    seen = []
    validate = mytorch.nn.Sequential.forward

    def spy(model, x):
        seen.append((model.layers[0].out_features, x.dtype, model.layers[0].weight.dtype))
        return validate(model, x)

    monkeypatch.setattr(mytorch.nn.Sequential, "forward", spy)
    assert mnist("--hidden", "7", "--dtype", dtype).exit_code == 0
    assert set(seen) == {(7, np.dtype(dtype), np.dtype(dtype))}


def test_the_default_folder_is_new_and_named(small_data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, ["mnist", "--data", str(small_data), "--epochs", "1", "--json"])
    folder = tmp_path / json.loads(run.stdout)["out"]
    assert folder.parent == tmp_path / "runs"
    assert (folder / "validation_accuracy.png").exists()


WRONG_USE = [
    pytest.param(["--epochs", "0"], id="no epoch"),
    pytest.param(["--batch-size", "1"], id="a batch that BatchNorm cannot train on"),
    pytest.param(["--lr", "-1"], id="a negative learning rate"),
    pytest.param(["--momentum", "1"], id="a momentum that never ends"),
    pytest.param(["--dtype", "int8"], id="no float"),
    pytest.param(["--hidden", "many"], id="no number"),
    pytest.param(["--seed", "-1"], id="a negative seed"),
]


@pytest.mark.parametrize("arguments", WRONG_USE)
def test_wrong_usage_is_exit_code_2_and_names_the_option(mnist, arguments):
    run = mnist(*arguments)
    assert run.exit_code == 2
    assert arguments[0] in run.stderr


def test_a_bad_data_folder_is_one_line_and_exit_code_1(mnist, tmp_path):
    run = mnist("--data", str(tmp_path))
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr.startswith("Error: ")
    assert "train-images-idx3-ubyte" in run.stderr
    assert run.stderr.count("\n") == 1


def test_an_unwritable_folder_fails_before_training(mnist, tmp_path):
    (tmp_path / "file").touch()
    run = mnist("--out", str(tmp_path / "file"))
    assert (run.exit_code, run.stdout) == (1, "")
    assert "Choose another one with --out" in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_loss_that_explodes_is_named_with_its_step(mnist, tmp_path):
    run = mnist("--lr", "1e30")
    assert run.exit_code == 1
    assert "in epoch 1, batch 2 of 3. Try a smaller learning rate." in run.stderr
    assert os.listdir(tmp_path / "out") == []


def test_ctrl_c_is_exit_code_130(tmp_path):
    command = [sys.executable, "cli.py", "mnist", "--epochs", "100", "--out", str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        run.stdout.readline()
        run.send_signal(signal.SIGINT)
        assert run.wait(timeout=30) == 130
        assert run.stderr.read().strip() == "Interrupted."


def test_a_terminal_gets_a_bar_instead_of_lines(small_data, tmp_path):
    ours, theirs = pty.openpty()
    command = [sys.executable, "cli.py", "mnist", "--data", str(small_data), "--out", str(tmp_path / "out")]
    run = subprocess.Popen(command, cwd=ROOT, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown, deadline = b"", time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            shown += os.read(ours, 4096)
        except OSError:  # Linux's end of file on a terminal
            break
    assert run.wait() == 0
    os.close(ours)
    assert b"training  [" in shown
    assert b"100%" in shown
    assert b"\nepoch" not in shown
