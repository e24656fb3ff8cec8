from __future__ import annotations

import pytest

from worker.core.protect.datelines import find_datelines
from worker.core.protect.find import Context, find_obligations


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("(Báo Mẫu) - Một số thông tin.", "Bao Mau"),
        ("(Tuổi Trẻ) – Chiều 9/1", "Tuoi Tre"),
        ("(Tiếp theo kỳ trước) - Mưa to.", None),
        ("(Hà Nội) - Mưa to.", None),
        ("(TTXVN) - Mưa to.", None),
        ("Ông (Báo Mẫu) - nói.", None),
        ("(Báo Mẫu) nói.", None),
    ],
)
def test_the_paper_that_a_report_begins_with_is_kept(text: str, english: str | None) -> None:
    assert [found.english[0] for found in find_datelines(text)] == ([english] if english else [])


def test_a_dateline_is_one_obligation_among_the_others() -> None:
    found = find_obligations("(Báo Mẫu) - Chiều 9/1, ông Nguyễn Văn Thông đến thăm.", Context())
    assert [one.text for one in found] == ["Báo Mẫu", "9/1", "Nguyễn Văn Thông"]
