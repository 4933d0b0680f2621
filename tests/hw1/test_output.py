"""Results are written whole, where they can be, or not at all."""

import io
import os
import re
from pathlib import Path

import pytest

from hw1.output import OutputError, Table, create_folder, results_folder, write_csv, write_file


def test_a_folder_is_made_with_its_parents(tmp_path):
    folder = create_folder(tmp_path / "a" / "b")
    assert folder.is_dir()
    assert os.listdir(folder) == []


def test_the_default_folder_is_named_by_run_and_time(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with results_folder(None, "stats") as folder:
        assert re.fullmatch(r"runs/stats-\d{8}-\d{6}", folder.as_posix())


def test_a_folder_that_cannot_be_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(
        OutputError, match="cannot write into the folder '.*file/out': Not a directory. Choose"
    ):
        create_folder(tmp_path / "file" / "out")


def test_a_file_replaces_the_old_one_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "table"
    path.touch()
    mode = path.stat().st_mode  # which depends on the umask
    write_file(path, b"old")
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode == mode
    assert os.listdir(tmp_path) == ["table"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_keeps_the_old_file(tmp_path, monkeypatch, error):
    path = tmp_path / "table"
    write_file(path, b"old")

    def fail(descriptor):
        raise error

    monkeypatch.setattr(os, "fsync", fail)
    expected = OutputError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["table"]


def test_two_runs_of_one_second_have_two_folders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with (
        results_folder(None, "run") as one,
        results_folder(None, "run") as two,
        results_folder(None, "run") as three,
    ):
        assert len({one, two, three}) == 3


def test_a_folder_that_was_made_and_stays_empty_is_removed_with_its_parents(tmp_path):
    with results_folder(str(tmp_path / "a" / "b"), "run") as folder:
        assert folder.is_dir()
    assert os.listdir(tmp_path) == []
    with results_folder(str(tmp_path), "run"):
        pass
    with results_folder(str(tmp_path / "c"), "run") as folder:
        (folder / "result").touch()
    assert os.listdir(tmp_path / "c") == ["result"]


def test_the_longest_name_that_the_system_takes_can_be_written(tmp_path):
    write_file(tmp_path / ("x" * 250 + ".json"), b"")
    write_file(tmp_path / ("é" * 120 + ".json"), b"")
    with pytest.raises(OutputError, match="File name too long"):
        write_file(tmp_path / ("x" * 300), b"")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
def test_nothing_but_a_file_is_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(OutputError, match="Name a file"):
            write_file(tmp_path / name, b"")
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="Not a directory"):
        write_file(tmp_path / "file" / "below", b"")
    assert sorted(os.listdir(tmp_path)) == ["file", "folder", "pipe"]


def test_a_row_that_cannot_be_written_leaves_the_table_whole(tmp_path, monkeypatch):
    table = Table(tmp_path / "t.csv", ["a", "b"])
    assert not table.path.exists()
    table.add(1, 0.5)
    table.add(2, None)
    assert table.path.read_text() == "a,b\n1,0.5\n2,\n"

    class Full(io.FileIO):
        def write(self, line):
            return super().write(line[:2])  # as on a disk with two bytes left

    monkeypatch.setattr("hw1.output.open", lambda path, mode, buffering: Full(path, mode), raising=False)
    with pytest.raises(OutputError, match=r"t\.csv'"):
        table.add(3, 1.5)
    assert table.path.read_text() == "a,b\n1,0.5\n2,\n"
    monkeypatch.undo()
    table.write()
    assert table.path.read_text() == "a,b\n1,0.5\n2,\n3,1.5\n"


def test_a_table_has_a_header_and_commas(tmp_path):
    write_csv(tmp_path / "t.csv", ["a", "b"], [(1, 0.5), (2, "x,y")])
    assert (tmp_path / "t.csv").read_text() == 'a,b\n1,0.5\n2,"x,y"\n'


@pytest.mark.parametrize("name", [".", "..", "/"])
def test_a_path_without_a_name_of_its_own_is_a_folder_and_refused(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="it is a folder. Name a file"):
        write_file(Path(name), b"x")
    assert not os.listdir(tmp_path)
