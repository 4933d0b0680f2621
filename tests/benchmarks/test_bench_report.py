"""The table, the JSON, the rows and the picture, made of figures that are known."""

import csv
import json

import pytest

from benchmarks.bench_report import COLUMNS, Report, spread
from benchmarks.rounds import Contestant, Result
from hw1.places import ROOT
from hw1.plots import plot_benchmark

ABOUT = {"version": None, "numpy": "2.4", "blas": "openblas 0.3, kernel Haswell"}


def contestant(system, seconds, **more):
    version = "2.13" if system == "pytorch" else None
    return Contestant(system, 1, seconds=seconds, about={**ABOUT, "version": version}, **more)


@pytest.fixture
def report():
    made = Report("a processor, 2 cores", 3, [1, 2], ["jax"])
    for name, scale in (("W1", 1), ("depth4", 2), ("depth64", 30)):
        made.results.append(
            Result(
                name,
                "a network",
                "float32",
                [
                    contestant("by autograd", [1e-3 * scale, 3e-3 * scale, 2e-3 * scale], losses=[2.0, 1.0]),
                    Contestant("by hand", 1, about=ABOUT, unsupported=True),
                    contestant("products", [1e-3 * scale] * 3),
                    contestant("pytorch", [4e-3 * scale] * 3, losses=[2.0, 1.00001]),
                ],
            )
        )
    return made


def test_the_table_has_a_line_for_each_system_that_ran(report):
    lines = report.table().splitlines()
    assert [line.split()[0] for line in lines[lines.index("W1: a network, float32") + 1 :][:3]] == [
        "mytorch",
        "the",
        "PyTorch",
    ]
    mytorch = next(line for line in lines if line.startswith("  mytorch"))
    assert mytorch.split() == [
        "mytorch",
        "1",
        "2,000",
        "µs",
        "(1,500-2,500)",
        "0.50",
        "(0.38-0.62)",
        "2.00",
        "(1.50-2.50)",
    ]
    assert max(map(len, lines)) <= 110


@pytest.mark.parametrize(
    "said",
    [
        "a processor, 2 cores",
        "NumPy 2.4 on openblas 0.3, kernel Haswell",
        "PyTorch 2.13",
        "left out, not installed: JAX jit (jax)",
        "Losses agree to 1e-05 in float32",
        "From 4 to 64 layers of 256, 16 times as many",
        "mytorch 15.0, the products alone 15.0, PyTorch 15.0",
    ],
)
def test_the_table_says_on_what_and_against_whom(report, said):
    assert said in report.table()


def test_work_that_differs_is_named(report):
    report.results[0].contestants[0].losses = [2.0, 1.5]
    assert not report.same_work
    assert "NOT THE SAME WORK, the losses differ: mytorch in W1." in report.table()
    assert report.to_dict()["workloads"][0]["systems"][0]["same_work"] is False


def test_one_that_failed_is_named_with_the_reason(report):
    report.results[0].contestants[0] = contestant("by autograd", [], failed="MemoryError: too much")
    assert "failed: MemoryError: too much" in report.table()
    assert not report.same_work
    assert report.to_dict()["workloads"][0]["systems"][0]["failed"] == "MemoryError: too much"


def test_the_json_has_every_figure(report):
    result = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert (result["left_out"], result["versions"], result["rounds"]) == (["jax"], {"pytorch": "2.13"}, 3)
    assert result["blas"] == "openblas 0.3, kernel Haswell"
    assert result["same_work"] is True
    mytorch = result["workloads"][0]["systems"][0]
    assert mytorch["seconds"] == {"lower": 1.5e-3, "median": 2e-3, "upper": 2.5e-3}
    assert mytorch["to_pytorch"] == {"lower": 0.375, "median": 0.5, "upper": 0.625}
    assert mytorch["to_products"]["median"] == 2
    assert mytorch["loss_difference"] == pytest.approx(1e-5, rel=1e-3)
    assert mytorch["threads"] == 1


def test_losses_that_are_no_numbers_are_still_json(report):
    report.results[0].contestants[0].losses = [2.0, float("nan")]
    json.dumps(report.to_dict(), allow_nan=False)
    assert "NOT THE SAME WORK" in report.table()


def test_the_rows_fit_their_columns(report):
    rows = report.rows()
    assert len(rows) == 9
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert dict(zip(COLUMNS, rows[0], strict=True))["to_pytorch"] == 0.5


def test_the_picture_shows_ratios_and_growth(report, tmp_path):
    assert set(report.ratios()) == {"W1"}
    assert set(report.ratios()["W1"]) == {"mytorch", "the products alone"}
    assert report.curves()["layers of 256"]["mytorch"] == [(4, 4e-3), (64, 60e-3)]
    assert report.titles()["W1"] == "a network, float32"
    plot_benchmark(report.ratios(), report.curves(), tmp_path / "bench.png", report.titles())
    assert (tmp_path / "bench.png").read_bytes().startswith(b"\x89PNG")


def test_quartiles_of_one_round_are_that_round():
    assert spread([3.0]) == (3, 3, 3)
    assert spread([1.0, 2.0, 3.0, 4.0, 5.0]) == (2, 3, 4)


def test_the_plot_in_the_docs_has_the_medians_of_their_table():
    with open(ROOT / "docs" / "speed.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    text = (ROOT / "docs" / "performance.md").read_text("utf-8")
    for system, label in (("mytorch", "`mytorch` / PyTorch"), ("classic_mlp", "`classic_mlp` / PyTorch")):
        line = next(line for line in text.splitlines() if line.startswith(f"| {label} |"))
        table = [float(cell) for cell in line.split("|")[2:-1] if cell.strip()]
        assert [float(row["median"]) for row in rows if row["system"] == system] == table
    assert all(float(row["lower"]) <= float(row["median"]) <= float(row["upper"]) for row in rows)
