"""Grades hostile hand-ins: how many points does each win, and does it change anything outside the jail?

The cases are in tests/corpora/attacks, one short file each: a docstring that says what is attacked and where
the code goes ("Into: spring mytorch/activation.py"), then the code. It is planted at the end of a file of
our own hand-in, after that file was made wrong: an attack that regains points has deceived the grader. A
case that makes a tar ("Into: a tar of its own", or "an archive") must be refused or be harmless.
"""

import ast
import concurrent.futures
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from autograder.grading.auditing import tarmaking
from autograder.grading.auditing.canary import Canary, commands_below
from autograder.grading.grade import grade
from autograder.grading.intake.take_in import HandinError, read_handin
from autograder.grading.result import POINTS
from autograder.grading.running.jail.syscalls import PR_SET_CHILD_SUBREAPER, prctl
from autograder.grading.running.probe import check_layers
from hw1.handin import build_handin

__all__ = ["Attack", "Attacks", "AuditError", "Outcome", "attack_table", "load", "run_attacks"]

CORPUS = Path(__file__).resolve().parents[3] / "tests/corpora/attacks"
OWN = ("a tar of its own", "an archive of its own")
LIMIT = 6.0  # seconds for a hand-in; short, since every case that hangs uses most of them
GRACE = 2.0  # seconds after the limit by which the verdict must be there
AT_ONCE = 2
WON = "won"  # the beginning of a harm that is a wrong score

WRONG = {  # code that, appended to the file, makes the file lose all its points
    "mytorch/activation.py": """
for _kind in (Identity, Sigmoid, Tanh, ReLU):
    _kind.forward = _kind.derivative = lambda self, *x: None
""",
    "hw1/mc.py": "question_1 = question_2 = question_3 = question_4 = question_5 = lambda: 'z'\n",
    "hw1/hw1.py": "get_training_stats = None\n",
    "mytorch/tensor.py": "Tensor.__sub__ = Tensor.__truediv__ = None\n",
    "hw1/mnist.py": "mnist = train = validate = None\n",
}
PROBLEMS = {  # the graded problems: those of the file, and one that is right
    "mytorch/activation.py": ("activations", "loss"),
    "hw1/mc.py": ("multiple_choice", "loss"),
    "hw1/hw1.py": ("training_statistics",),
    "mytorch/tensor.py": ("subtract", "divide", "multiply"),
    "hw1/mnist.py": ("mnist",),
}
USUAL = {
    "spring": "mytorch/activation.py",
    "fall": "mytorch/tensor.py",
}  # wrong if a case brings its own file


class AuditError(Exception):
    """The corpus is missing or invalid. The message is one line."""


@dataclass(frozen=True)
class Attack:
    """A case: its name, its docstring's first line, the file it goes into, or "" for an archive; its code."""

    name: str
    title: str
    term: str
    into: str
    code: str


@dataclass(frozen=True)
class Outcome:
    """The result of a case. harm describes what it achieved, and is empty if it achieved nothing."""

    name: str
    title: str
    seed: int
    seconds: float
    verdict: str
    harm: tuple[str, ...] = ()

    @property
    def won(self) -> bool:
        """Whether it got points that it should not have."""
        return any(harm.startswith(WON) for harm in self.harm)


@dataclass(frozen=True)
class Attacks:
    """All outcomes with one isolation, and the processes that were still running at the end.

    agree: no attack achieved anything; without namespaces and mounts, none won points.
    """

    outcomes: tuple[Outcome, ...]
    left_running: tuple[str, ...] = field(default=())
    isolation: str = "full"

    @property
    def agree(self) -> bool:
        if self.isolation == "process":
            return not any(outcome.won for outcome in self.outcomes)
        return not self.left_running and not any(outcome.harm for outcome in self.outcomes)

    def to_dict(self) -> dict[str, Any]:
        return {"agree": self.agree, **asdict(self)}


def load(folder: Path = CORPUS) -> list[Attack]:
    """Every case, sorted by name. AuditError if there are none, or if a docstring lacks its parts."""
    attacks = []
    for path in sorted(folder.glob("*.py")):
        source = path.read_text("utf-8")
        said = (ast.get_docstring(ast.parse(source)) or "").split("\n")
        into = said[-1].removeprefix("Into: ")
        term, _, file = ("spring", "", "") if into in OWN else into.partition(" ")
        if len(said) != 3 or term not in USUAL or not said[-1].startswith("Into: "):
            raise AuditError(f'{path.name}: its docstring is not a line, an empty line, and "Into: …"')
        attacks.append(Attack(path.stem, said[0], term, file, source))
    if not attacks:
        raise AuditError(f"no attacks in {folder}")
    return attacks


def run_attacks(
    seed: int,
    on_progress: Callable[[float], None] = lambda done: None,
    *,
    seeds: int = 3,
    names: Sequence[str] | None = None,
    isolation: str = "full",
) -> Attacks:
    """Run all cases or the named ones, each with several seeds from `seed` on, two at a time.

    isolation: one of MODES (running/isolation.py); IsolationError if a layer of it is missing.
    """
    check_layers(isolation)
    attacks = [attack for attack in load() if names is None or attack.name in names]
    before = commands_below()
    prctl(PR_SET_CHILD_SUBREAPER, 1)  # processes that a hand-in leaves become children of this one
    outcomes = list[Outcome]()
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for this in range(seed, seed + seeds):
            bases = sorted({(attack.term, _wrong_file(attack)) for attack in attacks if attack.into})
            honest = partial(_honest_part, seed=this, isolation=isolation)
            earned = dict(zip(bases, pool.map(honest, bases), strict=True))
            run = partial(_run, seed=this, earned=earned, isolation=isolation)
            for outcome in pool.map(run, attacks):
                outcomes.append(outcome)
                on_progress(len(outcomes) / (len(attacks) * seeds))
    left = tuple(command for process, command in commands_below().items() if process not in before)
    prctl(PR_SET_CHILD_SUBREAPER, 0)
    return Attacks(tuple(outcomes), left, isolation)


def _wrong_file(attack: Attack) -> str:
    return attack.into if attack.into in WRONG else USUAL[attack.term]


def _made_wrong(term: str, file: str) -> dict[str, bytes]:
    """Our own hand-in, with one file made wrong."""
    with tempfile.NamedTemporaryFile(suffix=".tar") as tar:
        tar.write(build_handin(term)[0])
        tar.flush()
        files = read_handin(tar.name).files
    return files | {file: files[file] + b"\n\n" + WRONG[file].encode()}


def _honest_part(base: tuple[str, str], seed: int, isolation: str) -> Mapping[str, float]:
    """The points of the hand-in without the attack. AuditError if the wrong file loses no points."""
    term, file = base
    files = _made_wrong(term, file)
    scores = grade(files, term, seed=seed, problems=PROBLEMS[file], isolation=isolation).scores
    if scores[PROBLEMS[file][0]] >= POINTS[term][PROBLEMS[file][0]]:
        raise AuditError(f"{file} was made wrong, and loses nothing")
    return scores


def _run(
    attack: Attack, seed: int, earned: Mapping[tuple[str, str], Mapping[str, float]], isolation: str
) -> Outcome:
    """One case with one seed."""
    with Canary() as canary:
        if attack.into:
            honest = earned[attack.term, _wrong_file(attack)]
            seconds, verdict, harm = _grade(attack, seed, canary, honest, isolation)
        else:
            seconds, verdict, harm = _read(attack, canary)
        if seconds > (LIMIT if attack.into else 0.0) + GRACE:
            harm.append(f"took {seconds:.1f} s")
        harm += canary.harm(verdict)
    return Outcome(attack.name, attack.title, seed, seconds, verdict.split("\n")[0], tuple(harm))


def _grade(
    attack: Attack, seed: int, canary: Canary, earned: Mapping[str, float], isolation: str
) -> tuple[float, str, list[str]]:
    """The seconds that the grading of a case took, its messages, and the points that were won."""
    wrong = _wrong_file(attack)
    files = _made_wrong(attack.term, wrong)
    told = "\n".join(f"{name} = {value!r}" for name, value in canary.told().items())
    files[attack.into] = files.get(attack.into, b"") + f"\n\n{told}\n{attack.code}".encode()
    start = time.monotonic()
    got = grade(files, attack.term, seed=seed, timeout=LIMIT, problems=PROBLEMS[wrong], isolation=isolation)
    seconds = time.monotonic() - start
    won = [
        f"{WON} {points - earned[problem]:g} in {problem}"
        for problem, points in got.scores.items()
        if points > earned[problem]
    ]
    verdicts = [f"{verdict.problem}: {verdict.message}" for verdict in got.verdicts if verdict.message]
    return seconds, "\n".join(verdicts), won


def _read(attack: Attack, canary: Canary) -> tuple[float, str, list[str]]:
    """The seconds that reading a tar took, the reader's message, and what it accepted wrongly."""
    names: dict[str, Any] = canary.told() | {name: getattr(tarmaking, name) for name in tarmaking.__all__}
    exec(compile(attack.code, attack.name, "exec"), names)  # trusted code: the corpus is part of the project
    with tempfile.NamedTemporaryFile(suffix=".tar") as tar:
        tar.write(names["make"]())
        tar.flush()
        start = time.monotonic()
        try:
            files = read_handin(tar.name).files
        except HandinError as error:
            return time.monotonic() - start, str(error).partition(": ")[2], []
    through = [f"let {name!r} through" for name in files if not _harmless(name)]
    return time.monotonic() - start, f"read: {', '.join(files)[:200]}", through


def _harmless(name: str) -> bool:
    return name.startswith(("mytorch/", "hw1/")) and ".." not in name and name.isprintable()


def attack_table(attacks: Attacks) -> str:
    """A row for each case: the seeds, the longest time, the grader's message, and what the case achieved."""
    rows = [("attack", "seeds", "longest", "what became of it")]
    for name in dict.fromkeys(outcome.name for outcome in attacks.outcomes):
        these = [outcome for outcome in attacks.outcomes if outcome.name == name]
        harm = sorted({harm for outcome in these for harm in outcome.harm})
        longest = max(outcome.seconds for outcome in these)
        became = "ACHIEVED: " + "; ".join(harm) if harm else these[0].verdict
        rows.append((name, str(len(these)), f"{longest:.1f} s", became[:90]))
    width = max(len(row[0]) for row in rows)
    lines = [f"{name:{width}}  {seeds:>5}  {longest:>7}  {became}" for name, seeds, longest, became in rows]
    failed = len({outcome.name for outcome in attacks.outcomes if outcome.harm})
    won = len({outcome.name for outcome in attacks.outcomes if outcome.won})
    lines += [f"left running: {command}" for command in attacks.left_running]
    summary = (
        f"{len(rows) - 1} attacks, {won} won points, {failed} achieved something, "
        f"{len(attacks.left_running)} processes left"
    )
    return "\n".join([*lines, "", summary])
