"""The pages that mnist, stats and train write, on the small data set."""

import base64
import json
import signal

import pytest
from click.testing import CliRunner

import mytorch
from cli import main
from hw1.output import Table

RUNS = {
    "mnist": ["mnist", "--epochs", "2"],
    "both modes": ["stats", "--mode", "both", "--epochs", "2", "--hidden", "8,6", "--lr", "0.1"],
    "train": [
        "train",
        "--epochs",
        "2",
        "--hidden",
        "16",
        "--batch-size",
        "32",
        "--dropout",
        "0.5",
        "--augment",
        "shift",
    ],
}
TABLES = {
    "mnist": "validation_accuracy.csv",
    "both modes": "stats.csv",
    "train": "epochs.csv",
}


HEADINGS = {
    "mnist": ("test", ""),
    "both modes": ("validation", " by hand"),
    "train": ("test", ""),
}


@pytest.fixture(autouse=True, scope="module")
def without_png():
    """The plots beside the tables, which other tests look at, take longer than all else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hw1.plots.training_curves.save", lambda figure, path: None)
        yield


def call(words, data, folder, report=True):
    """Runs a command on the small data set; gives the result, the run's folder and the page."""
    out, page = folder / "out", folder / "page.html"
    given = [*words, "--data", str(data), "--out", str(out)]
    return CliRunner().invoke(main, [*given, "--report", str(page)] if report else given), out, page


@pytest.fixture
def run(shared_small_data, tmp_path):
    """Runs a command once, with a report."""
    return lambda words: call(words, shared_small_data, tmp_path)


@pytest.fixture(scope="module")
def told(shared_small_data, tmp_path_factory):
    """Of each kind of run: the result, the folder and the page."""
    folders = {kind: tmp_path_factory.mktemp(kind) for kind in RUNS}
    return {kind: call([*words, "--json"], shared_small_data, folders[kind]) for kind, words in RUNS.items()}


@pytest.mark.parametrize("kind", RUNS)
def test_a_run_with_a_report_has_the_bits_of_one_without(told, shared_small_data, tmp_path, kind):
    _, out, _ = call(RUNS[kind], shared_small_data, tmp_path, report=False)
    assert _numbers(told[kind][1] / TABLES[kind]) == _numbers(out / TABLES[kind])
    assert (told[kind][1] / "run.json").read_bytes() == (out / "run.json").read_bytes()
    if kind == "train":
        kept, same = (mytorch.load(folder / "model.safetensors") for folder in (told[kind][1], out))
        assert kept.keys() == same.keys()
        assert all(kept[name].data.tobytes() == same[name].data.tobytes() for name in kept)


def _numbers(table):
    """The rows, without the seconds, which are never the same."""
    rows = [line.split(",") for line in table.read_text().splitlines()]
    return [row[:-1] if rows[0][-1] == "seconds" else row for row in rows]


@pytest.mark.parametrize("kind", RUNS)
def test_a_page_shows_the_run_from_its_curves_to_its_settings(told, read_page, kind):
    result, out, page = told[kind]
    assert result.exit_code == 0, result.stderr
    found, (part, whose) = read_page(page.read_text("utf-8")), HEADINGS[kind]
    assert [one.text for one in found["h2"]] == [
        "How it learnt",
        f"What it answers on the {part} part",
        "What the first layer looks for",
        f"Gradients and outputs of each layer{whose}",
        "Settings",
    ]
    pictures = [one.at["src"] for one in found["img"]]
    assert [src.split(";")[0] for src in pictures].count("data:image/svg+xml") == 2
    assert len(found["source"]) == 2  # the same plots for a dark page
    for src in pictures:
        assert base64.b64decode(src.split(",")[1]).startswith((b"<svg", b"\x89PNG"))
    settings = _terms(found)
    assert json.loads((out / "run.json").read_text())["options"].keys() <= settings.keys()
    assert settings["epochs"] == "2"
    assert "nan" not in " ".join(one.text for one in found["td"])


def _terms(found):
    return {term.text: value.text for term, value in zip(found["dt"], found["dd"], strict=True)}


def test_the_figures_on_the_page_are_those_of_the_run(told, read_page):
    result, _, page = told["mnist"]
    found, figures = read_page(page.read_text("utf-8")), json.loads(result.stdout)
    assert _terms(found)["test accuracy"] == f"{figures['test_accuracy']:.2%}"
    assert _terms(found)["validation accuracy"] == f"{figures['validation_accuracy']:.2%}"
    right = round(20 * figures["test_accuracy"])
    said = " ".join(one.text for one in found["p"])
    assert f"{right} of 20 are right" in said
    diagonal = [int(one.text) for one in found["td"] if one.at.get("class") == "right"]
    assert (len(diagonal), sum(diagonal)) == (10, right)
    assert len([one for one in found.get("li", []) if "read as" in one.text]) == 20 - right


def test_both_modes_are_compared_in_words(told, read_page):
    found = read_page(told["both modes"][2].read_text("utf-8"))
    said = " ".join(one.text for one in found["p"])
    assert "The two lines coincide" in said
    assert "Trained by autograd, the network gives the same answer for 20 of 20." in said
    assert "Trained by autograd, none of these numbers" in said


@pytest.mark.parametrize(
    "kind", ["train", *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("mnist", "both modes"))]
)
def test_an_interrupted_run_leaves_the_page_of_what_there_is(run, read_page, monkeypatch, kind):
    add = Table.add

    def add_and_stop(table, *row):
        add(table, *row)
        if len(table.rows) == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Table, "add", add_and_stop)
    result, out, page = run([*RUNS[kind], "--epochs", "5"])
    assert result.exit_code == 130
    found = read_page(page.read_text("utf-8"))
    said = " ".join(one.text for one in found["p"])
    assert "The run was stopped early: it was interrupted " in said
    assert "of 5" in said
    assert json.loads((out / "run.json").read_text())["state"] == "interrupted"


@pytest.mark.slow
def test_a_run_whose_loss_explodes_says_so_on_its_page(run, read_page):
    result, out, page = run([*RUNS["mnist"], "--lr", "1e30"])
    assert result.exit_code == 1
    said = " ".join(one.text for one in read_page(page.read_text("utf-8"))["p"])
    assert "stopped early: the loss became" in said
    assert json.loads((out / "run.json").read_text())["state"] == "failed"


def test_a_page_that_cannot_be_written_fails_before_training(run, shared_small_data, tmp_path):
    for kind, words in RUNS.items():
        given = ["--data", str(shared_small_data), "--out", str(tmp_path / "new")]
        result = CliRunner().invoke(main, [*words, *given, "--report", str(tmp_path / "no" / "page.html")])
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1), kind
        assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_rows_of_a_table_are_told_without_pictures(read_page, tmp_path):
    rows = [f"{i % 7},{i % 3},<b>{i % 2}</b>" for i in range(60)]
    (tmp_path / "data.csv").write_text("\n".join(["a,b,label", *rows]))
    page = tmp_path / "page.html"
    words = [
        "train",
        "--data",
        str(tmp_path / "data.csv"),
        "--hidden",
        "4",
        "--epochs",
        "1",
        "--out",
        str(tmp_path / "out"),
    ]
    result = CliRunner().invoke(main, [*words, "--report", str(page)])
    assert result.exit_code == 0, result.stderr
    found = read_page(page.read_text("utf-8"))
    assert "<b>0</b>" in [one.text for one in found["th"]]
    assert "Rows of the test part that were mistaken" in [one.text for one in found["caption"]]
    assert all(one.at["src"].startswith("data:image/svg") for one in found["img"])


def test_a_model_that_cannot_be_copied_is_named_before_training(shared_small_data, tmp_path):
    code = tmp_path / "own.py"
    code.write_text(
        "from mytorch import nn\n"
        "class Net(nn.Sequential):\n"
        "    def __deepcopy__(self, memo): raise TypeError('no copies')\n"
        "def network(): return Net(nn.Linear(784, 10))\n"
    )
    words = [
        "train",
        "--model",
        f"{code}:network",
        "--data",
        str(shared_small_data),
        "--out",
        str(tmp_path / "out"),
    ]
    result = CliRunner().invoke(main, [*words, "--epochs", "1", "--report", str(tmp_path / "page.html")])
    assert (result.exit_code, result.stderr.splitlines()[-1].count("no copies")) == (1, 1)
    assert "Leave --report out." in result.stderr
    assert not (tmp_path / "out").exists()
