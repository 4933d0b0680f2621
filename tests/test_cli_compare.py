"""The command `compare`: earlier runs side by side, and what it says of folders that are no runs."""

import csv
import json
import shutil

import pytest
from click.testing import CliRunner

from cli import main
from hw1.output import write_csv
from hw1.plots import training_curves
from hw1.reports import comparison
from hw1.run_record import RunRecord


def compare(*arguments):
    return CliRunner().invoke(main, ["compare", *map(str, arguments)])


@pytest.fixture(scope="module")
def runs(shared_small_data, tmp_path_factory):
    """Folders of a run of mnist, two of train, and one of stats in both modes."""
    top = tmp_path_factory.mktemp("runs")
    words = {
        "fall": ["mnist", "--epochs", "2"],
        "spring": ["stats", "--mode", "both", "--epochs", "2", "--hidden", "8", "--lr", "0.1"],
        "small": ["train", "--epochs", "2", "--hidden", "4"],
        "large": ["train", "--epochs", "2", "--hidden", "16", "--seed", "1"],
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training_curves, "save", lambda figure, path: None)
        for name, given in words.items():
            run = CliRunner().invoke(
                main, [*given, "--data", str(shared_small_data), "--out", str(top / name)]
            )
            assert run.exit_code == 0, run.stderr
    return top


def test_what_differs_is_told_and_what_does_not_is_not(runs):
    result = compare(runs / "small", runs / "large", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["different"] == {"hidden": ["4", "16"], "seed": ["0", "1"]}
    assert [run["name"] for run in found["runs"]] == ["small", "large"]
    for run, name in zip(found["runs"], ("small", "large"), strict=True):
        with open(runs / name / "epochs.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        accuracies = [float(row["validation_accuracy"]) for row in rows]
        assert found["curves"]["validation accuracy"][name] == {"epochs": [1, 2], "values": accuracies}
        assert run["figures"]["best validation accuracy"] == max(accuracies)
        assert run["options"] == json.loads((runs / name / "run.json").read_text())["options"]


def test_the_table_has_a_column_for_each_run_and_says_which_is_best(runs):
    lines = compare(runs / "fall", runs / "small", runs / "spring").stdout.splitlines()
    assert lines[0].split() == ["fall", "small", "spring"]
    rows = {line[:24].strip(): line[24:].split() for line in lines}
    assert rows["command"] == ["mnist", "train", "stats"]
    assert rows["lowest validation loss"][0] == "–"
    assert "epochs" not in rows  # which all three share
    assert "validation accuracy" in lines[-1]


def test_a_run_in_both_modes_has_two_curves_and_mnist_ends_with_its_last_measurement(runs):
    found = json.loads(compare(runs / "spring", runs / "fall", "--json").stdout)["curves"]
    assert list(found["validation loss (nats)"]) == ["spring, by hand", "spring, by autograd"]
    accuracies = found["validation accuracy"]["fall"]
    assert (accuracies["epochs"][-1], len(accuracies["epochs"])) == (2, 3)
    assert (
        accuracies["values"][-1]
        == json.loads((runs / "fall/run.json").read_text())["figures"]["validation_accuracy"]
    )


def test_a_picture_and_a_page_are_left(runs, tmp_path):
    result = compare(
        runs / "spring", runs / "small", "--out", tmp_path / "a.png", "--report", tmp_path / "a.html"
    )
    assert result.stdout.splitlines()[-1] == f"comparison: {tmp_path / 'a.png'}, {tmp_path / 'a.html'}"
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "<h1>2 runs compared</h1>" in page
    assert page.count("<caption>") == 2
    assert "script" not in page


def test_runs_of_one_name_are_told_apart_by_their_folders(runs, tmp_path):
    shutil.copytree(runs / "small", tmp_path / "small")
    shutil.copytree(runs / "large", tmp_path / "other" / "small")
    found = json.loads(compare(tmp_path / "small", tmp_path / "other" / "small", "--json").stdout)
    assert [run["name"] for run in found["runs"]] == [f"{tmp_path.name}/small", "other/small"]


def test_a_run_that_was_interrupted_is_compared_as_far_as_it_went(runs, tmp_path):
    shutil.copytree(runs / "spring", tmp_path / "half")
    lines = (tmp_path / "half" / "stats.csv").read_text().splitlines()
    lines[2] = ",".join([*lines[2].split(",")[:5], *[""] * 4])
    (tmp_path / "half" / "stats.csv").write_text("\n".join(lines))
    found = json.loads(compare(tmp_path / "half", runs / "small", "--json").stdout)["curves"][
        "training loss (nats)"
    ]
    assert [len(found[f"half, {mode}"]["values"]) for mode in ("by hand", "by autograd")] == [2, 1]


def _record(folder, **changes):
    folder.mkdir()
    RunRecord(folder, "mnist", "rows.csv", {}).write("finished", steps_per_epoch=3)
    write_csv(folder / "rows.csv", ["epoch", "batch", "loss", "validation_accuracy"], [[1, 1, 2.0, 0.1]])
    content = json.loads((folder / "run.json").read_text()) | changes
    kept = {name: value for name, value in content.items() if value is not None}
    (folder / "run.json").write_text(json.dumps(kept))


def _written(text):
    def make(folder):
        folder.mkdir()
        (folder / "run.json").write_text(text)

    return make


def _table(text):
    def make(folder):
        _record(folder)
        (folder / "rows.csv").write_text(text)

    return make


NO_RUNS = {
    "no folder": (lambda folder: None, "is not there"),
    "a file": (lambda folder: folder.write_text("x"), "is a file; expected a folder"),
    "an empty folder": (lambda folder: folder.mkdir(), "has no run.json"),
    "no JSON": (_written("{"), "is damaged"),
    "too deep": (_written("[" * 100_000), "is damaged"),
    "a list": (_written("[]"), "it is not of format 1"),
    "another format": (lambda folder: _record(folder, format=2), "it is not of format 1"),
    "no options": (lambda folder: _record(folder, options=None), "options is missing"),
    "a table elsewhere": (lambda folder: _record(folder, table="../x.csv"), "its table is called"),
    "an unknown state": (lambda folder: _record(folder, state="lost"), "its state is 'lost'"),
    "figures of words": (lambda folder: _record(folder, figures={"a": "b"}), "its figures are no numbers"),
    "no steps": (lambda folder: _record(folder, steps_per_epoch=0), "its figures are no numbers"),
    "another command": (lambda folder: _record(folder, command="bench"), "'bench', which has no curves"),
    "no table": (lambda folder: _record(folder, table="gone.csv"), "cannot be read"),
    "no column": (_table("epoch,batch,loss\n1,1,2\n"), "has no column 'validation_accuracy'"),
    "no number": (_table("epoch,batch,loss,validation_accuracy\n1,1,x,0.5\n"), "column 'loss', is 'x'"),
    "too large": (_written(" " * 2**21), "it is too large"),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_RUNS)
def test_a_folder_that_is_no_run_is_one_line_and_leaves_nothing(runs, tmp_path, name):
    make, said = NO_RUNS[name]
    make(tmp_path / "none")
    result = compare(
        runs / "small", tmp_path / "none", "--out", tmp_path / "a.png", "--report", tmp_path / "a.html"
    )
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1), result.stderr
    assert said in result.stderr
    assert str(tmp_path / "none") in result.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {"none"}


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["small"], "two runs or more", 2),
        (["small", "small"], "named twice", 1),
        (["small", "large", "--out", "picture.jpg"], "--out", 2),
    ],
    ids=["one run", "the same twice", "no PNG"],
)
def test_wrong_usage_is_one_line(runs, monkeypatch, arguments, said, code):
    monkeypatch.chdir(runs)
    result = compare(*arguments)
    assert result.exit_code == code
    assert said in result.stderr.splitlines()[-1]


def test_the_figures_have_all_their_names():
    assert len(set(comparison.FIGURES)) == len(comparison.FIGURES) == 6


@pytest.mark.slow
def test_a_folder_may_have_any_name(runs, tmp_path):
    for name in ("_one", r"$\frac$ 数 <b>"):
        shutil.copytree(runs / "small", tmp_path / name)
    result = compare(tmp_path / "_one", tmp_path / r"$\frac$ 数 <b>", "--report", tmp_path / "a.html")
    assert (result.exit_code, result.stderr) == (0, "")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert r"$\frac$ 数 &lt;b&gt;" in page
    assert "<b>" not in page
