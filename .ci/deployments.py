"""Tries the packages that deploy/ builds in their environments:  python .ci/deployments.py [FOLDER]

It makes a Debian with debootstrap in FOLDER, unless there is one. In it, it runs Gradescope's zip as
Gradescope's harness does, and Autolab's job in the image of its Dockerfile. Each grades our own work, a
broken hand-in, a hostile one, and garbage. In a chroot, namespaces and mounts are not available, as in a
container. If the Debian is the root of the mounts, they are, and Autolab's job is tried with full isolation
too. Needs root, debootstrap and the network. Exit code 0: all is right. 1: something is wrong, or was not
tried.
"""

import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from autograder.grading.result import POINTS  # noqa: E402
from autograder.grading.running.jail.syscalls import (  # noqa: E402
    CLONE_NEWNS,
    MS_BIND,
    MS_PRIVATE,
    MS_REC,
    change_root,
    mount,
    unshare,
)
from hw1.handin import build_handin  # noqa: E402

RELEASE = "bookworm"  # of Debian, as in deploy/autolab/Dockerfile
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
DEVICES = [Path("/dev", name) for name in ("null", "zero", "random", "urandom")]
STALE = '{"score": 1000}'
NO_LAYER = (
    "this machine cannot isolate a hand-in: "  # a chroot has no namespaces and mounts, as containers have not
)
# For each term: the broken file and method, the problem that loses points for it, and one that does not.
SPOILT = {
    "fall": ("mytorch/tensor.py", "Tensor.__sub__", "subtract", "multiply"),
    "spring": ("mytorch/activation.py", "Sigmoid.derivative", "activations", "loss"),
}
ANSWERS = {"fall": "mytorch.tensor", "spring": "classic_mlp.activation"}
BROKEN = "\n{method} = lambda self, other=None: self\n"
HOSTILE = """
import importlib, os, sys
{method} = None
def _try(action):
    try:
        action()
    except BaseException:
        pass
for _place in ("/opt", "/autograder", "/home", "/tmp", os.getcwd() + "/.."):
    for _folder, _, _names in os.walk(_place):
        if "{file}" in _names and not _folder.startswith(os.getcwd()):
            sys.path.insert(0, os.path.dirname(_folder))
            for _module in [name for name in sys.modules if name.split(".")[0] in "{answers}".split(".")]:
                sys.modules.pop(_module)
            _try(lambda: setattr({owner}, "{name}", importlib.import_module("{answers}").{method}))
        for _name in _names:
            if _name in ("results.json", "autograde.tar", "run_autograder", "Makefile", "{file}"):
                _try(lambda: open(os.path.join(_folder, _name), "w").write('{{"score": 1000}}'))
for _process in (os.getppid(), -1, 1):
    _try(lambda: os.kill(_process, 9))
_try(lambda: print('{{"scores": {{"{problem}": 1000}}}}', flush=True))
_try(os.fork)
"""


def main() -> None:
    """Build both, make the Debian, try both in it."""
    begin = time.monotonic()
    if os.geteuid() or not shutil.which("debootstrap"):
        give_up("they need root and debootstrap")
    with tempfile.TemporaryDirectory() as folder:
        dist, root = Path(folder, "dist"), Path(sys.argv[1] if sys.argv[1:] else f"{folder}/root")
        for platform, term in itertools.product(("autolab", "gradescope"), POINTS):
            command = [
                sys.executable,
                ROOT / "deploy/build.py",
                platform,
                "--term",
                term,
                "--out",
                dist / term,
            ]
            subprocess.run(command, check=True)
        make_debian(root)
        unshare(
            CLONE_NEWNS
        )  # the mounts end with this process, but for those that keep the folder from going
        mount("none", "/", None, MS_REC | MS_PRIVATE)
        mount("proc", f"{root}/proc", "proc", 0)
        for device in DEVICES:
            mount(str(device), f"{root}{device}", None, MS_BIND)
        try:
            for term in POINTS:
                try_gradescope(root, dist / term / "autograder.zip", term)
            make_image(root)
            for term in POINTS:
                try_autolab(root, dist / term, term)
        finally:
            for place in (Path("/proc"), *DEVICES):
                subprocess.run(["umount", f"{root}{place}"], check=True)
    print(
        f"{len(right)} things are right in both deployments, none is wrong: {time.monotonic() - begin:.0f} s"
    )


def give_up(why: str) -> None:
    """End with exit code 1, so that nobody takes it for tried."""
    sys.exit(f"*** THE DEPLOYMENTS ARE NOT TRIED: {why} ***")


def make_debian(root: Path) -> None:
    """A small Debian, unless it is there, with our resolver, certificates, and places for devices."""
    if not (root / "usr").exists():
        command = ["debootstrap", "--variant=minbase", "--include=ca-certificates", RELEASE, str(root)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            give_up(f"{' '.join(command)} failed: {done.stdout[-1000:]}")
    for path in (Path("/etc/resolv.conf"), Path("/etc/hosts"), CERTIFICATES):
        if path.exists():
            shutil.copy(path, f"{root}{path}")
    for device in DEVICES:
        Path(f"{root}{device}").touch()


def inside(
    root: Path, *command: str, user: str = "root", folder: str = "/", of_mounts: bool = False
) -> tuple[int, str]:
    """Run a command there; its exit code, and what it says on both streams, as a container's log has it.

    The folder is made the root of the mounts, or of the process alone, in which case the kernel lets nobody
    make namespaces.
    """
    settings = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    settings |= {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
    settings |= {"HOME": folder, "PIP_CERT": str(CERTIFICATES), "PIP_DEFAULT_TIMEOUT": "120"}
    shell = ["sh", "-c", 'cd "$0" && exec "$@"', folder, *command]

    def make_root_of_mounts() -> None:
        unshare(CLONE_NEWNS)
        mount(str(root), str(root), None, MS_BIND | MS_REC)
        change_root(str(root))

    done = subprocess.run(
        ["chroot", f"--userspec={user}:{user}", "/" if of_mounts else str(root), *shell],
        env=settings,
        preexec_fn=make_root_of_mounts if of_mounts else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def handins(term: str) -> dict[str, bytes]:
    """Tars, by what they are."""
    path, method, problem, _ = SPOILT[term]
    owner, name = method.split(".")
    words = {"method": method, "owner": owner, "name": name, "file": Path(path).name}
    words |= {"answers": ANSWERS[term], "problem": problem}
    with tarfile.open(fileobj=io.BytesIO(build_handin(term)[0])) as tar:
        files = {member.name: tar.extractfile(member).read() for member in tar}
    made = dict[str, bytes]()
    for kind, code in {"ours": "", "broken": BROKEN, "hostile": HOSTILE}.items():
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for file, content in files.items():
                content = content + code.format(**words).encode() if file == path else content
                entry = tarfile.TarInfo(file)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
        made[kind] = packed.getvalue()
    return {**made, "garbage": b"this is no tar"}


right = list[str]()  # what was as it should be


def expect(what: str, good: bool, said: object) -> None:
    """Continue if the condition holds; else end with exit code 1."""
    print(f"{'right' if good else 'WRONG'}: {what}", flush=True)
    if not good:
        sys.exit(f"{said}\n*** WRONG: {what} ***")
    right.append(what)


def expect_points(where: str, term: str, name: str, scores: dict[str, float], said: str) -> None:
    """Whether these are the points of that hand-in."""
    most = POINTS[term]
    _, _, problem, other = SPOILT[term]
    got = {problem: scores.get(problem, 0) for problem in most}
    wanted = {
        "ours": got == most,
        "broken": got[problem] < most[problem] and got[other] == most[other],
        "hostile": got[problem] < most[problem] and sum(got.values()) < sum(most.values()),
        "garbage": not any(got.values()),
    }
    good = set(scores) == set(most) and wanted[name]
    expect(f"{where}: {name} has {sum(got.values()):g} points", good, said)


def try_gradescope(root: Path, packed: Path, term: str) -> None:
    """As Gradescope's harness does: unpack, set up once, run for each submission."""
    place = root / "autograder"
    for old in (place, root / "opt/mytorch"):
        shutil.rmtree(old, ignore_errors=True)
    for folder in ("source", "results"):
        (place / folder).mkdir(parents=True)
    with zipfile.ZipFile(packed) as archive:
        for entry in archive.infolist():
            file = Path(archive.extract(entry, place / "source"))
            file.chmod(entry.external_attr >> 16 & 0o777)
    code, said = inside(root, "/autograder/source/setup.sh")
    expect(f"gradescope, {term}: setup.sh", code == 0, said)
    shutil.copy(place / "source/run_autograder", place)
    for name, content in handins(term).items():
        for as_folder in (False, True) if name == "ours" else (False,):
            _submit(place, content, as_folder=as_folder)
            _expect_results(place, term, name, *inside(root, "/autograder/run_autograder"))
    other = next(name for name in POINTS if name != term)
    _submit(place, handins(other)["ours"], as_folder=False)
    code, said = inside(root, "/autograder/run_autograder")
    report = json.loads((place / "results/results.json").read_text())
    good = code == 0 and report["score"] == 0 and f"grade {other}" in json.dumps(report)
    expect(f"gradescope, {term}: a hand-in of {other} has no points, and is told why", good, report)
    answers = "/opt/mytorch/lib/python3.11/site-packages/classic_mlp"
    code, said = inside(root, "ls", answers, "/autograder/source", user="65534")
    hidden = said.count("Permission denied") == 2
    expect(f"gradescope, {term}: other users cannot read the answers", hidden, said)
    script = (place / "run_autograder").read_text()
    (place / "run_autograder").write_text(script.replace("--isolation process", "--isolation full"))
    _submit(place, handins(term)["ours"], as_folder=False)
    code, said = inside(root, "/autograder/run_autograder")
    gone = not (place / "results/results.json").exists()
    expect(
        f"gradescope, {term}: a missing layer leaves no results",
        code == 1 and gone and NO_LAYER in said,
        said,
    )


def _submit(place: Path, content: bytes, *, as_folder: bool) -> None:
    """Put a hand-in where submissions are, and an earlier one's results where results are."""
    shutil.rmtree(place / "submission", ignore_errors=True)
    (place / "submission").mkdir()
    if as_folder:
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            tar.extractall(place / "submission", filter="data")
    else:
        (place / "submission/handin.tar").write_bytes(content)
    (place / "results/results.json").write_text(STALE)


def _expect_results(place: Path, term: str, name: str, code: int, said: str) -> None:
    """Whether results.json is that of this hand-in."""
    where = f"gradescope, {term}"
    expect(f"{where}: {name}: it ends well", code == 0, said)
    expect(f"{where}: {name}: it says what is not held", "process: hand-ins are held by" in said, said)
    report = json.loads((place / "results/results.json").read_text())
    scores = dict.fromkeys(POINTS[term], 0.0)
    for test in report["tests"]:
        scores[test["tags"][0]] = round(scores[test["tags"][0]] + test["score"], 2)
    expect_points(where, term, name, scores, said)
    total = round(sum(scores.values()), 2)
    expect(f"{where}: {name}: the score is their sum", report["score"] == total, report)


def make_image(root: Path) -> None:
    """What the Dockerfile makes, but for autodriver, which is fetched."""
    shutil.rmtree(root / "opt/mytorch", ignore_errors=True)
    text = (ROOT / "deploy/autolab/Dockerfile").read_text("utf-8").replace("\\\n", " ")
    for line in re.findall(r"^RUN (.*)$", text, re.M):
        if "Tango" not in line and not ("useradd" in line and (root / "home/autograde").exists()):
            code, said = inside(root, "sh", "-c", line)
            expect(f"autolab: {' '.join(line.split())[:60]} …", code == 0, said)


def try_autolab(root: Path, dist: Path, term: str) -> None:
    """Run make, as autodriver does in the image."""
    for isolation, (name, content) in itertools.product(("process", "full"), handins(term).items()):
        where = f"autolab, {term}, {isolation}"
        code, said = _run_job(root, dist, content, isolation, of_mounts=isolation == "full")
        expect(f"{where}: {name}: it ends well", code == 0, said)
        last = said.rstrip().split("\n")[-1]
        expect(f"{where}: {name}: its last line has scores", last.startswith('{"scores"'), said)
        expect_points(where, term, name, json.loads(last)["scores"], said)
    code, said = _run_job(root, dist, handins(term)["ours"], "full", of_mounts=False)
    good = code != 0 and '{"scores"' not in said and NO_LAYER in said
    expect(f"autolab, {term}: a missing layer leaves no scores", good, said)


def _run_job(root: Path, dist: Path, content: bytes, isolation: str, *, of_mounts: bool) -> tuple[int, str]:
    """One job: a folder with three files, and make, as the user autograde."""
    folder = "/home/autograde/job"
    job, owner = Path(f"{root}{folder}"), (root / "home/autograde").stat()
    shutil.rmtree(job, ignore_errors=True)
    job.mkdir()
    shutil.copy(dist / "autograde.tar", job)
    shutil.copy(dist / "autograde-Makefile", job / "Makefile")
    (job / "handin.tar").write_bytes(content)
    for path in (job, *job.iterdir()):
        os.chown(path, owner.st_uid, owner.st_gid)
    command = ("make", f"ISOLATION={isolation}")
    return inside(root, *command, user="autograde", folder=folder, of_mounts=of_mounts)


if __name__ == "__main__":
    main()
