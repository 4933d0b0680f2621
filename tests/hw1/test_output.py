"""Results are written whole, where they can be, or not at all."""

import os
import re

import pytest

from hw1.output import OutputError, create_folder, write_csv, write_file


def test_a_folder_is_made_with_its_parents(tmp_path):
    folder = create_folder(str(tmp_path / "a" / "b"), "run")
    assert folder.is_dir()
    assert os.listdir(folder) == []


def test_the_default_folder_is_named_by_run_and_time(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert re.fullmatch(r"runs/stats-\d{8}-\d{6}", create_folder(None, "stats").as_posix())


def test_a_folder_that_cannot_be_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(
        OutputError, match="cannot write into the folder '.*file/out': Not a directory. Choose"
    ):
        create_folder(str(tmp_path / "file" / "out"), "run")


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


def test_a_table_has_a_header_and_commas(tmp_path):
    write_csv(tmp_path / "t.csv", ["a", "b"], [(1, 0.5), (2, "x,y")])
    assert (tmp_path / "t.csv").read_text() == 'a,b\n1,0.5\n2,"x,y"\n'
