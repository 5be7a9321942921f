"""`make bench`: every room's measurements, or those of the rooms that ONLY names, with commas."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from bench import desk, engine, groups, pages, records, redline, trail
from bench.rows import Row

RESULTS = Path(__file__).with_name("results.json")
ROOMS: Mapping[str, Callable[[], Iterable[Row]]] = {
    trail.ROOM: trail.rows,
    records.ROOM: records.rows,
    engine.ROOM: engine.rows,
    redline.ROOM: redline.rows,
    pages.ROOM: pages.rows,
    desk.ROOM: desk.rows,
    groups.ROOM: groups.rows,
}


def main() -> int:
    """1 where a ratio is out of its bound. A room without a bench is named and passed over."""
    chosen = os.environ.get("ONLY", "").replace(" ", "").split(",")
    rooms = [room for room in chosen if room] or list(ROOMS)
    unknown = sorted(set(rooms) - set(ROOMS))
    if unknown:
        print(f"No bench yet for {', '.join(unknown)}; there is {', '.join(ROOMS)}.")
    signal.signal(signal.SIGTERM, _interrupt)
    found = [row for room in ROOMS if room in rooms for row in _printed(ROOMS[room]())]
    _keep(found, rooms)
    return 0 if all(row.within for row in found) else 1


def _interrupt(_number: int, _frame: object) -> None:
    """As Ctrl+C does, so that every process that was started is ended."""
    raise KeyboardInterrupt


def _printed(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        print(row, flush=True)
        yield row


def _keep(found: Iterable[Row], rooms: Iterable[str]) -> None:
    """Write the rows of these rooms in place of their old ones; the other rooms' stay."""
    kept = [row for row in _earlier() if row["room"] in ROOMS and row["room"] not in rooms]
    order = list(ROOMS)
    every = sorted(
        [*kept, *(row.as_json() for row in found)], key=lambda row: order.index(row["room"])
    )
    RESULTS.write_text(json.dumps(every, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _earlier() -> list[dict[str, Any]]:
    if not RESULTS.exists():
        return []
    rows: list[dict[str, Any]] = json.loads(RESULTS.read_text("utf-8"))
    return rows


if __name__ == "__main__":
    sys.exit(main())
