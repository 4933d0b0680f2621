"""What tests of the weaker mode need: a Python that every user may run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.grading.running.jail.needs import needs
from autograder.grading.running.jail.syscalls import (
    CLONE_NEWNS,
    MS_BIND,
    MS_PRIVATE,
    MS_REC,
    libc,
    mount,
    unshare,
)

CLONE_FS = 0x200


@pytest.fixture(scope="module")
def within_reach() -> Iterator[None]:
    """Root's Python may stand where no other user may go: then, in mounts of these tests' own, all may."""
    closed = [] if os.geteuid() else _closed([needs()["executable"], needs()["packages_in"]])
    if not closed:
        yield
        return
    here, outside = os.getcwd(), os.open("/proc/self/ns/mnt", os.O_RDONLY)
    unshare(CLONE_NEWNS)
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    for folder, wanted in closed:
        held = os.open(wanted, os.O_PATH)
        mount("tmpfs", folder, "tmpfs", 0, "mode=755")
        os.makedirs(wanted)
        mount(f"/proc/self/fd/{held}", wanted, None, MS_BIND | MS_REC)
        os.close(held)
    assert not _closed([needs()["executable"], needs()["packages_in"]])
    yield
    unshare(CLONE_FS)  # from threads that a test may have left waiting
    assert libc.setns(outside, CLONE_NEWNS) == 0
    os.close(outside)
    os.chdir(here)


def _closed(paths: list[str]) -> list[tuple[str, str]]:
    """The folders above these paths that only their owner may enter, and what is wanted of each."""
    found = {}
    for path in paths:
        for folder in Path(path).parents:
            if not folder.stat().st_mode & 1:
                found[str(folder)] = str(folder / Path(path).relative_to(folder).parts[0])
    return list(found.items())
