"""Yes and no, as departments write them beside "Ours?"."""

from __future__ import annotations

from functools import cache

from supervisor.people.likeness import plainly
from supervisor.roundtrip.returned import Scalar
from supervisor.words import everywhere, mark

YES, NO = mark("Yes"), mark("No")
"""What the drop-down of the column offers."""

_YES = ("yes", "y", "true", "1", "1.0", "√", "✓", "✔", "ours", "confirmed", "是", "是的", "对", "确认")
_YES_LONG = ("是本部门", "属于本部门", "本部门", "属本部门", "已确认", "确认是", "属实")
_NO = ("no", "n", "false", "0", "0.0", "×", "✗", "✘", "x", "not ours", "否", "不是", "不", "不对", "非")
_NO_LONG = ("非本部门", "不是本部门", "不属于本部门", "不属本部门", "否认", "不确认")


def read_yes_no(value: Scalar) -> bool | None:
    """Whether *value* says yes; None where it says neither."""
    if isinstance(value, bool):
        return value
    return _words().get(plainly(str(value)).rstrip("。.!！")) if value is not None else None


@cache
def _words() -> dict[str, bool]:
    said = {plainly(word): True for word in (*_YES, *_YES_LONG, *everywhere(YES))}
    return said | {plainly(word): False for word in (*_NO, *_NO_LONG, *everywhere(NO))}
