"""The commands ``template`` and ``score``, for a command line that should not load the notebooks' modules for others."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

COMMANDS = ("template", "score")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the two commands to a command line."""
    new = commands.add_parser(
        "template",
        help="write a folder for annotating an article by hand",
        description="Write the restored text, its sentences with offsets, and empty files to fill in.",
    )
    new.add_argument("article", type=Path, help="a .txt or .html article")
    new.add_argument("-o", "--out", type=Path, required=True, help="the folder to write")
    new.add_argument("--paragraphs", type=int, metavar="N", help="take the first N paragraphs only")
    done = commands.add_parser(
        "score",
        help="check an annotated folder and score the parser on it",
        description="Name every fault with file and line, then print agreement and every error.",
    )
    done.add_argument("folder", type=Path, help="the folder with the annotation")


def run(given: argparse.Namespace) -> int:
    """Carry out one of the two commands; return the exit status: 0, 1 for faults, 2 where nothing can be done."""
    from tifa.studies.validation import annotate

    try:
        if given.command == "score":
            return annotate.score(given.folder)
        made = annotate.template(given.article, given.out, given.paragraphs)
    except OSError as error:
        print(f"tifa: {error.filename}: {error.strerror}; check the path", file=sys.stderr)
        return annotate.UNUSABLE
    print(f"tifa: fill in the files in {made}")
    return 0
