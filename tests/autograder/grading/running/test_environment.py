"""Tests of a hand-in's environment: what its author had is available or reported missing, and wins no
points.
"""

import textwrap
import time
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from autograder.grading.running.inside import numpy118
from autograder.grading.running.session import HandinFailed, Session


def _some(cases: Iterable[str]) -> list[Any]:
    """Each case starts a process: by default every third runs, and the others with the slow tests."""
    return [
        case if i % 3 == 0 else pytest.param(case, marks=pytest.mark.slow) for i, case in enumerate(cases)
    ]


def _session(body: str, head: str = "import numpy as np", *, jailed: bool = False) -> Session:
    """A hand-in whose hw1/mc.py has one line, a question's first line, and from line 3 on the body."""
    code = f"{head}\ndef question_1():\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
    return Session(
        {"hw1/mc.py": code.encode()},
        "spring",
        deadline=time.monotonic() + 30,
        isolation="full" if jailed else "none",
    )


def _answer(session: Session) -> object:
    """The answer to the first question; HandinFailed where it could not be had."""
    answer = session.call("multiple_choice", question=1)["answer"]
    if isinstance(answer, HandinFailed):
        raise answer
    return answer


# A body, what comes back, and a part of each remark.
GOES_ON = {
    "NumPy's old types": (
        "return [np.array([1.7]).astype(np.int)[0], np.zeros(1, np.float).dtype.name, np.object is object]",
        [1, "float64", True],
        ["write int in line 3 of hw1/mc.py", "write float in line 3", "write object in line 3"],
    ),
    "NumPy's old functions": (
        "return [np.product([2, 3]), np.alltrue([1, 0]), np.asscalar(np.array([4])), -np.Inf, np.math.pi]",
        [6, False, 4, -np.inf, np.pi],
        [
            "write np.prod in",
            "write np.all in",
            "write x.item() in",
            "write np.inf in",
            "write import math in",
        ],
    ),
    "what NumPy's functions took": (
        """
        ragged = np.array([np.zeros(2), np.ones(3)])
        copied = np.array([1, 2], dtype=np.float32, copy=False)
        stacked = np.vstack(np.ones(2) for _ in range(2))
        return [len(ragged[1]), copied.dtype.name, stacked.size]
        """,
        [3, "float32", 4],
        [
            "write dtype=object in line 3 of hw1/mc.py",
            "write copy=None in line 4",
            "write a list for the generator in line 5",
        ],
    ),
    "NumPy's old names, imported": (
        """
        from numpy import int as i
        return i(3.5)
        """,
        3,
        ["np.int is gone from today's NumPy: write int in line 3 of hw1/mc.py"],
    ),
    "figures": (
        """
        import matplotlib
        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
        fig, axes = plt.subplots(2, 2, figsize=(3, 3))
        axes[0, 1].plot([1], label="x")
        plt.rcParams["font.size"] = 3
        first, *others = plt.plot([2])
        for axis in axes.flat:
            axis.set_title("x")
        plt.show()
        return 7
        """,
        7,
        [
            "matplotlib is not on Autolab: remove line 3 of hw1/mc.py",
            "matplotlib is not on Autolab: remove line 5 of hw1/mc.py",
            "matplotlib.pyplot.show() is left behind: remove line 12 of hw1/mc.py",
        ],
    ),
    "a bar": (
        """
        from tqdm import tqdm, trange
        import tqdm.notebook as t
        bar = tqdm(total=3)
        bar.update(1)
        with t.tqdm([4]) as shown:
            shown.set_postfix(loss=1)
            tqdm.write("x")
        return [*tqdm([1, 2], desc="x"), *trange(2), len(tqdm([1])), *shown]
        """,
        [1, 2, 0, 1, 1, 4],
        ["tqdm is not on Autolab: remove line 3 of", "tqdm is not on Autolab: remove line 4 of"],
    ),
    "a network nobody asked for": (
        """
        import torch
        class Net(torch.nn.Module):
            def __init__(self):
                super(Net, self).__init__()
                self.l = torch.nn.Linear(3, 4)
        @torch.no_grad()
        def f():
            return 5
        net = Net()
        net.train()
        for x, y in torch.utils.data.DataLoader([1], shuffle=True):
            net(x)
        with torch.no_grad():
            net.l(3)
        return [f(), "cuda" if torch.cuda.is_available() else "cpu", isinstance(3, torch.Tensor)]
        """,
        [5, "cpu", False],
        ["torch is not on Autolab: remove line 3 of hw1/mc.py"],
    ),
    "an import that is expected to fail": (
        """
        try:
            import scipy
        except ImportError:
            return "without"
        """,
        "without",
        [],
    ),
    "a debugger": (
        """
        import pdb; pdb.set_trace()
        breakpoint()
        import ipdb
        ipdb.set_trace()
        return 1
        """,
        1,
        [
            "pdb.set_trace() is left behind: remove line 3 of hw1/mc.py",
            "breakpoint() is left behind: remove line 4",
            "ipdb is not on Autolab: remove line 5",
            "ipdb.set_trace() is left behind: remove line 6",
        ],
    ),
    "a question to somebody": (
        """
        import sys
        return [input("n? "), sys.stdin.readline(), sys.stdin.read(), *sys.stdin]
        """,
        ["", "", ""],
        [
            "input() is left behind: remove line 4 of hw1/mc.py",
            "a read of sys.stdin is left behind: remove line 4",
        ],
    ),
    "much that is printed, and warnings": (
        """
        import sys, warnings
        for i in range(20_000):
            print("x" * 50)
        warnings.warn("w")
        sys.stderr.write("e" * 99_999)
        return np.log(np.array([0.0]))[0]
        """,
        -np.inf,
        [],
    ),
}


@pytest.mark.parametrize("case", _some(GOES_ON))
def test_what_needs_no_value_goes_on_and_is_remarked_on(case: str) -> None:
    body, wanted, remarks = GOES_ON[case]
    with _session(body, jailed=case in ("NumPy's old types", "figures")) as session:
        assert session.call("multiple_choice", question=1) == {"answer": wanted}
        assert len(session.remarks) == len(remarks), session.remarks
        for said, part in zip(session.remarks, remarks, strict=True):
            assert part in said


LINES = [
    "from scipy.special import expit, logsumexp",
    "from IPython.display import clear_output; clear_output(wait=True)",
    "from google.colab import drive; drive.mount('/content/drive')",
    "import torch, torch.nn as nn; from torch.autograd import Variable",
    "import seaborn as sns; sns.set(); sns.set_style('dark')",
    "from mpl_toolkits.mplot3d import Axes3D",
    "import numba; f = numba.jit(nopython=True)(lambda x: x); assert f(3) == 3",
    "from sklearn.datasets import load_digits; x, y = load_digits(); (x, y), z = load_digits()",
    "import matplotlib.pyplot as plt; plt.style.use('x'); plt.figure().add_subplot(111, projection='3d')",
    "import cv2; from PIL import Image; image = Image.open('x.png').convert('L').resize((28, 28))",
    "import h5py; opened = h5py.File('x', 'r')['data']; opened.attrs['x'] = 1; del opened.attrs['x']",
    "import torch; print(torch.__version__, torch.zeros(3), f'{torch.zeros(1).item():.3f}')",
    "from typing_extensions import Literal; Mode = Literal['sum', 'mean']",
]


@pytest.mark.parametrize("line", _some(LINES))
def test_lines_that_students_leave_at_the_top_do_no_harm(line: str) -> None:
    with _session("return 1", line) as session:
        assert session.call("multiple_choice", question=1) == {"answer": 1}
        assert all("is not on Autolab: remove line 1 of hw1/mc.py" in one for one in session.remarks)
        assert session.remarks


USED = {
    "computed with": "return 1 + scipy.special.expit(0.0)",
    "in an array": "return np.array([scipy.special.expit(0.0)])",
    "in NumPy": "return np.exp(scipy.special.expit(0.0))",
    "multiplied by an array": "return np.ones(3) @ scipy.linalg.inv(1)",
    "added to an array": "a = np.ones(3)\na += scipy.linalg.inv(1)\nreturn a",
    "put into an array": "a = np.ones(3)\na[0] = scipy.linalg.inv(1)\nreturn a",
    "a float": "return float(scipy.special.expit(0.0))",
    "compared": "return scipy.special.expit(0.0) > 0.5",
    "equal": "return scipy.special.expit(0.0) == 0.5",
    "an index": "return [1.0, 2.0][scipy.argmax([1])]",
    "a length": "return len(scipy.arange(3))",
    "an answer": "return scipy.special.expit(0.0)",
    "in an answer": "return [1, scipy.special.expit(0.0)]",
    "a copy": "import copy\nreturn copy.deepcopy(scipy.special.expit(0.0))",
}


@pytest.mark.parametrize("case", _some(USED))
def test_a_stand_in_is_no_value(case: str) -> None:
    with (
        _session(USED[case], "import numpy as np, scipy.special, scipy.linalg") as session,
        pytest.raises(HandinFailed) as caught,
    ):
        _answer(session)
    said = (
        "ImportError: scipy is not there where hand-ins are graded; hw1/mc.py line 1 imports it: compute this"
    )
    assert caught.value.kind == ("missing" if "answer" in case or case == "a copy" else "raised")
    assert caught.value.line.startswith(said + " with NumPy")
    assert session.remarks == ["scipy is not on Autolab: remove line 1 of hw1/mc.py"]


@pytest.mark.parametrize("name", ["nosuchpackage", "mytorch.nothing", "tests", "numpy.nothing"])
def test_other_packages_that_are_not_there_stay_an_error(name: str) -> None:
    with _session("return 1", f"import {name}") as session, pytest.raises(HandinFailed, match="hw1/mc.py:1"):
        session.call("multiple_choice", question=1)
    assert session.remarks == []


def test_a_file_of_the_hand_ins_goes_before_a_stand_in() -> None:
    files = {"hw1/mc.py": b"import torch\nquestion_1 = lambda: torch.x", "mytorch/torch.py": b"x = 3"}
    with Session(files, "spring", deadline=time.monotonic() + 20, isolation="none") as session:
        assert session.call("multiple_choice", question=1) == {"answer": 3}
    assert session.remarks == []


def test_an_import_is_remarked_on_in_every_file() -> None:
    files = {
        "hw1/mc.py": b"import activation\nfrom matplotlib import pyplot as plt\nquestion_1 = plt.figure",
        "mytorch/activation.py": b"import numpy as np\nimport matplotlib.pyplot as plt\nplt.figure()",
        "hw1/broken.py": b"import matplotlib (",
    }
    with (
        Session(files, "spring", deadline=time.monotonic() + 20, isolation="none") as session,
        pytest.raises(HandinFailed, match=r"mytorch/activation.py line 2 imports it"),
    ):
        _answer(session)
    said = "matplotlib is not on Autolab: remove line 2 of"
    assert session.remarks == [f"{said} mytorch/activation.py", f"{said} hw1/mc.py"]


HABITS = {
    "the path": "import sys; sys.path += ['mytorch', '../mytorch']; from activation import Sigmoid",
    "the package": "from mytorch.activation import Sigmoid",
    "the package, by a module": "import mytorch.activation as a; Sigmoid = a.Sigmoid",
    "the main part": "from activation import *\nif __name__ == '__main__': raise SystemExit",
    "another folder": "import os; os.chdir('/'); from activation import Sigmoid",
}


@pytest.mark.parametrize("case", _some(HABITS))
def test_a_habit_of_importing_does_no_harm(case: str) -> None:
    code = HABITS[case] + "\ndef question_1(): return Sigmoid().name\n"
    layer = b"class Sigmoid:\n    name = 'sigmoid'\n"
    files = {"hw1/mc.py": code.encode(), "mytorch/activation.py": layer}
    with Session(files, "spring", deadline=time.monotonic() + 20, isolation="none") as session:
        assert session.call("multiple_choice", question=1) == {"answer": "sigmoid"}


def test_a_file_that_is_not_there_is_named_with_the_line_that_opens_it() -> None:
    with (
        _session("return 1", "data = open('data/train.npy', 'rb')") as session,
        pytest.raises(HandinFailed) as caught,
    ):
        session.call("multiple_choice", question=1)
    assert caught.value.line.startswith("FileNotFoundError: ")
    assert "data/train.npy" in caught.value.line
    assert caught.value.line.endswith("(hw1/mc.py:1)")


def test_an_error_of_the_items_own_is_not_taken_for_rows_of_several_lengths() -> None:
    body = """
    asked = []
    class OnlyOnce:
        def __array__(self, *args, **kwargs):
            asked.append(1)
            if len(asked) == 1:
                raise ValueError("no array of this")
            return np.zeros(1)
    return np.array([OnlyOnce()]).size
    """
    with _session(body) as session, pytest.raises(HandinFailed) as caught:
        _answer(session)
    assert "no array of this" in caught.value.line


def test_what_only_some_numpys_refuse_means_what_it_meant() -> None:
    body = """
    nothing = np.zeros(None) + np.ones(shape=None) + np.full(None, 3.0)
    added = np.sum(x * x for x in [1, 2, 3])
    flat = np.reshape(np.ones((2, 2)), newshape=(4,))
    return [nothing.item(), added, flat.ndim]
    """
    with _session(body) as session:
        assert session.call("multiple_choice", question=1) == {"answer": [4.0, 14, 1]}


@pytest.mark.parametrize(
    "call",
    [
        "np.array([[1], [1, 2]], dtype=float)",
        "np.zeros('a')",
        "np.sum(x / '2' for x in [1])",
        "np.reshape(np.ones(4), newshape=(3,))",
        "np.vstack(3)",
        "np.array(object(), dtype=float, copy=False)",
    ],
)
def test_what_numpy_never_took_is_refused_as_ever(call: str) -> None:
    with (
        _session(f"return {call}") as session,
        pytest.raises(HandinFailed) as caught,
    ):
        _answer(session)
    assert caught.value.line.startswith(("TypeError: ", "ValueError: "))


def test_every_old_name_of_numpy_means_something_and_no_other_name_answers() -> None:
    body = f"""
    names = {sorted(numpy118.OLD)}
    return [name for name in names if not hasattr(np, name)] + [hasattr(np, 'nothing')]
    """
    with _session(body) as session:
        assert session.call("multiple_choice", question=1) == {"answer": [False]}
    assert not hasattr(np, "nothing")


MEANT = {  # what NumPy 1.23 says, which has them all
    "np.in1d([[3, 1], [2, 9]], [1, 2, 5])": [False, True, True, False],
    "np.msort(np.array([3, 1, 2]))": [1, 2, 3],
    "np.asfarray([1, 2])": [1.0, 2.0],
    "np.asfarray([1], dtype=np.float32).dtype.name": "float32",
    "np.asfarray([1], dtype=int).dtype.name": "float64",
    "np.cast['f']([1.5]).dtype.name": "float32",
    "np.nbytes['f']": 4,
    "np.obj2sctype('f').__name__": "float32",
    "np.obj2sctype(1)": None,
    "np.issctype(np.float32)": True,
    "np.issctype(1.0)": False,
    "np.sctype2char(float)": "d",
    "np.maximum_sctype(np.int8).__name__": "int64",
    "np.issubclass_(np.int32, int)": False,
    "np.issubsctype(np.int32, np.integer)": True,
    "np.find_common_type([], ['i8', 'c8']).name": "complex128",
    "np.find_common_type(['f4'], ['i8']).name": "float32",
    "np.find_common_type(['b', 'B'], ['d']).name": "float64",
    "np.fastCopyAndTranspose(np.array([[1, 2]])).shape[0]": 2,
    "np.safe_eval('[1, 2]')": [1, 2],
    "np.trapz([1.0, 2.0])": 1.5,
    "np.cumproduct([2, 3])": [2, 6],
    "np.mat([[1]]).shape[0]": 1,
    "np.row_stack([[1], [2]]).shape[0]": 2,
    "np.alen(np.zeros((4, 2)))": 4,
    "np.deprecate(len) is not None": True,
    "np.disp('x')": None,
    "np.NINF": -np.inf,
    "str(np.NZERO)": "-0.0",
    "np.float_ is np.float64": True,
}


def test_an_old_name_of_numpy_means_what_it_meant() -> None:
    body = "return [" + ", ".join(f"repr(plain({one}))" for one in MEANT) + "]"
    head = "import numpy as np; plain = lambda value: getattr(value, 'tolist', lambda: value)()"
    with _session(body, head) as session:
        answers = session.call("multiple_choice", question=1)["answer"]
    assert dict(zip(MEANT, answers, strict=True)) == {one: repr(value) for one, value in MEANT.items()}


LIES = {
    "no list": "'x'",
    "no text": "[1, b'x', None]",
    "too many": "['x'] * 51",
    "too long": "['x' * 301]",
    "a terminal's codes": "['\\x1b[2J', 'two\\nlines']",
    "too much": "['x' * 300] * 2_000",
}


@pytest.mark.parametrize("case", _some(LIES))
def test_a_remark_that_is_none_is_ignored_and_costs_nothing(case: str) -> None:
    body = f"""
    import sys
    main = sys.modules["__main__"]
    lie = {{"remarks": {LIES[case]}}}
    main.framed = lambda wire, values, remarks: wire.frame(values | lie, wire.MAX_REPLY)
    return 5
    """
    with _session(body) as session:
        assert session.call("multiple_choice", question=1) == {"answer": 5}
        assert session.remarks == []


def test_remarks_are_kept_in_order_once_and_not_for_ever() -> None:
    body = """
    import sys
    main = sys.modules["__main__"]
    said = iter([["b", "a", "b"], ["a", "c"], *[[f"{i}-{j}" for j in range(50)] for i in range(9)]])
    main.framed = lambda wire, values, remarks: wire.frame(values | {"remarks": next(said)}, wire.MAX_REPLY)
    global question_1
    question_1 = lambda: 6
    return 6
    """
    with _session(body) as session:
        for wanted in (["b", "a"], ["b", "a", "c"]):
            assert session.call("multiple_choice", question=1) == {"answer": 6}
            assert session.remarks == wanted
        for _ in range(3):
            session.call("multiple_choice", question=1)
        assert len(session.remarks) == 50
        assert session.remarks[:4] == ["b", "a", "c", "0-0"]


def test_an_answer_that_leaves_no_room_for_remarks_is_an_answer_all_the_same() -> None:
    body = "np.float\nreturn ['x'] * 20_000"
    with _session(body) as session:
        assert session.call("multiple_choice", question=1) == {"answer": ["x"] * 20_000}
