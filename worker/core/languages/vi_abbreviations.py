"""What sentence splitting has to know of Vietnamese news: abbreviations with a full stop, and how sentences begin."""

from __future__ import annotations

BEFORE_NAME = frozenset(
    # degrees and academic ranks
    {"GS", "PGS", "TS", "TSKH", "ThS", "Ths", "THS", "Th.S", "Th.s", "T.S", "P.GS", "G.S", "CN", "KS", "KTS", "CKI"}
    | {"CKII", "CK1", "CK2", "BS", "Bs", "B.S", "BSCK", "BSCKI", "BSCKII", "BSCK1", "BSCK2", "BSNT", "DS", "DSCK", "LS"}
    # honours
    | {"NSND", "NSƯT", "NGND", "NGƯT", "TTND", "TTƯT", "AHLĐ"}
    # forms of address, publishers, and what comes with foreign names
    | {"Đ/c", "đ/c", "Đc", "Lm", "LM"}
    | {"NXB", "Nxb", "Mr", "Mrs", "Ms", "Dr", "Prof", "Gen", "Sen", "Rep", "Gov", "Capt", "Lt", "Col", "Sgt", "St"}
    | {"Mt", "Ft", "Sr", "Rev", "Hon", "Pres", "vs", "Vs"}
)
"""A name follows these: the full stop never ends a sentence."""

MOSTLY_BEFORE_NAME = frozenset(
    {"TP", "Tp", "T.P", "TX", "Tx", "T.X", "TT", "Tt", "Q", "P", "H", "X", "Đ", "ĐL", "QL", "KP", "KCN"}
    | {"HLV", "GĐ", "PGĐ", "TGĐ", "CT", "PCT", "BT", "PBT", "HT", "Tr"}
)
"""A place's or a person's name follows these, unless a sentence plainly begins."""

BEFORE_NUMBER = frozenset(
    {"No", "Nr", "Nos", "tr", "Tr", "trg", "p", "pp", "vol", "Vol", "ĐT", "Đt", "đt", "Tel", "tel"} | {"Fig"}
)
"""A number follows these."""

SECTION = frozenset({"điều", "chương", "mục", "phần", "khoản", "bài", "kỳ", "tập", "câu", "bước", "nhóm", "vòng"})
"""At the head of a sentence these and a number are a section's label: "Điều 1. Phạm vi"."""

LETTERED = frozenset(
    {"vitamin", "nhóm", "bảng", "hạng", "khối", "loại", "lớp", "tổ", "khu", "lô", "nhà", "gan", "cúm", "mẫu", "án"}
    | {"điểm", "cấp", "dãy", "tầng", "cụm", "tuyến", "hệ", "mục", "phần", "đội", "phòng", "máu", "đơn", "giải", "bậc"}
    | {"độ", "virus", "siêu", "tia", "hàng"}
)
"""After these a capital letter is a label, not an initial: "vitamin A"."""

ONE_LETTER_WORDS = frozenset({"Á", "Ý", "Ô", "Ớ"})
"""Capital letters that are words by themselves: "châu Á"."""

PLAIN_NAMES = frozenset(
    {"Phan", "Mai", "Cao", "Kim", "Minh", "Thanh", "Anh", "Hoa", "Quang", "Xuân", "Chu", "Lam", "Giang", "Khanh", "Nam"}
    | {"Long", "Sinh", "Tuyên", "Hai", "Ba", "Vi", "Lo", "Moong", "Cao", "Tô", "La", "Vinh", "Trung", "Dung", "Trang"}
)
"""Parts of Vietnamese names that are written without a tone mark or other diacritic."""

STARTERS = frozenset(
    {"Theo", "Sau", "Trước", "Tại", "Ngày", "Đến", "Khi", "Trong", "Hiện", "Ông", "Bà", "Anh", "Chị", "Do", "Từ", "Qua"}
    | {"Với", "Các", "Những", "Đây", "Đồng", "Tuy", "Nhưng", "Để", "Vì", "Nếu", "Bên", "Ngoài", "Cùng", "Cơ", "Công"}
    | {"Lúc", "Khoảng", "Chiều", "Sáng", "Tối", "Trưa", "Đêm", "Hôm", "Năm", "Tháng", "Mới", "Vào", "Trên", "Dưới"}
    | {"Nhờ", "Bởi", "Nay", "Rồi", "Song", "Còn", "Cũng", "Đó", "Điều", "Việc", "Một", "Hai", "Mỗi", "Mọi", "Nhiều"}
    | {"Được", "Bị", "Tuy", "Thế", "Vậy", "Như", "Riêng", "Tổng", "Tính", "Cụ", "Về", "Có", "Không", "Chưa", "Đã"}
    | {"Đang", "Sẽ", "Vụ", "Lực", "Người", "Nạn", "Họ", "Chúng", "Tôi", "Em", "Cháu", "Gia", "Phát", "Ở", "Cả", "Toàn"}
    | {"This", "The", "He", "She", "It", "In", "On", "At"}
)
"""Words that begin sentences and hardly ever a name."""

CONJUNCTIONS = (
    "và",
    "nhưng",
    "song",
    "mà",
    "còn",
    "để",
    "nhằm",
    "do",
    "vì",
    "bởi",
    "nên",
    "khi",
    "nếu",
    "hoặc",
    "trong đó",
    "đồng thời",
)
"""Words before which a long sentence may be cut into clauses."""
