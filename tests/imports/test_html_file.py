"""Web pages, packed pages and XML of 2003, all called .xls."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from supervisor.errors import ImportFileError
from supervisor.imports import html_file
from supervisor.imports.document import Kind, SheetName, open_document
from supervisor.imports.grid import Area, Cell, NoValue
from supervisor.imports.values import Unit, read

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv=Content-Type content="text/html; charset={charset}">
<style>td {{color: red}}</style></head><body>
<table border=1><caption>座席日报</caption>
<tr><th rowspan=2>工号</th><th rowspan="2">姓名</th><th colspan="2">通话</th></tr>
<tr><th>次数</th><th>时长</th></tr>
<tr><td style='mso-number-format:"\\@"'>0012</td><td>张&nbsp;三<br>组长
<td x:num="0.5">50%</td><td>1:02:03</td></tr>
<tr><td>0013<td><td>&lt;7&gt;</td></tr>
</table>
"""
ROWS = [
    (1, ["工号", "姓名", "通话", None]),
    (2, [None, None, "次数", "时长"]),
    (3, ["0012", "张 三\n组长", 0.5, "1:02:03"]),
    (4, ["0013", None, "<7>"]),
]


def opened_rows(path: Path, sheet: str | None = None) -> list[tuple[int, list[Cell]]]:
    with open_document(path) as opened:
        return [(number, cells) for number, cells in opened.grid(sheet).rows()]


@pytest.mark.parametrize(
    ("claimed", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("utf-8", "utf-8"),
        ("utf-8", "gb18030"),  # the claim is false
        ("gb2312", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("nonsense", "gb18030"),
    ],
)
def test_a_page_is_read_in_its_own_encoding_whatever_it_claims(
    tmp_path: Path, claimed: str, encoding: str
) -> None:
    path = tmp_path / "report.xls"
    path.write_bytes(PAGE.format(charset=claimed).encode(encoding))
    with open_document(path) as opened:
        assert opened.kind == Kind.HTML
        assert opened.sheets == (SheetName("座席日报"),)
        grid = opened.grid()
        assert [(number, cells) for number, cells in grid.rows()] == ROWS
        assert grid.merged == (Area(1, 0, 2, 0), Area(1, 1, 2, 1), Area(1, 2, 1, 3))


def test_a_table_that_frames_another_is_no_table_to_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(
        "<TABLE><TR><TD>menu</TD><TD><table><tr><td>a<td>b<tr><td>1<td>2</table></TD></TR></TABLE>"
        "<table><tr><td>second</table><table></table>"
    )
    with open_document(path) as opened:
        assert opened.sheets == (SheetName("1", True), SheetName("2"), SheetName("3"))
        assert [row.cells for row in opened.grid().rows()] == [["a", "b"], ["1", "2"]]
    assert opened_rows(path, "3") == [(1, ["second"])]


def test_a_page_that_is_cut_off_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2")
    assert opened_rows(path) == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_scripts_and_styles_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(
        "<table><tr><td>a<script>var b = '<td>';</script></td><td><style>x</style>c</td></tr></table>"
    )
    assert opened_rows(path) == [(1, ["a", "c"])]


def test_spans_without_measure_take_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<table><tr><td rowspan=999999>a<td rowspan=0 colspan=-1>b</tr><tr><td>c</table>")
    assert opened_rows(path) == [(1, ["a", "b"]), (2, [None, "c"])]
    path.write_text("<table><tr>" + "<td colspan=16000>a" * 1000 + "</table>")
    with pytest.raises(ImportFileError) as raised:
        open_document(path)
    assert raised.value.reason == "too_large"


def test_a_page_with_too_many_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_file, "CELLS", 100)
    path = tmp_path / "a.xls"
    path.write_text("<table>" + "<tr><td>1<td>2" * 51 + "</table>")
    with pytest.raises(ImportFileError) as raised:
        open_document(path)
    assert raised.value.reason == "too_large"


def test_a_page_packed_as_a_mail_is_read(tmp_path: Path) -> None:
    import base64

    page = base64.encodebytes(PAGE.format(charset="gb2312").encode("gb18030")).decode()
    path = tmp_path / "report.xls"
    path.write_text(
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="==x"\n\n--==x\n'
        "Content-Location: file:///C:/a.htm\nContent-Transfer-Encoding: base64\n"
        f'Content-Type: text/html; charset="gb2312"\n\n{page}\n--==x--\n'
    )
    with open_document(path) as opened:
        assert opened.kind == Kind.MHTML
        assert [(number, cells) for number, cells in opened.grid().rows()] == ROWS


XML = """<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:html="http://www.w3.org/TR/REC-html40">
<Worksheet ss:Name="日报"><Table><Column ss:Width="80"/>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">工号</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="String">通话</Data></Cell>
<Cell><Data ss:Type="String">备注</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">次数</Data></Cell>
<Cell><Data ss:Type="String">时长</Data></Cell></Row>
<Row ss:Index="5"><Cell><Data ss:Type="String">0012</Data></Cell><Cell><Data ss:Type="Number">41</Data></Cell>
<Cell><Data ss:Type="DateTime">1900-01-01T06:05:09.000</Data></Cell>
<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>好</B>的</ss:Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:Formula="=RC[1]"/><Cell><Data ss:Type="Error">#DIV/0!</Data></Cell>
<Cell><Data ss:Type="DateTime">2026-03-01T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="隐"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible>
</WorksheetOptions></Worksheet>
</Workbook>"""


@pytest.mark.parametrize("encoding", ["UTF-8", "GB2312"])
def test_xml_of_2003_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.xls"
    path.write_bytes(XML.format(encoding=encoding).encode("gb18030" if encoding == "GB2312" else "utf-8"))
    with open_document(path) as opened:
        assert opened.kind == Kind.XML
        assert opened.sheets == (SheetName("日报"), SheetName("隐", True))
        grid = opened.grid()
        rows = list(grid.rows())
    day = datetime(2026, 3, 1)  # noqa: DTZ001 - a sheet has no zone
    assert [row.number for row in rows] == [1, 2, 5, 6]
    assert rows[0].cells == ["工号", "通话", None, "备注"]
    assert rows[1].cells == [None, "次数", "时长"]
    assert [
        read(cell, unit)
        for cell, unit in zip(rows[2].cells, (Unit.ID, Unit.COUNT, Unit.SECONDS, Unit.TEXT), strict=True)
    ] == ["0012", 41, 108309, "好的"]
    assert rows[3].cells == [NoValue("=RC[1]"), NoValue("#DIV/0!"), day, True]
    assert grid.merged == (Area(1, 0, 2, 0), Area(1, 1, 1, 2))
    assert grid.hidden_rows == {6}


def test_xml_that_grows_by_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    text = XML.format(encoding="UTF-8").replace(
        "<Workbook", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Workbook'
    )
    path.write_text(text.replace("0012", "&b;"))
    with pytest.raises(ImportFileError) as raised:
        open_document(path)
    assert raised.value.reason == "too_large"


def test_xml_that_is_cut_off_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(XML.format(encoding="UTF-8")[: len(XML) // 2])
    with pytest.raises(ImportFileError) as raised:
        open_document(path)
    assert raised.value.reason == "damaged"
