"""One run at a time in a folder: a lock file says who is there, and the system lets go of the dead."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from tifa.sources import InputError, shown

try:
    import fcntl
except ImportError:  # Windows: nothing is checked there
    fcntl = None  # type: ignore[assignment]

LOCK = ".tifa-run"
"""The file, in the folder of the tables, that a run holds while it writes there."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder while this one writes there.

    The lock of a process that died, however it did, is taken over: the system has let go of it.
    Where a file system knows no locks, nothing is checked. Raises
    :class:`tifa.sources.InputError`, which names the other run, where one is at work.
    """
    path = folder / LOCK
    file = _held(path)
    try:
        _sign(file)
        yield
    finally:
        path.unlink(missing_ok=True)  # before it is let go: who waits for it looks again
        file.close()


@contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Wait until no other process holds a lock file, and hold it; it stays where it is."""
    with path.open("a", encoding="utf-8") as file:
        if fcntl is not None:
            with suppress(OSError):  # no locks on this file system
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _held(path: Path) -> TextIO:
    """Return the lock file, which is ours from now on."""
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with file:
                raise InputError(_taken(path, file)) from None
        except OSError:  # no locks on this file system
            return file
        if _is_still_there(path, file):
            return file
        file.close()


def _is_still_there(path: Path, file: TextIO) -> bool:
    """Tell whether a path still leads to an open file: its run may have ended and removed it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _sign(file: TextIO) -> None:
    file.truncate(0)
    file.write(f"process {os.getpid()} on {socket.gethostname()}, since {time.strftime('%H:%M')}")
    file.flush()


def _taken(path: Path, file: TextIO) -> str:
    file.seek(0)
    other = shown(file.read(200)) or "its process is not known yet"
    return (
        f"{path.parent}: another run is writing there ({other}); wait for it to end, or name "
        "another folder with -o"
    )
