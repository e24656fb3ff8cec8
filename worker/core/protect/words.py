"""Runs of capitalised words, from which names, places and organisations are made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.core.languages.vi_numbers import roman_value

if TYPE_CHECKING:
    from collections.abc import Sequence

UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
CAPITAL_WORD = rf"(?:[{UPPER}](?:\.[{UPPER}])+\.?(?:[^\W\d_]+)?|[{UPPER}][^\W\d_]*(?:[-'’][^\W\d_]+)*)(?![\w])"
_WORD = re.compile(CAPITAL_WORD)

_COMPOUNDS = """
Rừng phòng hộ; Rừng đặc dụng; Trẻ em; Thủy điện; Nhiệt điện; Điện lực; Du lịch; Cao đẳng; Thế giới; Xô viết
Giao thông; Giao thông vận tải; Thương mại
Nông nghiệp; Xây dựng
Dự án; Đại học; Y tế; Văn hóa; Thể thao; Khoa học; Công nghệ
Kỹ thuật; Sư phạm; Kinh tế; Bảo hiểm; Bưu điện; Viễn thông; Ngoại thương; Chính sách; Đầu tư; Phát triển; Lâm nghiệp
Thủy lợi; Môi trường; Đô thị; Cấp nước; Thoát nước; Mầm non; Tiểu học
Truyền hình; Phát thanh; Hữu nghị; Đa khoa; Phục hồi chức năng; Y học cổ truyền; Kiểm soát bệnh tật; Khuyến nông
Dạy nghề; Hướng nghiệp; Giáo dục; Giáo dục thường xuyên; Biên phòng
Phòng hộ; Quốc tế; Quốc gia; Trung ương; Ngoại ngữ; Tin học; Chính trị; Sản xuất; Dịch vụ; Vận tải; Thực phẩm
Chế biến; Thủy sản; Hải sản; Chăn nuôi; Thú y; Bảo vệ thực vật; Tiền tệ; Doanh nghiệp
Trung học; Trung học cơ sở; Trung học phổ thông; Phổ thông; Nội trú; Bán trú; Cơ sở; Dân tộc; Chuyên khoa; Cổ phần
Trách nhiệm hữu hạn; Một thành viên; Nhà nước; Ngoại giao; Lao động; Bóng đá; Điền kinh
Thiếu nhi; Thanh thiếu niên; Phụ nữ; Thanh niên; Công thương; Tài chính; Kế toán; Nghệ thuật; Mỹ thuật; Âm nhạc
Sân khấu; Dân ca; Tổng hợp; Khoáng sản; Luyện kim; Cơ khí; Xi măng; Mía đường; Dệt may; May mặc
Lương thực; Vật tư; Thuốc lá; Dược phẩm; Xăng dầu; Dầu khí; Hàng không; Hàng hải; Đường sắt; Đường bộ; Cảng vụ
Hải quan; Kiểm lâm; Bảo tồn; Cứu hộ; Chữ thập đỏ; Nhà báo; Nhà văn; Luật gia; Luật sư; Cựu chiến binh
Người cao tuổi; Người khuyết tật; Nông dân; Văn nghệ; Liệt sĩ; Lịch sử; Sinh thái; Công nghiệp; Kiến trúc
Năng lượng; Môi giới; Bất động sản; Tâm thần; Ung bướu; Nhi đồng; Sản nhi; Lao phổi; Mắt; Da liễu; Huyết học
Xuất nhập khẩu; Nhập khẩu; Xuất khẩu; Chứng khoán; Nước sạch; Quản lý; Khí tượng thủy văn; Khí tượng; Thủy văn
Quân y; Quân khu; Quốc phòng; An ninh; Công an; Bảo trợ xã hội; Xã hội; Công tác xã hội; Điều dưỡng
Phát thanh - Truyền hình
"""
COMPOUND = (
    "(?:"
    + "|".join(
        re.escape(word).replace(r"\ ", r"\s")
        for word in sorted(
            {part.strip() for part in _COMPOUNDS.replace("\n", ";").split(";")} - {""}, key=len, reverse=True
        )
    )
    + r")(?!\w)"
)
"""Words of several syllables of which names of bodies capitalise the first alone ("Điện lực")."""

_TITLES = frozenset(
    word
    for line in (
        "PGS TS ThS GS BS KS KTS LS NSND NSƯT NGND NGƯT BSCKI BSCKII CKI CKII TSKH PGS.TS GS.TS TS.BS ThS.BS",
        "BS.CKI BS.CKII HLV MC",
    )
    for word in line.split()
)
_ADDRESSES = ("Ông", "Bà", "Anh", "Chị", "Em", "Cụ", "Cô", "Chú", "Bác", "Cậu", "Cháu", "Thầy", "Bé", "Cố", "Vua")
_ADDRESS_FIRST = re.compile(r"(?:^|[.!?;“\"(–-]\s*)(?:" + "|".join(_ADDRESSES) + ")$")


def _is_numeral(word: str) -> bool:
    """Whether a capitalised word is a Roman numeral of two letters and more."""
    return len(word) > 1 and roman_value(word) is not None


@dataclass(frozen=True, slots=True)
class Run:
    """Capitalised words with single spaces between them."""

    words: tuple[str, ...]
    starts: tuple[int, ...]

    @property
    def start(self) -> int:
        """Where the run begins."""
        return self.starts[0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.starts[-1] + len(self.words[-1])

    def part(self, first: int, last: int) -> Run:
        """Words `first` up to, not including, `last`."""
        return Run(self.words[first:last], self.starts[first:last])


def capital_runs(text: str, taken: Sequence[tuple[int, int]]) -> list[Run]:
    """All runs of capitalised words, cut where a stretch that is `taken` begins or ends, taken words left out."""
    runs: list[Run] = []
    words: list[str] = []
    starts: list[int] = []
    for match in _WORD.finditer(text):
        if (match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] == "_")) or (
            match.end() < len(text) and (text[match.end()].isdigit() or text[match.end()] == "_")
        ):
            continue
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if (
            match.group().rstrip(".") in _TITLES
            or (match.group().endswith(_ADDRESSES) and _ADDRESS_FIRST.search(text[: match.end()]))
            or _is_numeral(match.group())
        ):
            if words:
                runs.append(Run(tuple(words), tuple(starts)))
            words, starts = [], []
            continue
        joined = bool(words) and text[starts[-1] + len(words[-1]) : match.start()] == " "
        if words and not joined:
            runs.append(Run(tuple(words), tuple(starts)))
            words, starts = [], []
        words.append(match.group())
        starts.append(match.start())
    if words:
        runs.append(Run(tuple(words), tuple(starts)))
    return runs
