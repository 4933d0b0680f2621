"""run.json: there with the first row, whole at any moment, and read as it was written."""

import json
import signal

from click.testing import CliRunner

from cli import main
from hw1.output import Table
from hw1.run_record import RunRecord, read_run


def test_what_was_written_is_read_again(tmp_path):
    record = RunRecord(tmp_path, "stats", "stats.csv", {"lr": 0.1, "hidden": [8, 6], "data": None})
    record.write()
    assert read_run(tmp_path).state == "running"
    record.write("finished", figures={"validation_errors": 0.25}, steps_per_epoch=7)
    run = read_run(tmp_path)
    assert (run.command, run.table, run.state) == ("stats", tmp_path / "stats.csv", "finished")
    assert run.options == {"lr": 0.1, "hidden": [8, 6], "data": None}
    assert (run.figures, run.steps) == ({"validation_errors": 0.25}, 7)
    assert run.versions.keys() == {"mytorch-twins", "python", "numpy"}


def test_a_killed_run_is_described_from_its_first_row_on(shared_small_data, tmp_path, monkeypatch):
    """As the second row is written, the file is there, in state "running"."""
    add, states = Table.add, []

    def look(table, *row):
        states.append(json.loads((tmp_path / "run.json").read_text())["state"] if table.rows else None)
        add(table, *row)
        if len(table.rows) == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Table, "add", look)
    words = [
        "train",
        "--data",
        str(shared_small_data),
        "--epochs",
        "3",
        "--hidden",
        "4",
        "--out",
        str(tmp_path),
    ]
    assert CliRunner().invoke(main, words).exit_code == 130
    assert states == [None, "running"]
    run = read_run(tmp_path)
    assert run.state == "interrupted"
    assert run.options["data"] == str(shared_small_data)
    assert run.options["lr"] == 0.001  # adam's, which was not given
    assert run.options["momentum"] is None  # adam has none to set
