"""Running a file of the user's: what it may do, what is left afterwards, and how its errors are said."""

import sys

import pytest

from hw1.own_code import OwnCodeError, loaded


def of(place):
    return loaded(str(place), "number", "that the file makes")


def test_a_file_may_import_its_neighbours_and_print_and_leaves_no_path(tmp_path, capsys):
    (tmp_path / "beside_it.py").write_text("number = 3\n")
    (tmp_path / "own.py").write_text("from beside_it import number\nprint('said')\n")
    before = list(sys.path)
    with of(tmp_path / "own.py:number") as module:
        assert module.number == 3
    assert capsys.readouterr() == ("", "said\n")
    assert sys.path == before


FAILURES = {
    "no file": (
        "gone.py:number",
        r"gone.py' is no file; expected FILE.py:number, a number that the file makes.",
    ),
    "no name": ("own.py:gone", r"own.py' has no number 'gone'; expected one that the file makes."),
    "an error": ("bad.py:number", r"bad.py:number' failed in line 2: ZeroDivisionError: division by zero"),
    "a syntax error": ("worse.py:number", r"worse.py:number' failed: SyntaxError: invalid syntax"),
    "an end": ("end.py:number", r"end.py:number' failed in line 1: SystemExit: 3"),
}


@pytest.mark.parametrize(("place", "said"), FAILURES.values(), ids=FAILURES)
def test_what_goes_wrong_is_one_line_with_the_line_of_the_file(tmp_path, place, said):
    texts = {"own": "number = 3", "bad": "x = 0\nnumber = 1 / x", "worse": "number =", "end": "exit(3)"}
    for name, text in texts.items():
        (tmp_path / f"{name}.py").write_text(f"{text}\n")
    before = list(sys.path)
    with pytest.raises(OwnCodeError, match=said) as caught, of(tmp_path / place):
        pass
    assert "\n" not in str(caught.value)
    assert sys.path == before
