"""The commands `train` and `predict` as their users meet them."""

import csv
import json
import os
import signal

import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib.image import imsave

import mytorch
from cli import main
from hw1.jobs import fit, saved_model
from hw1.output import Table

FILES = ["epochs.csv", "epochs.png", "model.safetensors", "run.json"]


@pytest.fixture
def train(shared_small_data, tmp_path):
    """Runs `train` on the small data set for three epochs, with more arguments."""

    def run(*arguments):
        given = ["--data", str(shared_small_data), "--out", str(tmp_path / "out"), "--epochs", "3"]
        return CliRunner().invoke(main, ["train", *given, "--batch-size", "32", *map(str, arguments)])

    return run


@pytest.fixture
def without_plot(monkeypatch):
    """The plot takes longer than all else."""
    monkeypatch.setattr("hw1.plots.plot_epochs", lambda *given: None)


@pytest.fixture
def flowers(tmp_path):
    """A CSV file of three kinds of flowers, of different sizes."""
    generator = np.random.default_rng(0)
    rows = [
        [*(kind * np.array([3, 2]) + generator.normal(0, 0.3, 2)).round(2), f"kind {kind}"]
        for kind in (0, 1, 2)
        for _ in range(30)
    ]
    with open(tmp_path / "flowers.csv", "w", newline="") as file:
        csv.writer(file).writerows([["length", "width", "kind"], *rows])
    return tmp_path / "flowers.csv"


def predict(*arguments):
    return CliRunner().invoke(main, ["predict", *map(str, arguments)])


def test_a_run_leaves_the_best_model_the_table_and_the_plot(train, tmp_path):
    run = train("--hidden", "16", "--json")
    assert run.exit_code == 0, run.stderr
    result = json.loads(run.stdout)
    assert sorted(os.listdir(tmp_path / "out")) == FILES
    with open(tmp_path / "out" / "epochs.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {name: [float(row[name]) for row in rows] for name in rows[0]} == result["epochs"]
    best = result["best_epoch"] - 1
    assert result["validation_accuracy"] == max(result["epochs"]["validation_accuracy"])
    assert result["validation_accuracy"] == result["epochs"]["validation_accuracy"][best]
    assert result["test_accuracy"] >= 0.9
    assert result["interrupted"] is False
    assert mytorch.get_default_dtype() == np.float64


def test_the_last_lines_say_where_it_all_is_and_how_good_it_is(train, without_plot, tmp_path):
    lines = train("--hidden", "16").stdout.splitlines()
    assert lines[0].startswith("images of shape (1, 28, 28) in 10 classes: 220 for training")
    assert lines[0].endswith("; 12,730 weights")
    assert [line.split()[:2] for line in lines[1:4]] == [["epoch", f"{i}/3"] for i in (1, 2, 3)]
    assert lines[-2] == f"model, table and plot: {tmp_path / 'out'}"
    assert lines[-1].startswith("best model, of epoch 3: validation accuracy 1.0000, test accuracy ")


def test_the_saved_model_is_the_best_one_and_not_the_last(train, without_plot, monkeypatch, tmp_path):
    """The second epoch's, where the others' are made to look worse."""
    measure, accuracies, states = fit.measure, iter([0.2, 0.9, 0.5, 0.7]), []

    def pretend(model, part, inputs):
        states.append({name: tensor.data.copy() for name, tensor in model.state_dict().items()})
        return measure(model, part, inputs)[0], next(accuracies)

    monkeypatch.setattr(fit, "measure", pretend)
    result = json.loads(train("--hidden", "4", "--json").stdout)
    assert result["best_epoch"] == 2
    kept = mytorch.load(tmp_path / "out" / "model.safetensors")
    for name, array in states[1].items():
        np.testing.assert_array_equal(kept[name].data, array)
        np.testing.assert_array_equal(states[3][name], array)  # the one that the test rows are for


OPTIONS = [
    ("--seed", 1),
    ("--dropout", 0.5),
    ("--lr", 0.01),
    ("--optimizer", "rmsprop"),
    ("--weight-decay", 0.5),
    ("--schedule", "cosine"),
    ("--augment", "shift"),
    ("--batch-size", 50),
    ("--dtype", "float64"),
    ("--hidden", ""),
]


def test_every_option_changes_the_run_and_the_same_seed_does_not(train, without_plot):
    def losses(*more):
        run = train("--hidden", 8, "--json", *more)
        assert run.exit_code == 0, run.stderr
        return json.loads(run.stdout)["epochs"]["training_loss"]

    plain = losses()
    assert losses() == plain
    assert [option for option in OPTIONS if losses(*option) == plain] == []


def test_momentum_is_for_the_optimizers_that_have_one(train, without_plot):
    losses = [
        json.loads(train("--optimizer", "sgd", "--lr", 0.01, "--json", *more).stdout)["epochs"]
        for more in ([], ["--momentum", 0.5])
    ]
    assert losses[0]["training_loss"] != losses[1]["training_loss"]
    run = train("--optimizer", "adagrad", "--momentum", 0.5)
    assert (run.exit_code, "--momentum: adagrad has no momentum" in run.stderr) == (2, True)


def test_a_table_s_rows_are_predicted_by_the_model_of_a_run(train, without_plot, flowers, tmp_path):
    run = train("--data", flowers, "--hidden", 8, "--lr", 0.05, "--batch-size", 8)
    assert run.stdout.splitlines()[0].startswith("rows of 2 numbers in 3 classes: 62 for training")
    model = tmp_path / "out" / "model.safetensors"
    found = predict(model, flowers)
    lines = found.stdout.splitlines()
    assert len(lines) == 90
    assert lines[0].startswith("row 1: kind 0  (kind 0 0.9")
    assert found.stderr.startswith("accuracy ")
    as_json = json.loads(predict(model, flowers, "--json").stdout)
    assert as_json["accuracy"] > 0.9
    assert [line.split("  ")[0] for line in lines] == [
        f"row {i}: {one['class']}" for i, one in enumerate(as_json["predictions"], 1)
    ]
    assert sum(as_json["predictions"][0]["probabilities"].values()) == pytest.approx(1)
    assert predict(model, tmp_path / "missing.csv").exit_code == 1


def test_a_picture_is_predicted_and_inverted_where_its_background_is_light(train, without_plot, tmp_path):
    train("--hidden", 32)
    model = tmp_path / "out" / "model.safetensors"
    pixels = np.zeros((56, 56))
    pixels[6:8] = 1  # the small data set's class 3 is one bright row, the fourth
    imsave(tmp_path / "dark.png", pixels, cmap="gray")
    imsave(tmp_path / "light.png", 1 - pixels, cmap="gray")
    dark, light = predict(model, tmp_path / "dark.png"), predict(model, tmp_path / "light.png")
    assert dark.stdout == light.stdout
    assert dark.stdout.startswith("3  (3 0.")
    assert dark.stdout.count("\n") == 1
    assert (dark.stderr, light.stderr.count("\n")) == ("", 1)
    assert light.stderr.startswith("dark and light exchanged")
    assert predict(model, tmp_path / "light.png", "--no-invert").stdout != light.stdout
    assert predict(model, tmp_path / "light.png", "--invert").stdout == light.stdout
    assert json.loads(predict(model, tmp_path / "light.png", "--json").stdout)["inverted"] is True
    assert mytorch.get_default_dtype() == np.float64


def test_lenet_learns_images(train, without_plot, tmp_path):
    run = train("--model", "lenet", "--epochs", 1, "--lr", 0.01, "--json")
    assert run.exit_code == 0, run.stderr
    assert json.loads(run.stdout)["epochs"]["training_loss"][0] < np.log(10)


def test_a_model_of_one_s_own_is_trained_and_used(train, without_plot, tmp_path):
    code = tmp_path / "own.py"
    code.write_text("from mytorch import nn\ndef network(): return nn.Sequential(nn.Linear(784, 10))\n")
    assert train("--model", f"{code}:network").exit_code == 0
    imsave(tmp_path / "dark.png", np.zeros((28, 28)), cmap="gray")
    given = [tmp_path / "out" / "model.safetensors", tmp_path / "dark.png"]
    assert f"--model {code}:network" in predict(*given).stderr
    assert predict(*given, "--model", f"{code}:network").exit_code == 0


def test_errors_are_one_line_and_leave_nothing(train, flowers, tmp_path):
    for arguments in (
        ["--data", flowers, "--label", "colour"],
        ["--data", flowers, "--model", "lenet"],
        ["--model", f"{tmp_path}/gone.py:f"],
        ["--lr", "1e30", "--optimizer", "sgd"],
    ):
        run = train(*arguments)
        assert (run.exit_code, run.stderr.count("\n")) == (1, 1), run.stderr
        assert run.stderr.startswith("Error: ")
        assert not (tmp_path / "out").exists()
    run = train("--data", flowers, "--augment", "shift")
    assert (run.exit_code, "--augment" in run.stderr) == (2, True)


@pytest.mark.parametrize("as_json", [True, False])
def test_an_interrupted_run_leaves_what_there_is(train, monkeypatch, tmp_path, as_json):
    add = Table.add

    def add_and_stop(table, *row):
        add(table, *row)
        if len(table.rows) == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Table, "add", add_and_stop)
    run = train(*(["--json"] if as_json else []))
    assert run.exit_code == 130
    assert run.stderr.splitlines()[-1] == "Interrupted after 2 of 3 epochs."
    assert sorted(os.listdir(tmp_path / "out")) == FILES
    assert (tmp_path / "out" / "epochs.csv").read_text().count("\n") == 3
    assert "so far" in (run.stderr if as_json else run.stdout)
    if as_json:
        result = json.loads(run.stdout)
        assert (result["interrupted"], result["test_accuracy"]) == (True, None)
        assert len(result["epochs"]["lr"]) == 2


def test_a_signal_while_the_model_is_written_waits_for_the_row_of_its_epoch(
    train, without_plot, monkeypatch, tmp_path
):
    save = saved_model.save

    def save_and_stop(*given):
        save(*given)
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(saved_model, "save", save_and_stop)
    run = train()
    assert (run.exit_code, run.stderr) == (143, "Interrupted after 1 of 3 epochs.\n")
    assert (tmp_path / "out" / "epochs.csv").read_text().count("\n") == 2


def test_a_run_that_is_stopped_before_its_first_epoch_ends_leaves_nothing(train, monkeypatch, tmp_path):
    monkeypatch.setattr("hw1.jobs.fit.measure", lambda *given: signal.raise_signal(signal.SIGINT))
    run = train()
    assert run.exit_code == 130
    assert run.stderr == "Interrupted before the first epoch was over: there is nothing to keep.\n"
    assert not (tmp_path / "out").exists()


def test_a_model_that_cannot_be_written_is_one_line(train, monkeypatch, tmp_path):
    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saved_model, "save", full)
    run = train()
    assert (run.exit_code, run.stderr.count("\n")) == (1, 1)
    assert "model.safetensors': No space left on device." in run.stderr
    assert not (tmp_path / "out").exists()
