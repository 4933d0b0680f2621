"""The page shows the engine's numbers with all their digits, or figures if they are many."""

import json

import numpy as np
import pytest

from hw1.lesson.tensor_data import FEW, number, tensor_data


def through_json(x):
    return json.loads(json.dumps(tensor_data(x), allow_nan=False))


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
def test_few_numbers_keep_all_their_bits(dtype):
    x = np.random.default_rng(0).normal(size=(4, 3, 3)).astype(dtype)
    shown = through_json(x)
    assert shown["dtype"] == dtype
    assert shown["shape"] == [4, 3, 3]
    assert np.array(shown["numbers"], dtype).tobytes() == x.tobytes()
    assert shown["heat"] is None


@pytest.mark.parametrize(
    ("x", "numbers", "text"),
    [
        (np.array(0.1 + 0.2), 0.30000000000000004, "0.3"),
        (np.array([1.0, -2.5]), [1.0, -2.5], "[1, -2.5]"),
        (np.array([np.nan, np.inf, -np.inf]), ["nan", "inf", "-inf"], "[nan, inf, -inf]"),
        (np.array([True, False]), [1, 0], "[1, 0]"),
        (np.array([[3, 4]]), [[3, 4]], "[[3, 4]]"),
        (2, 2, "2"),
        (np.zeros((0, 3)), [], "[]"),
    ],
)
def test_numbers_and_their_short_text(x, numbers, text):
    shown = through_json(x)
    assert (shown["numbers"], shown["text"]) == (numbers, text)


def test_one_number_has_no_statistics_and_an_array_has():
    assert tensor_data(3.0)["stats"] is None
    x = np.array([1.0, 0.0, 5.0])
    assert tensor_data(x)["stats"] == {"min": 0.0, "max": 5.0, "mean": 2.0, "std": x.std(), "zeros": 1}


def test_many_numbers_become_a_heat_map():
    assert tensor_data(np.zeros(FEW))["numbers"] is not None
    shown = through_json(np.arange(FEW + 1.0))
    assert shown["numbers"] is None
    assert (shown["heat"]["rows"], shown["heat"]["cols"]) == (1, 16)
    assert shown["heat"]["cells"] == sorted(shown["heat"]["cells"])
    assert (min(shown["heat"]["cells"]), max(shown["heat"]["cells"])) == (0, 99)


def test_a_heat_map_has_the_means_of_blocks():
    x = np.zeros((32, 64))
    x[2:4, 8:12] = 1  # the block in row 1, column 2
    heat = tensor_data(x)["heat"]
    assert (heat["rows"], heat["cols"], heat["low"], heat["high"]) == (16, 16, 0.0, 1.0)
    assert [i for i, shade in enumerate(heat["cells"]) if shade] == [16 + 2]


def test_all_dims_but_the_last_are_the_rows_of_a_heat_map():
    heat = tensor_data(np.ones((2, 4, 5)))["heat"]
    assert (heat["rows"], heat["cols"], set(heat["cells"])) == (8, 5, {0})


def test_a_heat_map_marks_what_is_not_finite():
    x = np.arange(40.0).reshape(8, 5)
    x[0, 0], x[1, 1] = np.nan, np.inf
    heat = through_json(x)["heat"]
    assert [i for i, shade in enumerate(heat["cells"]) if shade == -1] == [0, 6]
    assert (heat["low"], heat["high"]) == (1.0, 39.0)


def test_a_number_for_json_is_python_s_own():
    assert [type(number(x)) for x in (np.float32(0.5), np.int64(3), np.bool_(True), 2.0)] == [
        float,
        int,
        int,
        float,
    ]
