"""Personal names in Vietnamese news: surnames, the words that stand before a name, and leaders' names in English."""

from __future__ import annotations

_SURNAMES = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý An Âu Bạch Bành Bế Biện Cao Cầm Cấn Châu Chu
Chử Cổ Cù Cung Cự Danh Diệp Doãn Đàm Đào Đậu Đới Điêu Đinh Đoàn Đồng Đường Giáp Giàng Hà Hạ Hán Hàn Hàng Hầu Hoa
Hồng Hứa
Kha Khiếu Khổng Khúc Khuất Kiều Kim Kpa La Lã Lạc Lại Lâm Lăng Lầu Lô Lò Lộc Lục Lương Lưu Lường Lữ Ma Mã Mạc Mạch
Mai Mạnh Mẫn Mộc Mông
Mùa Nghiêm Ngân Nhâm Nhan Nhữ Ninh Nông Phí Phó Phù Phùng Phương Quách Quan Quang Quảng Quế Quyền Sầm Siu Sùng Sử Tạ
Tăng Tào Thạch Thái Thân Thẩm Thào Thi Thiệu Thiều Thò Thôi Tiêu Tiết Tô Tôn Tông Tống Trà Trang Tri Triệu Trịnh
Trình Trưng Trương Từ Tưởng Ứng Ung Uông Vàng Văn Vi Viên Vừ Vương Xa Xeo Xồng Y Yên Cụt Moong Lương Hờ Và Rơ Ksor
Vy Cồ Mào Hạp Thượng Tòng Quàng Cà Lèo Đèo Hủn Bá Già Vù Chương Lộ Phượng Ngũ
"""

_LEAD_INS = """
ông; bà; anh; chị; em; cụ; cô; chú; bác; cậu; cháu; dì; o; thầy; đồng chí; đ/c; cố; má; mẹ; bé; thím; mợ; sư; vua
chúa; hoàng đế; nữ hoàng; đức
PGS.TS.; PGS.TS; PGS. TS; PGS.,TS; GS.TS.; GS.TS; TS.; TS; ThS.; ThS; GS.; GS; PGS.; PGS; BS.; BS; BSCKI; BSCKII
BS.CKII; BS.CKI; CKI; CKII; KS.; KTS.; KTS; NSND; NSƯT; NGND; NGƯT; LS.; LS; Th.S; TSKH
tiến sĩ; thạc sĩ; giáo sư; phó giáo sư; bác sĩ; dược sĩ; kỹ sư; kiến trúc sư; luật sư; nhà giáo; nhà báo; nhà văn
nhà thơ; nhạc sĩ; ca sĩ; nghệ sĩ
họa sĩ; hoạ sĩ; đạo diễn; diễn viên; cô giáo; thầy giáo; học sinh; sinh viên; vận động viên; cầu thủ; tiền đạo
tiền vệ; hậu vệ; thủ môn; trung vệ; võ sĩ; tay vợt; kình ngư; cơ thủ
huấn luyện viên; HLV; trọng tài; đội trưởng; thủ quân; nghệ nhân; ưu tú; nhân dân; già làng; trưởng bản; trưởng thôn
xóm trưởng; khối trưởng; bí thư chi bộ; đảng viên; thương binh; liệt sĩ; anh hùng; dũng sĩ
chiến sĩ; thiếu úy; trung úy; thượng úy; đại úy; thiếu tá; trung tá; thượng tá; đại tá; thiếu tướng; trung tướng
thượng tướng; đại tướng; binh nhất; hạ sĩ; thượng sĩ
tài xế; lái xe; bị cáo; bị can; đối tượng; nghi phạm; nạn nhân; bệnh nhân; thí sinh; doanh nhân; giám đốc
phó giám đốc; tổng giám đốc; chủ tịch; phó chủ tịch; tổng thống; thủ tướng; phó thủ tướng; bộ trưởng; thứ trưởng
ngoại trưởng; đại sứ; bí thư; phó bí thư; tổng bí thư; hiệu trưởng; phó hiệu trưởng; trưởng phòng; trưởng ban
cục trưởng; chi cục trưởng; vụ trưởng; chánh văn phòng; trưởng công an; linh mục; hòa thượng; hoà thượng
đại đức; thượng tọa; ni sư; giáo hoàng; giám mục; mục sư; tổng thư ký; nông dân; ngư dân; chủ hộ; vợ chồng; gia đình
con trai; con gái; chồng là; vợ là; vợ; chồng; tên; tên là; họ tên; hot girl; người mẫu; hoa hậu; á hậu; MC
nhà nghiên cứu; chuyên gia; phóng viên; biên tập viên; tác giả; thượng nghị sĩ; nghị sĩ; tỷ phú; nhà sử học
nhà khoa học; chính trị gia; điều dưỡng; y tá; y sĩ; công nhân; thợ; đoàn viên; hội viên; Ảnh:; Ảnh; Tin:; Bài:
"""

_FOREIGN = """
Hai Bà Trưng = Hai Ba Trung, Trung Sisters; Bà Triệu = Ba Trieu, Lady Trieu; Tập Cận Bình = Xi Jinping
Lý Cường = Li Qiang; Vương Nghị = Wang Yi; Mao Trạch Đông = Mao Zedong
Tôn Trung Sơn = Sun Yat-sen
Đặng Tiểu Bình = Deng Xiaoping; Hồ Cẩm Đào = Hu Jintao; Ôn Gia Bảo = Wen Jiabao; Giang Trạch Dân = Jiang Zemin
Lý Khắc Cường = Li Keqiang
Lê Nin = Lenin, Le Nin; Lênin = Lenin; V.I. Lênin = V.I. Lenin, Lenin; V.I.Lênin = V.I. Lenin, Lenin
Các Mác = Karl Marx, Marx; C.Mác = Karl Marx, Marx; Ăngghen = Engels
Triệu Lập Kiên = Zhao Lijian; Kim Châng Un = Kim Jong Un, Kim Jong-un; Chu Ân Lai = Zhou Enlai; Lưu Bị = Liu Bei
Quan Vũ = Guan Yu; Lý Tiểu Long = Bruce Lee; Thành Long = Jackie Chan
"""


def _entries(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]


def _foreign() -> dict[str, tuple[str, ...]]:
    pairs = (entry.partition(" = ") for entry in _entries(_FOREIGN))
    return {name: tuple(form.strip() for form in english.split(",")) for name, _, english in pairs}


SURNAMES = frozenset(_SURNAMES.split())
LEAD_INS = tuple(sorted(_entries(_LEAD_INS), key=len, reverse=True))
"""Words right before a person's name: address, rank, trade, office; longest first."""

WEAK_LEAD_INS = frozenset(
    [
        *(
            "học sinh",
            "sinh viên",
            "vận động viên",
            "cầu thủ",
            "nông dân",
            "ngư dân",
            "đảng viên",
            "chiến sĩ",
            "gia đình",
        ),
        *(
            "nhân dân",
            "công nhân",
            "liệt sĩ",
            "thương binh",
            "bệnh nhân",
            "thí sinh",
            "doanh nhân",
            "đoàn viên",
            "hội viên",
        ),
        *(
            "chuyên gia",
            "chủ tịch",
            "phó chủ tịch",
            "bí thư",
            "phó bí thư",
            "giám đốc",
            "phó giám đốc",
            "tổng thống",
            "thủ tướng",
        ),
        *(
            "tổng giám đốc",
            "ngoại trưởng",
            "đại sứ",
            "cục trưởng",
            "trưởng công an",
            "hoa hậu",
            "ảnh",
            "người mẫu",
            "mẹ",
            "vợ",
            "chồng",
        ),
        *(
            "huấn luyện viên",
            "hlv",
            "đối tượng",
            "bé",
            "o",
            "ưu tú",
            "phó thủ tướng",
            "bộ trưởng",
            "vua",
            "chúa",
            "tên",
            "anh hùng",
        ),
    ]
)
"""Lead-ins that a place or body may follow just as well: "học sinh Nghệ An"."""

FOREIGN_NAMES = _foreign()
"""Names known in another spelling in English."""

STRONG_SURNAMES = frozenset(
    [
        *(
            "Nguyễn",
            "Trần",
            "Phạm",
            "Huỳnh",
            "Vũ",
            "Võ",
            "Bùi",
            "Đỗ",
            "Ngô",
            "Đinh",
            "Lê",
            "Phan",
            "Đặng",
            "Trịnh",
            "Hoàng",
            "Hồ",
        ),
        *("Phùng", "Doãn", "Quách", "Tạ", "Lữ", "Moong", "Vừ", "Lương", "Trương", "Vương", "Khuất", "Thái"),
    ]
)
"""Surnames that are hardly ever a word of their own."""
