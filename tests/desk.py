"""Somebody at LibreOffice who opens files, works in them and saves them in several formats: one start of it.

Starting takes two seconds, whatever is done then, so everything is one macro.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

SAVING = {
    "ods": ("calc8", ""),
    "xlsx": ("Calc MS Excel 2007 XML", ""),
    "xls": ("MS Excel 97", ""),
    "csv": ("Text - txt - csv (StarCalc)", "44,34,76,1,,0,false,true,false,false,false,1"),  # the first sheet
    "html": ("HTML (StarCalc)", ""),
    "pdf": ("calc_pdf_Export", ""),
}

_COMPLETED = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><item oor:path="/org.openoffice.Setup/Office">
<prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item></oor:items>"""
"""Otherwise the first start puts its own macros in place of ours."""

_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library"
 xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard"
 xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/>
</library:libraries>"""

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Desk"/>
</library:library>"""

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Desk"
 script:language="StarBasic">{code}</script:module>"""

_SUBS = """
Function Opened(source)
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "Hidden" : how(0).Value = True
  Opened = StarDesktop.loadComponentFromURL(source, "_blank", 0, how())
End Function
Sub Save(book, target, filter, options)
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName" : how(0).Value = filter
  how(1).Name = "FilterOptions" : how(1).Value = options
  book.storeToURL(target, how())
End Sub
Sub SortDown(cells)
  Dim keys(0) As New com.sun.star.table.TableSortField
  keys(0).Field = 0 : keys(0).IsAscending = False
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "SortFields" : how(0).Value = keys()
  how(1).Name = "ContainsHeader" : how(1).Value = False
  cells.sort(how())
End Sub
"""


@dataclass(frozen=True)
class Work:
    """Open *source*, run the lines of Basic in *steps* (``sheet`` is the first sheet there), and save it as
    *stem* in each of *formats* (keys of SAVING)."""

    source: Path
    stem: Path
    formats: Sequence[str]
    steps: Sequence[str] = ()


def work(*all_of_it: Work) -> list[Path]:
    """Do it; the files that were saved. A csv is named with its sheet, too."""
    with tempfile.TemporaryDirectory(prefix="supervisor-desk-") as home:
        user = Path(home) / "user"
        basic = user / "basic" / "Standard"
        basic.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_COMPLETED)
        (user / "basic" / "script.xlc").write_text(_LIBRARIES)
        (basic / "script.xlb").write_text(_LIBRARY)
        (basic / "Desk.xba").write_text(_MODULE.format(code=escape(_code(all_of_it))), encoding="utf-8")
        done = subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={Path(home).as_uri()}",
                "--headless",
                "macro:///Standard.Desk.All",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=240,
            env={**os.environ, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"},
        )
    saved = []
    for each in all_of_it:
        for kind in each.formats:
            found = sorted(each.stem.parent.glob(f"{each.stem.name}*.{kind}"))
            assert found, f"LibreOffice did not save {each.stem.name}.{kind}: {done.stdout.decode()}"
            saved.append(found[0])
    return saved


def _code(all_of_it: Sequence[Work]) -> str:
    lines = [_SUBS, "Sub All()"]
    for each in all_of_it:
        lines += [
            f'book = Opened("{each.source.as_uri()}")',
            "sheet = book.Sheets.getByIndex(0)",
            *each.steps,
        ]
        for kind in each.formats:
            name, options = SAVING[kind]
            target = each.stem.with_name(f"{each.stem.name}.{kind}").as_uri()
            lines.append(f'Save(book, "{target}", "{name}", "{options}")')
        lines.append("book.close(True)")
    return "\n".join([*lines, "End Sub"])
