"""The command line as its users meet it."""

import csv
import json
import os
import pty
import subprocess
import sys
import tarfile
import time

import numpy as np
import pytest
from click.testing import CliRunner

import mytorch
from cli import main
from hw1.places import ROOT

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
    with open(mnist_run.out / "validation_accuracy.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["validation_accuracy"]) for row in rows] == mnist_run.json["validation_accuracies"]
    assert [(int(row["epoch"]), int(row["batch"])) for row in rows[5:8]] == [(1, 501), (2, 1), (2, 101)]
    assert sorted(os.listdir(mnist_run.out)) == [
        "run.json",
        "validation_accuracy.csv",
        "validation_accuracy.png",
    ]


def test_the_same_seed_gives_the_same_numbers(mnist):
    first, again, other = (mnist("--seed", seed, "--json") for seed in ("1", "1", "2"))
    numbers = [json.loads(run.stdout)["validation_accuracies"] for run in (first, again, other)]
    losses = [run.stderr.split("loss")[1].split()[0] for run in (first, again, other)]
    assert (numbers[0], losses[0]) == (numbers[1], losses[1])
    assert losses[0] != losses[2]


def test_without_json_the_last_line_is_the_result(mnist, tmp_path):
    lines = mnist().stdout.splitlines()
    assert "BLAS thread" in lines[0]
    assert lines[1].startswith("epoch 1/1  batch    1/3  loss ")
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
    assert run.stderr.count("\n") == 1
    assert sorted(os.listdir(tmp_path / "out")) == [
        "run.json",
        "validation_accuracy.csv",
        "validation_accuracy.png",
    ]


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


# ---- stats -----------------------------------------------------------------------------------------


@pytest.fixture
def stats(small_data, tmp_path):
    """Runs `stats` on the small data set with more arguments."""

    def run(*arguments):
        options = ["--data", str(small_data), "--out", str(tmp_path / "out"), "--epochs", "2"]
        return CliRunner().invoke(main, ["stats", *options, "--hidden", "8,6", "--lr", "0.1", *arguments])

    return run


COLUMNS = ["training_losses", "training_errors", "validation_losses", "validation_errors"]


def test_stats_leaves_five_plots_and_a_table(stats, tmp_path):
    result = json.loads(stats("--json").stdout)
    plots = ["train_loss.png", "train_error.png", "val_loss.png", "val_error.png", "overview.png"]
    assert sorted(os.listdir(tmp_path / "out")) == sorted([*plots, "run.json", "stats.csv"])
    for plot in plots:
        assert (tmp_path / "out" / plot).read_bytes().startswith(PNG)
    with open(tmp_path / "out" / "stats.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    for column in COLUMNS:
        assert [float(row[column]) for row in rows] == result[column]


def test_stats_json_has_the_four_figures_of_every_epoch(stats):
    run = stats("--json")
    result = json.loads(run.stdout)
    assert [len(result[column]) for column in COLUMNS] == [2, 2, 2, 2]
    assert all(0 <= error <= 1 for column in COLUMNS[1::2] for error in result[column])
    assert result["seconds"] > 0
    assert run.stdout.count("\n") == 1
    assert "epoch   2/2  training loss" in run.stderr


def test_stats_ends_with_the_last_figures(stats, tmp_path):
    lines = stats().stdout.splitlines()
    assert lines[-2] == f"plots and table: {tmp_path / 'out'}"
    assert lines[-1] in lines[-3]


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [("--bn", "2"), ("--activation", "relu"), ("--momentum", "0"), ("--seed", "5"), ("--batch-size", "239")],
    ids=" ".join,
)
def test_every_option_of_stats_changes_the_run(stats, arguments):
    changed, plain = stats("--json", *arguments), stats("--json")
    assert (changed.exit_code, plain.exit_code) == (0, 0)
    assert json.loads(changed.stdout)["training_losses"] != json.loads(plain.stdout)["training_losses"]


@pytest.mark.slow
def test_stats_with_the_same_seed_gives_the_same_numbers(stats):
    first, again = (json.loads(stats("--json").stdout) for _ in range(2))
    assert [first[column] for column in COLUMNS] == [again[column] for column in COLUMNS]


@pytest.mark.slow
def test_the_graders_script_leaves_the_handouts_plots(tmp_path):
    command = [
        sys.executable,
        "autograder/hw1_autograder/test.py",
        "--outpath",
        str(tmp_path),
        "--epochs",
        "1",
    ]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert {"train_loss.png", "train_error.png", "val_loss.png", "val_error.png"} <= set(os.listdir(tmp_path))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--hidden", "8,x"), "--hidden"),
        (("--hidden", "0"), "--hidden"),
        (("--bn", "4"), "--bn"),
        (("--mode", "magic"), "--mode"),
    ],
    ids=" ".join,
)
def test_wrong_usage_of_stats_is_exit_code_2(stats, arguments, named):
    run = stats(*arguments)
    assert run.exit_code == 2
    assert named in run.stderr


def test_stats_names_the_epoch_in_which_the_loss_explodes(stats, tmp_path):
    run = stats("--activation", "relu", "--lr", "1e200")
    assert run.exit_code == 1
    assert "epoch 1" in run.stderr
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


# ---- hand-ins --------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", ["spring", "fall"])
def test_a_hand_in_is_made_and_its_files_are_named(tmp_path, term):
    tar = tmp_path / "handin.tar"
    run = CliRunner().invoke(main, ["handin", term, "--out", str(tar)])
    assert run.exit_code == 0
    with tarfile.open(tar) as made:
        assert run.stdout.splitlines()[:-1] == made.getnames()
    assert run.stdout.splitlines()[-1].startswith(f"{tar}: ")


def test_a_hand_in_that_cannot_be_written_is_one_line(tmp_path):
    run = CliRunner().invoke(main, ["handin", "fall", "--out", str(tmp_path / "no" / "handin.tar")])
    assert run.exit_code == 1
    assert run.stderr.count("\n") == 1
