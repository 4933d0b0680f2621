"""The command `graph`: what is drawn for each kind of source, the files, and how it ends."""

import re
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from cli import main
from hw1.plots import is_png

HANDOUT = ["--expr", "d = a*b + a; e = (d + c) + 3", "--set", "a=1", "--constant", "b=2", "--set", "c=3"]

TABLE = """\
   kind      label  inputs
0  leaf      a              = 1
1  constant  b              = 2
2  op        Mul    0 1     = 2
3  op        Add    2 0     d = 3
4  leaf      c              = 3
5  op        Add    3 4     = 6
6  constant  3
7  op        Add    5 6     e = 9
"""

SCRIPT = """\
import other
from mytorch import Tensor
from mytorch.nn import Linear, ReLU, Sequential

net = Linear(3, 2)
x = Tensor(other.numbers)
y = net(x)
loss = (y ** 2).sum()
loss.backward()
print("said by the script")
number = 3


def fitting():
    return Sequential(Linear(4, 3), Sequential(ReLU(), Linear(3, 2)))


def misfit():
    return Sequential(Linear(4, 3), ReLU(), Linear(5, 2))


def late():
    return 1 / 0


def nothing():
    return 3
"""


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Runs the command in a folder with the script in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(SCRIPT)
    (tmp_path / "other.py").write_text("numbers = [[1.0, 2.0, 3.0]]\n")
    return lambda *arguments: CliRunner().invoke(main, ["graph", *arguments])


def test_an_expression_is_printed_as_a_table(call):
    run = call(*HANDOUT)
    assert (run.exit_code, run.stdout, run.stderr) == (0, TABLE, "")


def test_arrays_functions_and_methods_may_be_used(call):
    run = call(
        "--expr", "softmax(x @ w.T, 1).log().mean()", "--set", "w=[[1,2],[3,4]]", "--constant", "x=[[1,0]]"
    )
    assert run.exit_code == 0
    assert [line.split()[2] for line in run.stdout.splitlines()[1:]][-4:] == [
        "MatMul",
        "Softmax",
        "Log",
        "Mean",
    ]


def test_a_value_alone_is_a_graph_of_one_leaf(call):
    assert call("--expr", "a", "--set", "a=1").stdout.splitlines()[1].split() == ["0", "leaf", "a", "=", "1"]


def test_a_name_is_the_same_in_each_form_that_python_takes_for_it(call):
    run = call("--expr", "e\u0301 * \U0001d41a", "--set", "e\u0301=2", "--constant", "\U0001d41a=3")
    assert run.exit_code == 0
    assert [line.split()[2] for line in run.stdout.splitlines()[1:]] == ["\xe9", "a", "Mul"]


def test_each_file_is_written_in_the_form_of_its_ending(call, tmp_path):
    files = ["a.svg", "a.png", "a.dot", "a.TXT"]
    run = call(*HANDOUT, *(word for name in files for word in ("--out", name)), "--html", "a.html")
    assert run.exit_code == 0
    said = [*(f"{name}: 8 vertices, 8 edges" for name in files), "a.html: 13 steps"]
    assert run.stdout.splitlines() == said
    svg, png, dot, text, html = ((tmp_path / name).read_bytes() for name in (*files, "a.html"))
    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert is_png(png)
    assert dot.startswith(b"digraph")
    assert text.decode() == TABLE
    assert html.startswith(b"<!DOCTYPE html>")


def test_a_tensor_of_a_script_is_drawn_after_its_backward_pass(call):
    run = call("--script", "mine.py:loss")
    assert run.exit_code == 0
    assert run.stderr == "said by the script\n"
    labels = [line.split()[2] for line in run.stdout.splitlines()[1:]]
    assert labels == ["x", "net.weight", "net.bias", "Linear", "2", "Pow", "Sum"]
    assert re.search(r"Sum +5 +loss = [\d.]+$", run.stdout.strip())


def test_a_script_that_fails_is_drawn_up_to_its_last_op(call, tmp_path):
    (tmp_path / "bad.py").write_text(f"{SCRIPT.partition('loss =')[0]}z = y @ x\n")
    run = call("--script", "bad.py:z")
    assert run.exit_code == 1
    assert run.stdout.splitlines()[5].split()[1:6] == ["failed", "MatMul", "failed", "3", "0"]
    assert run.stderr.startswith(
        "Error: drawn up to what failed: 'bad.py:z' failed in line 8: ValueError: matmul"
    )


@pytest.mark.parametrize(
    ("model", "boxes"),
    [
        ("mlp", ["Linear", "ReLU", "Linear", "ReLU", "Linear"]),
        ("spring", ["Linear", "Sigmoid", "Linear", "Sigmoid", "Linear", "Sigmoid", "Linear"]),
        (
            "lenet",
            ["Conv2d", "ReLU", "MaxPool2d"] * 2 + ["Flatten", "Linear", "ReLU", "Linear", "ReLU", "Linear"],
        ),
    ],
)
def test_a_network_is_drawn_by_its_layers(call, model, boxes):
    run = call("--model", model, "--collapse", "1", "--batch-size", "3")
    assert run.exit_code == 0
    rows = [line.split() for line in run.stdout.splitlines()[1:]]
    assert [row[2] for row in rows if row[1] == "module"] == boxes
    assert "(3, 10) float64" in run.stdout.splitlines()[-1]


def test_a_model_of_the_user_s_is_drawn_at_the_depth_that_is_asked(call):
    tables = [
        call("--model", "mine.py:fitting", "--shape", "4", "--collapse", str(n)).stdout for n in range(3)
    ]
    assert [[line.split()[1] for line in table.splitlines()[1:]].count("module") for table in tables] == [
        0,
        2,
        3,
    ]


def test_a_model_that_fails_is_drawn_up_to_that_in_every_file(call, tmp_path):
    run = call(
        "--model", "mine.py:misfit", "--shape", "4", "--out", "a.svg", "--out", "a.png", "--html", "a.html"
    )
    assert run.exit_code == 1
    assert (
        "Error: drawn up to what failed: ValueError: Linear expects x of shape (N, 5); got (2, 3)."
        in run.stderr
    )
    svg = (tmp_path / "a.svg").read_text("utf-8")
    assert all(part in svg for part in ("Linear failed", "layer 2", "input (2, 3)", "weight (2, 5)"))
    assert is_png((tmp_path / "a.png").read_bytes())
    assert not (tmp_path / "a.html").exists()


def test_the_same_seed_gives_the_same_numbers(call, tmp_path):
    texts = []
    for seed in "112":
        assert call("--model", "spring", "--seed", seed, "--html", "a.html").stdout == "a.html: 26 steps\n"
        texts.append((tmp_path / "a.html").read_text("utf-8"))
    assert texts[0] == texts[1] != texts[2]


FAILURES = {
    "an expression": (
        ["--expr", "d = a @ b", "--set", "a=[[1,2]]", "--constant", "b=[[2,3]]"],
        "drawn up to what failed: `d = a @ b`: matmul expects",
    ),
    "constants alone": (
        ["--expr", "a * 2", "--constant", "a=1"],
        "no value in the program requires a gradient",
    ),
    "too much for a picture": (
        ["--expr", "b = a" + "; b = b * 2" * 300, "--set", "a=1", "--out", "a.svg"],
        "the graph has 601 vertices, more than the 500 that can be read in a picture.",
    ),
    "too much for a png": (
        ["--expr", "b = a" + "; b = b * 2" * 300, "--set", "a=1", "--out", "a.txt", "--out", "a.png"],
        "the graph has 601 vertices",
    ),
    "too much for a page": (
        ["--expr", "b = a" + "; b = b * 2" * 150, "--set", "a=1", "--out", "a.txt", "--html", "a.html"],
        "vertices",
    ),
    "no script": (["--script", "gone.py:x"], "'gone.py' is no file; expected FILE.py:tensor"),
    "no such tensor": (["--script", "mine.py:gone"], "'mine.py' has no tensor 'gone'"),
    "no tensor": (["--script", "mine.py:number"], "'mine.py:number' is no tensor, but of type int."),
    "a constant of a script": (["--script", "mine.py:x"], "x requires no gradient"),
    "an error before any op": (["--script", "other.py:x"], "'other.py' has no tensor 'x'"),
    "a freed graph step by step": (
        ["--script", "mine.py:loss", "--html", "a.html"],
        "has called backward() itself",
    ),
    "no such model": (["--model", "mine.py:gone"], "'mine.py' has no function 'gone'"),
    "a model that cannot be made": (
        ["--model", "mine.py:late"],
        "'mine.py:late' failed in line 23: ZeroDivisionError",
    ),
    "no model": (["--model", "mine.py:nothing"], "returned int; expected a Module"),
    "rows for lenet": (["--model", "lenet", "--shape", "784"], "lenet takes images"),
}


@pytest.mark.parametrize(("arguments", "said"), FAILURES.values(), ids=FAILURES)
def test_what_cannot_be_drawn_is_one_line_and_exit_code_1(call, tmp_path, arguments, said):
    before = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    run = call(*arguments)
    errors = [line for line in run.stderr.splitlines() if line.startswith("Error: ")]
    assert run.exit_code == 1
    assert len(errors) == 1
    assert said in errors[0]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == before


UNREADABLE = {
    "a name without a value": (["--expr", "a * b", "--set", "a=1"], "b has no value."),
    "a statement": (["--expr", "import os"], "`import os`"),
    "an attribute": (["--expr", "a.__class__", "--set", "a=1"], "no attribute '__class__' is known here"),
    "a value": (["--expr", "a", "--set", "a=b"], "a value is a number or a list"),
    "an ending": ([*HANDOUT, "--out", "a.pdf"], "'a.pdf' has none of the endings .svg, .png, .dot, .txt."),
    "two sources": (["--expr", "a", "--model", "mlp"], "give one of --expr, --script and --model"),
    "an option of another source": ([*HANDOUT, "--seed", "1"], "--seed goes with --model only"),
}


@pytest.mark.parametrize(("arguments", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_wrong_usage_says_what_is_wrong(call, arguments, said):
    run = call(*arguments)
    assert (run.exit_code, run.stdout) == (2, "")
    assert said in run.stderr.splitlines()[-1]
