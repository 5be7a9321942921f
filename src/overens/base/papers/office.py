"""Word, PowerPoint and Excel as PDF, by LibreOffice where it is at hand. What it is given is hostile.

It runs by itself: with a profile of its own that is thrown away, no macros, nothing fetched from
elsewhere (and, where the system lets us, no network at all), a time limit, and a process group that ends
with it. What it makes is kept, served as a file to save, and never opened here.
"""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from overens.base.papers.attachments import MOST_BYTES, OFFICE, Kind

SECONDS = 60
"""A presentation of 200 pages takes half of it on a small machine."""
MOST_IN_PREVIEW = 2 * MOST_BYTES
"""Bytes."""
NOWHERE = "http://127.0.0.1:9"
SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">\
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">\
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""
"""No macros and no active content, and links in a document are not followed."""


class CannotPreview(Exception):
    """It could not be made into a PDF."""


def is_at_hand() -> bool:
    """Whether LibreOffice is on this machine."""
    return shutil.which("soffice") is not None


def can_preview(media_type: str) -> bool:
    """Whether it makes a PDF of that kind of file."""
    return any(kind.media_type == media_type for kind in OFFICE.values())


def as_pdf(data: bytes, kind: Kind, seconds: float = SECONDS) -> bytes:
    """The same as PDF. Raises CannotPreview, whatever the reason is."""
    with TemporaryDirectory(prefix="preview-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        profile = place / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS)
        source = place / f"file.{kind.ending}"
        source.write_bytes(data)
        _run(_command(place, profile, source), place, seconds)
        made = place / "file.pdf"
        try:
            if made.stat().st_size > MOST_IN_PREVIEW:
                raise CannotPreview("too large")
            found = made.read_bytes()
        except OSError as error:
            raise CannotPreview("nothing was made") from error
    if not found.startswith(b"%PDF-"):
        raise CannotPreview("no PDF was made")
    return found


def _command(place: Path, profile: Path, source: Path) -> list[str]:
    office = [
        "soffice",
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        "pdf",
        "--outdir",
        str(place),
        str(source),
    ]
    return [*_without_network(), *office]


@cache
def _without_network() -> tuple[str, ...]:
    """What stands before a command so that it sees no network; nothing where the system refuses it."""
    before = ("unshare", "--user", "--map-current-user", "--net")
    if shutil.which(before[0]) is None:
        return ()
    tried = subprocess.run([*before, "true"], capture_output=True, check=False, timeout=10)
    return before if tried.returncode == 0 else ()


def _run(command: list[str], place: Path, seconds: float) -> None:
    """In a session of its own, so that all that it began ends with it."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(place),
        "TMPDIR": str(place),
        "LANG": "C.UTF-8",
        **dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), NOWHERE),
    }
    try:
        process = subprocess.Popen(
            command,
            cwd=place,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise CannotPreview("it does not start") from error
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise CannotPreview("it took too long") from error
    finally:
        _end(process)
    if code:
        raise CannotPreview(f"it ended with {code}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Also what it began and left behind."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
