"""What this machine's LibreOffice opens, and the smallest presentation that it shows."""

import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile


def opens(part: str) -> bool:
    """Whether a part of it (writer, impress) is installed: each registers its filters in a file."""
    found = shutil.which("soffice")
    return (
        bool(found) and (Path(found).resolve().parents[1] / f"share/registry/{part}.xcd").is_file()
    )


TYPES = "application/vnd.openxmlformats-officedocument.presentationml"
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _relations(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    )


def presentation(text: str) -> bytes:
    """A PowerPoint file (ECMA-376) with one slide that says something."""
    shape = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Text"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        '<p:spPr><a:xfrm><a:off x="500000" y="500000"/><a:ext cx="8000000" cy="1000000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/ppt/presentation.xml" ContentType="{TYPES}.presentation.main+xml"/>'
            f'<Override PartName="/ppt/slides/slide1.xml" ContentType="{TYPES}.slide+xml"/></Types>'
        ),
        "_rels/.rels": _relations("officeDocument", "ppt/presentation.xml"),
        "ppt/_rels/presentation.xml.rels": _relations("slide", "slides/slide1.xml"),
        "ppt/presentation.xml": (
            f'<p:presentation {SPACES}><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst>'
            '<p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>'
            "</p:presentation>"
        ),
        "ppt/slides/slide1.xml": (
            f"<p:sld {SPACES}><p:cSld><p:spTree>"
            '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
            f"<p:grpSpPr/>{shape}</p:spTree></p:cSld></p:sld>"
        ),
    }
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, said in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{said}')
    return made.getvalue()
