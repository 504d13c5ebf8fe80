"""The command line: ``tifa analyse INPUT... -o OUT``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq

from tifa.corpus import analyse
from tifa.read import Columns, InputError, find_files, passed_over
from tifa.schemas import SCHEMAS

EXAMPLES = """\
examples:
  tifa analyse seeds -o tables
      five articles, one Parquet file a table
  tifa analyse articles.csv -o tables --text-column content --format csv
      one article a row, tables for a spreadsheet
  tifa analyse corpus/ -o tables --engine dask --scheduler tcp://head:8786
      a folder of Parquet files on a cluster

What could not be read is listed with the reason in the table "rejected"; articles and rejected
rows add up to the inputs.
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
    run.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a file or folder of .txt or .html articles, or a .jsonl, .csv or .parquet file (or a "
        "folder of them) with a text column",
    )
    run.add_argument("-o", "--out", required=True, type=Path, help="the folder for the tables")
    run.add_argument("--format", choices=("parquet", "csv", "jsonl"), default="parquet")
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
    run.add_argument("--scheduler", help="address of a running Dask scheduler")
    run.add_argument("--workers", type=int, default=1, help="processes to use (default: 1)")
    return top


class _Meter:
    """Prints how far a long run is, at most every five seconds."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, done: int, units: int, articles: int) -> None:
        now = time.monotonic()
        if now - self.last >= 5 and done < units:
            self.last = now
            so_far = f", {articles:,} articles" if articles else ""
            print(f"tifa: {done:,} of {units:,} parts done{so_far}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status (0, or 2 for unusable arguments)."""
    given = parser().parse_args(arguments)
    try:
        if given.workers < 1:
            raise InputError("--workers must be 1 or more")
        if given.scheduler and given.engine != "dask":
            raise InputError("--scheduler goes with --engine dask")
        if given.out.exists() and not given.out.is_dir():
            raise InputError(f"{given.out}: not a folder; name a folder for the tables with -o")
        rows = analyse(
            given.inputs,
            given.out,
            form=given.format,
            columns=Columns(given.text_column, given.id_column, given.date_column),
            metadata=given.metadata,
            engine=given.engine,
            scheduler=given.scheduler,
            workers=given.workers,
            progress=_Meter(),
        )
    except InputError as error:
        print(f"tifa: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"tifa: {error.filename}: {error.strerror}; check the path", file=sys.stderr)
        return 2
    others = passed_over(given.inputs, find_files(given.inputs))
    if others:
        names = ", ".join(path.name for path in others[:3]) + (
            f" and {len(others) - 3:,} more" if len(others) > 3 else ""
        )
        print(f"tifa: passed over what is no article: {names}", file=sys.stderr)
    print(f"tifa: {rows['documents']:,} articles, {rows['rejected']:,} rejected, in {given.out}")
    if rows["rejected"]:
        _print_rejected(given.out, given.format)
    return 0


def _print_rejected(out: Path, form: str) -> None:
    """Name the first rejected inputs on standard error."""
    if form == "parquet" and (out / "rejected.parquet").is_file():
        for row in pq.read_table(out / "rejected.parquet").slice(0, 5).to_pylist():
            at = f", row {row['position']}" if row["position"] else ""
            print(f"tifa: {row['path']}{at}: {row['reason']}: {row['detail']}", file=sys.stderr)
    print(f"tifa: all rejected inputs are listed in {out / f'rejected.{form}'}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
