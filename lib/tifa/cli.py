"""The command line: ``tifa analyse INPUT... -o OUT`` and ``tifa report CORPUS --out SITE``."""

from __future__ import annotations

import sys

STOPPED = 130
"""The exit status of a run that was stopped by Ctrl-C, as shells have it."""

STOPPED_HERE = "tifa: stopped; the same command goes on from here"

try:
    import argparse
    import errno
    import os
    import signal
    import time
    from collections.abc import Sequence
    from importlib.metadata import version
    from pathlib import Path
    from typing import TextIO

    import pyarrow.parquet as pq

    from tifa.corpus.analysis import analyse
    from tifa.corpus.drawn import MOST
    from tifa.corpus.pieces import ROWS_PER_PIECE
    from tifa.corpus.report import finished_tables, make_report
    from tifa.read import Columns, InputError, find_files, passed_over
    from tifa.schemas import SCHEMAS
    from tifa.sources import shown
    from tifa.studies.validation import commands as annotating
except KeyboardInterrupt:  # this takes long enough for somebody to think better of it
    print(STOPPED_HERE, file=sys.stderr)
    sys.exit(STOPPED)

REMEDIES = {
    errno.ENOSPC: "free some space; the same command goes on from here",
    errno.EDQUOT: "free some space; the same command goes on from here",
    errno.EFBIG: "let larger files be written; the same command goes on from here",
    errno.EACCES: "check who may read and write there",
    errno.EPERM: "check who may read and write there",
    errno.EROFS: "name another folder with -o",
}
"""What to do about what the system does not let us do."""

EXAMPLES = """\
examples:
  tifa analyse seeds -o tables
      five articles, one Parquet file a table
  tifa analyse articles.csv -o tables --text-column content --format csv
      one article a row, tables for a spreadsheet
  tifa analyse corpus/ -o tables --engine dask --scheduler tcp://head:8786
      a folder of Parquet files on a cluster
  tifa report corpus/ --out site
      the whole report as a website (from a checkout of the repository)

What could not be read is listed with the reason in the table "rejected"; articles and rejected
rows add up to the inputs. A run that was stopped goes on where it was when it is started again.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="tifa",
        description="Restore scraped Chinese official reports and find what they say, as tables.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"tifa {version('tifa')}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    run = commands.add_parser(
        "analyse",
        help="clean articles and write the tables",
        description=f"Clean articles and write the tables {', '.join(SCHEMAS)}.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_inputs(run)
    run.add_argument("-o", "--out", required=True, type=Path, help="the folder for the tables")
    run.add_argument("--format", choices=("parquet", "csv", "jsonl"), default="parquet")
    site = commands.add_parser(
        "report",
        help="make the whole report, a website, of a corpus",
        description="Analyse articles, execute the notebooks on them and build the site; of finished "
        "Parquet tables, in a folder, the report is made without analysing again. Needs the "
        "notebooks and the site's sources: run it in a checkout of the repository.",
    )
    _add_inputs(site)
    site.add_argument("-o", "--out", required=True, type=Path, help="the folder for the site")
    site.add_argument(
        "--work",
        type=Path,
        help="the folder for tables and executed notebooks (default: the site's name with -work)",
    )
    site.add_argument(
        "--draw",
        type=int,
        default=MOST,
        metavar="ARTICLES",
        help=f"of a larger corpus, draw so many articles to be read; all are counted (default: {MOST})",
    )
    annotating.add_commands(commands)
    return top


def _add_inputs(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a file or folder of .txt or .html articles, or a .jsonl, .csv or .parquet file (or a "
        "folder of them) with a text column",
    )
    run.add_argument("--text-column", default="text", help="column of the text (default: text)")
    run.add_argument("--id-column", default="id", help="column of the id (default: id, if present)")
    run.add_argument(
        "--date-column",
        default="date",
        help="column of the publication date, used where the page states none (default: date)",
    )
    run.add_argument(
        "--metadata",
        type=Path,
        help="curated facts as CSV with doc_id, field, value, reason (default: metadata.csv in the "
        "input folder, if there is one)",
    )
    run.add_argument("--engine", choices=("local", "dask"), default="local")
    run.add_argument(
        "--scheduler",
        help="address of a running Dask scheduler (default: workers on this machine)",
    )
    run.add_argument(
        "--dashboard",
        metavar="ADDRESS",
        help="where Dask's dashboard listens, such as 127.0.0.1:8787 (default: a free port of the "
        "loopback interface)",
    )
    run.add_argument("--workers", type=int, default=1, help="processes to use (default: 1)")
    run.add_argument(
        "--partition",
        type=int,
        default=ROWS_PER_PIECE,
        metavar="ROWS",
        help=f"rows of a table that are one piece of work (default: {ROWS_PER_PIECE})",
    )


class _Meter:
    """Prints how far a long run is, at most every five seconds."""

    def __init__(self) -> None:
        self.started = self.last = time.monotonic()

    def __call__(self, done: int, parts: int, articles: int) -> None:
        now = time.monotonic()
        if now - self.last >= 5 and done < parts:
            self.last = now
            rate = articles / (now - self.started)
            print(
                f"tifa: {done:,} of {parts:,} parts done, {articles:,} articles, {rate:,.0f} a second",
                file=sys.stderr,
                flush=True,
            )


def _check(given: argparse.Namespace) -> None:
    for name in ("workers", "partition", "draw"):
        if getattr(given, name, 1) < 1:
            raise InputError(f"--{name} must be 1 or more")
    for name in ("scheduler", "dashboard"):
        if getattr(given, name) and given.engine != "dask":
            raise InputError(f"--{name} goes with --engine dask")
    if given.out.exists() and not given.out.is_dir():
        raise InputError(f"{given.out}: not a folder; name a folder with -o")


def _analyse(given: argparse.Namespace, out: Path, form: str) -> dict[str, int]:
    return analyse(
        given.inputs,
        out,
        form=form,
        columns=Columns(given.text_column, given.id_column, given.date_column),
        metadata=given.metadata,
        engine=given.engine,
        scheduler=given.scheduler,
        dashboard=given.dashboard,
        workers=given.workers,
        partition=given.partition,
        progress=_Meter(),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status (0, or 2 for unusable arguments)."""
    given = parser().parse_args(arguments)
    if given.command in annotating.COMMANDS:
        return annotating.run(given)
    try:
        _check(given)
        if given.command == "report":
            work = given.work or given.out.with_name(given.out.name + "-work")
            make_report(given.out, work, lambda tables: _tables(given, tables), given.draw)
        else:
            _tell(given, given.out, given.format)
    except InputError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(_said_by_system(error, given.out))
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # we are leaving
        print(STOPPED_HERE, file=sys.stderr)
        return STOPPED
    return 0


def _fail(message: str) -> int:
    _say(message, sys.stderr)
    return 2


def _say(message: str, file: TextIO) -> None:
    """Print a line, whatever characters file names have brought into it."""
    text = shown(f"tifa: {message}")
    encoding = file.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=file, flush=True)


def _said_by_system(error: OSError, out: Path) -> str:
    """Return what the system did not let us do, in one line."""
    remedy = REMEDIES.get(error.errno or 0, "check the path")
    said = os.strerror(error.errno) if error.errno else str(error)[:200]
    return f"{error.filename or out}: {said}; {remedy}"


def _tables(given: argparse.Namespace, out: Path) -> Path:
    """Return the folder of the tables: that which was given, or ``out`` with those made now."""
    if finished := finished_tables(given.inputs):
        return finished
    _tell(given, out, "parquet")
    return out


def _tell(given: argparse.Namespace, out: Path, form: str) -> None:
    """Analyse the inputs and say what came of them."""
    rows = _analyse(given, out, form)
    others = passed_over(given.inputs, find_files(given.inputs))
    if others:
        names = ", ".join(path.name for path in others[:3]) + (
            f" and {len(others) - 3:,} more" if len(others) > 3 else ""
        )
        _say(f"passed over what is no article: {names}", sys.stderr)
    _say(f"{rows['documents']:,} articles, {rows['rejected']:,} rejected, in {out}", sys.stdout)
    if rows["rejected"]:
        _print_rejected(out, form)


def _print_rejected(out: Path, form: str) -> None:
    """Name the first rejected inputs on standard error."""
    if form == "parquet":
        for row in pq.read_table(out / "rejected.parquet").slice(0, 5).to_pylist():
            at = f", row {row['position']}" if row["position"] else ""
            _say(f"{row['path']}{at}: {row['reason']}: {row['detail']}", sys.stderr)
    _say(f"all rejected inputs are listed in {out / f'rejected.{form}'}", sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
