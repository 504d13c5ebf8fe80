"""The tables to take away: each as Parquet, all as one zip; and what every column means.

The zip is the same for the same tables, byte for byte: names in order, one date, no compression,
since Parquet is compressed already.
"""

from __future__ import annotations

import csv
import re
import shutil
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from evidence import paragraph, table
from markupsafe import Markup

from tifa.schemas import SCHEMAS

HERE = Path(__file__).parent
CONTRACT = HERE.parent / "docs" / "TABLES.md"
ARCHIVE = "tables.zip"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold
KINDS = 24  # a column with no more different values than this has them listed
EVERY = "*"  # in the codebook: the column means the same in every table that has it


@dataclass(frozen=True)
class Column:
    """A column as the codebook has it; `listed` where its values are few and have names."""

    name: str
    meaning: str
    listed: bool


# The files


def write(tables: Path, folder: Path) -> str:
    """Write the tables and their zip into `folder`; what was written."""
    folder.mkdir(parents=True)
    for path in files_of(tables):
        target = folder / path.relative_to(tables)
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)
    with zipfile.ZipFile(folder / ARCHIVE, "w") as archive:
        add(archive, "TABLES.md", CONTRACT)
        add(archive, "codebook.csv", HERE / "codebook.csv")
        for path in files_of(tables):
            add(archive, path.relative_to(tables).as_posix(), path)
    return f"{len(files_of(tables))} files, {size(folder / ARCHIVE)} as one zip"


def files_of(tables: Path) -> list[Path]:
    """The files of an analysis, in order; a large table is a folder of parts."""
    wanted = [path for name in SCHEMAS for path in parts_of(tables, name)]
    return sorted([*wanted, *tables.glob("metadata.csv")])


def parts_of(tables: Path, name: str) -> list[Path]:
    """The files of a table."""
    path = tables / f"{name}.parquet"
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path] if path.exists() else []


def add(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    """Add a file under a name that does not tell where or when it was made."""
    entry = zipfile.ZipInfo(f"tifa-tables/{name}", EPOCH)
    entry.external_attr = 0o644 << 16
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target)


def size(path: Path) -> str:
    """The size of a file in words.

    >>> size(Path(__file__)).endswith("kB")
    True
    """
    n = path.stat().st_size
    return f"{n / 1e6:,.1f} MB" if n >= 1e6 else f"{max(1, round(n / 1e3)):,} kB"


# The pages


def downloads(tables: Path) -> Markup:
    """The page of downloads, for a page at the root."""
    shown = []
    for name in SCHEMAS:
        for path in parts_of(tables, name):
            address = path.relative_to(tables).as_posix()
            link = Markup('<a href="tables/{0}" download>{0}</a>').format(address)
            n = pq.read_metadata(path).num_rows
            what = Markup('<a href="codebook.html#{0}">{1}</a>').format(anchor(name), one_row(name))
            shown.append([link, what, n, size(path)])
    if (tables / "metadata.csv").exists():
        link = Markup('<a href="tables/metadata.csv" download>metadata.csv</a>')
        shown.append([link, "a curated fact with its reason", None, size(tables / "metadata.csv")])
    intro = paragraph(
        'Everything that the report counts is in these tables. <a href="tables/{0}" download>All of'
        ' them in one zip</a>, with the codebook. The <a href="codebook.html">codebook</a> says what'
        " every column means. Files are Parquet, which pandas, R (arrow), DuckDB and Polars read.",
        ARCHIVE,
    )
    return intro + table(["file", "one row is", "rows", "size"], shown, kind="tifa-fit")


def anchor(name: str) -> str:
    """The anchor of a table in the codebook."""
    return f"table-{name}"


def codebook(tables: Path) -> Markup:
    """Every column of every table: its type, what it means, how much of it is filled."""
    return Markup("\n").join(table_part(tables, name) for name in SCHEMAS)


def table_part(tables: Path, name: str) -> Markup:
    """A table of the codebook."""
    found = [pq.read_table(path) for path in parts_of(tables, name)]
    held = pa.concat_tables(found, promote_options="default") if found else None
    shown = [
        [
            Markup("<code>{}</code>").format(column.name),
            type_name(SCHEMAS[name].field(column.name).type),
            Markup(marked(column.meaning)) + values(held, column),
            filled(held, column.name),
        ]
        for column in columns(name)
    ]
    head = Markup('<h2 id="{}"><code>{}</code>: {}</h2>').format(anchor(name), name, one_row(name))
    return head + table(["column", "type", "meaning", "filled"], shown, kind="tifa-codebook")


def filled(held: pa.Table | None, name: str) -> object:
    """The share of rows in which a column has a value."""
    if held is None or name not in held.column_names or not held.num_rows:
        return None
    share = 100 * (held.num_rows - held[name].null_count) / held.num_rows
    return Markup('<span class="num">{}</span>').format(
        f"{share:.0f} %" if share in (0, 100) else f"{share:.1f} %"
    )


def values(held: pa.Table | None, column: Column) -> Markup:
    """The values that occur in a column of few, with their counts."""
    if not column.listed or held is None or column.name not in held.column_names:
        return Markup("")
    counted = {row["values"]: row["counts"] for row in held[column.name].value_counts().to_pylist()}
    counted.pop(None, None)
    if not counted or len(counted) > KINDS:
        return Markup("")
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], str(pair[0])))
    named = Markup(", ").join(
        Markup("<code>{}</code> {:,}").format(written(v), n) for v, n in ordered
    )
    return Markup('<br><span class="tifa-meta">Here: {}</span>').format(named)


def written(value: object) -> str:
    """A value as Parquet and CSV have it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def marked(text: str) -> str:
    """Text of the codebook as HTML: what stands in backquotes is code.

    >>> marked("`a` < b")
    '<code>a</code> &lt; b'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", str(Markup.escape(text)))


def type_name(kind: pa.DataType) -> str:
    """An Arrow type in words.

    >>> type_name(pa.list_(pa.list_(pa.int64()))), type_name(pa.bool_())
    ('list of lists of whole numbers', 'true or false')
    """
    if pa.types.is_list(kind):
        return f"list of {plural(kind.value_type)}"
    if pa.types.is_struct(kind):
        names = [f"{kind.field(n).name}" for n in range(kind.num_fields)]
        return f"record of {', '.join(names)}"
    return {"string": "text", "int64": "whole number", "double": "number", "bool": "true or false"}[
        str(kind)
    ]


def plural(kind: pa.DataType) -> str:
    """An Arrow type in words, of several values."""
    word, _, rest = type_name(kind).partition(" of ")
    return f"{word}s of {rest}" if rest else word if word == "text" else f"{word}s"


# What columns mean


@cache
def meanings() -> dict[tuple[str, str], Column]:
    """The codebook by table and column; the table `*` stands for every table."""
    with (HERE / "codebook.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["table"], row["column"]): Column(row["column"], row["meaning"], row["listed"] == "yes")
        for row in rows
    }


def columns(name: str) -> list[Column]:
    """The columns of a table with their meanings; ValueError names one without any."""
    found = []
    for column in SCHEMAS[name].names:
        known = meanings().get((name, column)) or meanings().get((EVERY, column))
        if known is None:
            raise ValueError(f"site/codebook.csv does not say what {name}.{column} means")
        found.append(known)
    return found


def one_row(name: str) -> str:
    """What one row of a table is, as docs/TABLES.md says."""
    found = re.search(rf"^\| `{name}` \| ([^|]+?) \|", CONTRACT.read_text(encoding="utf-8"), re.M)
    if found is None:
        raise ValueError(f"docs/TABLES.md does not list the table {name}")
    return found[1]


def prose() -> str:
    """The sections of docs/TABLES.md on times, formulas and frames, which define their values."""
    text = CONTRACT.read_text(encoding="utf-8")
    parts = re.split(r"^(?=## )", text, flags=re.M)[1:]
    return "".join(part for part in parts if not part.startswith("## Command line"))
