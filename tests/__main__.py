"""`make test`: all tests on SQLite, then on PostgreSQL where one answers.

Says first what it runs on and what it leaves out. Where `CI` is set nothing may be left out.
The last line is pytest's own.

On SQLite everything runs. On PostgreSQL runs what a database can answer differently: every action,
query, constraint and guard of the rooms, whatever is about several at once, misfortune and two
instances, each address of the site and each action of the desk as everybody, and the pages that are
read by plain SQL. Left to SQLite alone is what asks no database of the run (the rules, the browser,
the command line), and what the pages say in words and fields (marked `page`), since they ask by
queries that ran on both.
"""

import os
import subprocess
import sys

import psycopg

from tests.chromium import chromium
from tests.office import opens

LOCAL = "postgresql:///postgres"
OFFICE = {
    "writer": "how LibreOffice opens our documents",
    "impress": "how PowerPoint files become PDF",
}
"""By the part of LibreOffice, what is tried by it."""


def postgresql() -> tuple[str, str]:
    """The address of a PostgreSQL that answers and what it is, or '' and why there is none."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith(("postgresql:", "postgres:")):
        address = LOCAL
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as error:
        return "", str(error).strip().splitlines()[0]
    return address, f"PostgreSQL {version}"


def run(*arguments: str, database: str = "") -> int:
    """One run of pytest, on SQLite where no database is named."""
    # Hundreds of processes are started: none should compile again what stands compiled.
    left_out = ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
    environment = {k: v for k, v in os.environ.items() if k not in left_out}
    if database:
        environment["DATABASE_URL"] = database
    workers = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
    command = [sys.executable, "-m", "pytest", *workers, *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def main() -> int:
    """Run what can be run here. 0 when all passed and, in CI, nothing was left out."""
    arguments = sys.argv[1:]
    address, what = postgresql()
    browser = chromium()
    missing = []
    if not address:
        missing.append(f"PostgreSQL (none answers: {what})")
    if not browser:
        missing.append("the browser tests (no chromium on this machine)")
    missing += [
        f"{what} (no LibreOffice {part.capitalize()} on this machine)"
        for part, what in OFFICE.items()
        if not opens(part)
    ]
    runs_on = ["SQLite", *([what] if address else []), *([browser] if browser else [])]
    print(f"Tests run on: {', '.join(runs_on)}.")
    print(f"Left out: {'; '.join(missing) or 'nothing'}.", flush=True)
    if missing and os.environ.get("CI"):
        print("In CI nothing may be left out.", file=sys.stderr)
        return 1
    print("On SQLite:", flush=True)
    failed = run("-m", "not postgresql", *arguments)
    if address and not failed:
        print(f"On {what} (what a database can answer differently):", flush=True)
        failed = run("-m", "(database and not page) or postgresql", *arguments, database=address)
    return failed


if __name__ == "__main__":
    sys.exit(main())
