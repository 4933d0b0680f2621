"""The jail's root folder: a small file system in memory, with what Python and NumPy need, read-only."""

import os

from autograder.grading.running.jail.syscalls import (
    MS_BIND,
    MS_NODEV,
    MS_NOEXEC,
    MS_NOSUID,
    MS_PRIVATE,
    MS_REC,
    change_root,
    layer,
    mount,
    restrict_mounts,
)

__all__ = ["DEVICES", "HANDIN", "INSIDE", "MAIN", "enter_root"]

HANDIN, GRADER, DEVICES = "/handin", "/grader", ["/dev/null", "/dev/zero", "/dev/urandom"]
INSIDE = "autograder/grading/running/inside/answering.py"  # what runs, in the folder of our files
MAIN = f"{GRADER}/{INSIDE}"
ASIDE = "/sys"  # a folder that is always there and never holds Python: the new root is mounted over it
ROOT_SIZE = "size=8m,nr_inodes=4k,mode=755"
HANDIN_SIZE = "size=32m,nr_inodes=4k,mode=700"


def enter_root(needs: dict, grader: dict[str, str], owner: int, group: int) -> None:
    """Build the root folder and enter it. The process must have its own mount namespace.

    needs: see needs.py; grader: {relative name: content} of our files inside; owner, group: of /handin.
    """
    with layer("mounts of one's own"):
        mount("none", "/", None, MS_REC | MS_PRIVATE)
        mount("tmpfs", ASIDE, "tmpfs", MS_NOSUID | MS_NODEV, ROOT_SIZE)
        for path in needs["folders"]:
            _bind(path, folder=True)
        for path in needs["masked"]:  # other people's packages, among them the folder that NumPy is in
            mount("tmpfs", ASIDE + path, "tmpfs", MS_NOSUID | MS_NODEV, ROOT_SIZE)
        for path in needs["packages"]:
            _bind(path, folder=True)
        for path in needs["files"]:
            _bind(path, folder=False)
        for name, content in grader.items():
            _file(f"{ASIDE}{GRADER}/{name}", content)
        for path in DEVICES:
            _file(ASIDE + path, "")
        os.mkdir(ASIDE + HANDIN)
        restrict_mounts(ASIDE)
        for path in DEVICES:
            mount(path, ASIDE + path, None, MS_BIND)
        options = f"{HANDIN_SIZE},uid={owner},gid={group}"
        mount("tmpfs", ASIDE + HANDIN, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options)
    with layer("a root folder of one's own"):
        change_root(ASIDE)


def _bind(path: str, *, folder: bool) -> None:
    """Show a file or folder at the same path in the new root."""
    if folder:
        os.makedirs(ASIDE + path, exist_ok=True)
    else:
        _file(ASIDE + path, "")
    mount(os.path.realpath(path), ASIDE + path, None, MS_BIND | MS_REC)


def _file(path: str, content: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(content)
