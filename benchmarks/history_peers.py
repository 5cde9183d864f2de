"""A queue_log to agent-day statistics by others: `python history_peers.py pandas|polars|duckdb FILE`.

Runs in the peers' environment, and knows nothing of the project. Answered contacts and talk seconds of each
agent and day (UTC), which is less than an import does: no contacts, no rings, no agents' time.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

NAMES = ["moment", "call", "queue", "agent", "event", "p1", "p2", "p3", "p4", "p5"]
ENDS = ["COMPLETEAGENT", "COMPLETECALLER"]


def by_pandas(path: str) -> tuple[int, int]:
    import pandas as pd

    log = pd.read_csv(
        path,
        sep="|",
        header=None,
        names=NAMES,
        usecols=[0, 3, 4, 6, 7, 8, 9],
        dtype={"agent": "category", "event": "category", "p2": str, "p3": str, "p4": str, "p5": str},
        quoting=3,
        keep_default_na=False,
    )
    log["day"] = log["moment"] // 86400
    answered = log[log["event"] == "CONNECT"].groupby(["agent", "day"], observed=True).size()
    talk = 0
    for events, column in ((ENDS, "p2"), (["BLINDTRANSFER"], "p4"), (["ATTENDEDTRANSFER"], "p4")):
        some = log[log["event"].isin(events)]
        seconds = some[column].astype("int64")
        talk += int(seconds.groupby([some["agent"], some["day"]], observed=True).sum().sum())
    return int(answered.sum()), talk


def by_polars(path: str) -> tuple[int, int]:
    import polars as pl

    # lines have six to eleven fields, and the first line decides how many it would read
    log = (
        pl.scan_csv(path, separator="\x1f", has_header=False, schema={"line": pl.String}, quote_char=None)
        .select(pl.col("line").str.split_exact("|", 9).struct.rename_fields(NAMES).alias("parts"))
        .unnest("parts")
        .with_columns(pl.col("moment").cast(pl.Int64))
    )
    talk = (
        pl.when(pl.col("event").is_in(ENDS))
        .then(pl.col("p2"))
        .when(pl.col("event").is_in(["BLINDTRANSFER", "ATTENDEDTRANSFER"]))
        .then(pl.col("p4"))
        .cast(pl.Int64, strict=False)
    )
    found: Any = (
        log.with_columns(day=pl.col("moment") // 86400, talk=talk)
        .group_by("agent", "day")
        .agg(answered=(pl.col("event") == "CONNECT").sum(), talk=pl.col("talk").sum())
        .select(pl.col("answered").sum(), pl.col("talk").sum())
        .collect()
    )
    return int(found["answered"][0]), int(found["talk"][0])


def by_duckdb(path: str) -> tuple[int, int]:
    import duckdb

    columns = ", ".join(f"'{name}': '{'BIGINT' if name == 'moment' else 'VARCHAR'}'" for name in NAMES)
    (row,) = duckdb.sql(
        f"""
        SELECT sum(answered), sum(talk) FROM (
            SELECT agent, moment // 86400 AS day, count(*) FILTER (event = 'CONNECT') AS answered,
                   sum(CASE WHEN event IN ('COMPLETEAGENT', 'COMPLETECALLER') THEN p2::BIGINT
                            WHEN event IN ('BLINDTRANSFER', 'ATTENDEDTRANSFER') THEN p4::BIGINT END) AS talk
            FROM read_csv('{path}', delim = '|', header = false, quote = '', escape = '', null_padding = true,
                          auto_detect = false, columns = {{{columns}}})
            GROUP BY ALL)"""  # noqa: S608
    ).fetchall()
    return int(row[0]), int(row[1])


if __name__ == "__main__":
    work = {"pandas": by_pandas, "polars": by_polars, "duckdb": by_duckdb}[sys.argv[1]]
    began = time.perf_counter()
    answered, talk = work(sys.argv[2])
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"s": took, "mb": peak, "answered": answered, "talk": talk}))
