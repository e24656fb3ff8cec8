"""Pairs of opposites: Vietnamese words that say one side, and English that would say the other.

Each pair was tried on 90,000 sentences that people translated: `python -m benchmarks.opposites` counts how often it
doubts one of them, and how many it would catch if the English said the opposite. All are alternatives of a regular
expression and stand for whole words.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Side:
    """One of two opposites."""

    says: str
    """Vietnamese words that say this and nothing else."""
    may_say: str
    """Vietnamese words that people translate with this side's English at times, beside those that say it."""
    english: str


OPPOSITES: dict[str, tuple[Side, Side]] = {
    "direction": (
        Side(
            "tăng",
            "nâng|lên|mọc|thêm|ngày càng|càng|phát triển|dần|vượt|dậy|trỗi|nổi|bùng|hưng|đi lên",
            r"increas(?:e|es|ed|ing)|rises?|risen|rising|rose|gr[eo]w(?:s|n|ing)?|growth|surg(?:e|es|ed|ing)|soar\w*",
        ),
        Side(
            "giảm",
            "hạ|sụt|rớt|tụt|lùi|thấp|xuống|bớt|mất|suy|cắt|dịu|rơi|ngã|đổ|sập|ngủ|lạc|bỏ|thu hẹp|thu|kém|hao|lở|vơi|"
            "thoái|yếu|gãy|rụng|thả|bại",
            r"decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|reduc(?:e|es|ed|ing|tion)|drop(?:s|ped|ping)?|fell|"
            r"fall(?:s|en|ing)?|slump\w*|plung\w*|shr[aiu]nk\w*",
        ),
    ),
    "trade": (Side("xuất khẩu", "xuất|bán", r"export\w*"), Side("nhập khẩu", "nhập|mua", "import(?:s|ed|ing|er|ers)?")),
    "buying": (
        Side("mua|thu mua", "sắm|chi|đặt", "buy|buys|buying|bought|buyers?|purchas(?:e|es|ed|ing)"),
        Side("bán", "tiêu thụ|đấu giá|thanh lý|doanh|xuất|bỏ|tẩu tán", "sell|sells|selling|sold|sellers?"),
    ),
    "match": (
        Side(
            "thắng|chiến thắng|đánh bại",
            "vô địch|hạ|hơn|giành|trúng|đắc cử|đoạt|được",
            "w[io]n|wins|winning|winners?|victor(?:y|ies|ious)",
        ),
        Side("thua", "thất bại|mất|thiệt|lỗ|kém|giảm|lạc|sút", "lost|loses?|losing|loss(?:es)?"),
    ),
    "life": (
        Side(
            "ra đời|chào đời|sinh ra|sinh năm|sinh ngày",
            "sinh|đẻ|đẻ ra|SN|tái|khai|gốc|chết non|chết lưu|thai",
            "born|births?",
        ),
        Side(
            "qua đời|từ trần|chết|thiệt mạng|tử vong",
            "mất|hy sinh|hi sinh|tử|giết|vong|diệt|sát|hạ|bỏ mạng|xác|án|chôn|ngã xuống|mạng|quá cố|tận|liệt",
            "died|dead|deaths?|killed|dies|passed away",
        ),
    ),
    "child": (
        Side("con trai|bé trai|nam sinh", "cậu|trai|nam|quý tử|chàng|thằng", "sons?|boys?"),
        Side("con gái|bé gái|nữ sinh", "gái|nữ|cô|nàng|dâu|ái nữ|chị", "daughters?|girls?"),
    ),
    "parent": (
        Side("cha|bố", "ba|thầy|thân phụ|linh mục|phụ|tía|ông", "fathers?"),
        Side("mẹ|má", "u|bầm|thân mẫu|mẫu|bà|đẻ", "mothers?"),
    ),
    "spouse": (
        Side("chồng", "anh|phu|vợ chồng", "husbands?"),
        Side("vợ", "phu nhân|nàng|hôn thê|chị|vợ chồng|cưới", "wife|wives"),
    ),
    "door": (
        Side("mở cửa|khai mạc|khánh thành|khai trương", "mở|khai|hở|ngỏ|bóc", r"open(?:s|ed|ing)?|inaugurat\w*"),
        Side(
            "đóng cửa|bế mạc",
            "đóng|kết thúc|khép|phong tỏa|phong toả|ngừng|chấm dứt|kín|chặn|tắt|sập|gần|ngưng|đình|dừng|nhắm|giam",
            r"clos(?:ed|ing|es)|shut\w*",
        ),
    ),
    "licence": (
        Side(
            "cho phép|được phép",
            "phép|cho|để|được|thể|cấp|nhận|dành|khiến|chấp",
            "allow(?:s|ed|ing)?|permit(?:s|ted|ting)?",
        ),
        Side(
            "cấm|nghiêm cấm",
            "không|ngăn|chặn|cản|lệnh|đừng|tránh|hạn|chống|loại|đình chỉ|kiêng",
            r"bans?|banned|banning|forbid\w*|forbade|prohibit\w*",
        ),
    ),
    "consent": (
        Side(
            "ủng hộ|tán thành|đồng ý|tán đồng",
            "hỗ trợ|đồng tình|giúp|hậu thuẫn|nhất trí|thông qua|duyệt|thỏa thuận|chấp|thuận|thống nhất|cổ|đỡ|nâng|"
            "trợ|phụ|chu cấp|ký|bỏ phiếu|hợp|hiệp|cho|nuôi|hòa|đồng",
            "support(?:s|ed|ing|ers?)?|agree[sd]?|agreeing|approv(?:e|es|ed|ing)",
        ),
        Side(
            "phản đối|bác bỏ",
            "chống|bác|từ chối|phản|trái|loại|không|đối|khước|vật|mục|phía|chối|bỏ|gạt|ngược|thải|chê",
            r"oppos(?:e|es|ed|ing)|reject(?:s|ed|ing)?|object(?:s|ed)|disagree\w*",
        ),
    ),
    "outcome": (
        Side("thành công", "được|đạt|nối|kế|thắng|trúng|tiếp|thành", r"success(?:es|ful|fully)?|succeed\w*"),
        Side(
            "thất bại",
            "hỏng|không|trượt|vỡ|sai|kém|chưa|suy|phá|thua|đổ|trục trặc|bất|tan|thiếu|sập|liệt|mất|rớt|bại|chẳng|"
            "lỗi|ngừng|bỏ|quên",
            "fail(?:s|ed|ing)?|failures?",
        ),
    ),
    "weather": (
        Side("nóng|nắng nóng", "nắng|nhiệt|ấm|sôi|hâm|gay|hot|sốt|cay|đun", r"hot|hotter|hottest|heat\w*"),
        Side("lạnh|rét", "giá|mát|băng|nguội|cảm|đông|đá|tuyết|cúm|nhạt|bình tĩnh", "cold|colder|coldest|chilly?"),
    ),
    "wealth": (
        Side("giàu", "phong phú|phú|thịnh|có|sang|đại gia|của", r"rich|richer|richest|wealth\w*"),
        Side("nghèo", "khó|kém|tội|xấu|tồi|khổ|bần|đói|thiếu|yếu|khốn", "poor|poorer|poorest|poverty"),
    ),
    "limit": (
        Side(
            "tối đa|nhiều nhất", "cao nhất|không quá|lên đến|lên tới|đến|tới|lớn nhất|cực đại", "at most|maximum|up to"
        ),
        Side("tối thiểu|ít nhất", "thấp nhất|trở lên|không dưới|ít ra|chí ít|nhỏ nhất", "at least|minimum"),
    ),
    "balance": (
        Side("lãi|lợi nhuận", "lời|lợi|thu|hưởng", "profit(?:s|able|ed|ing)?"),
        Side("lỗ|thua lỗ", "thua|thiệt|mất|thất|tổn|hao|sụt|giảm|rụng|hụt", "loss(?:es)?"),
    ),
    "law": (
        Side("(?<!bất )hợp pháp", "pháp luật|luật|pháp lý", "legal(?:ly)?|lawful(?:ly)?"),
        Side(
            "trái phép|bất hợp pháp|phi pháp",
            "trái|lậu|vi phạm|phạm|chui|ma túy|cấm|không|bừa|trộm|nhập cư|lén|phi",
            "illegal(?:ly)?|unlawful(?:ly)?",
        ),
    ),
    "school": (
        Side(
            "học sinh|sinh viên|học trò|nữ sinh|nam sinh",
            "học viên|em|trò|học|sinh|môn|đồ|thí sinh|lớp|bạn",
            "students?|pupils?",
        ),
        Side(
            "giáo viên|thầy giáo|cô giáo|nhà giáo", "thầy|cô|giảng viên|giáo|dạy|thày|sư|giảng", "teachers?|lecturers?"
        ),
    ),
    "hospital": (
        Side("bệnh nhân|người bệnh", "bệnh|bị|ca|kiên nhẫn|nhẫn|trường hợp|mắc|điều trị", "patients?"),
        Side("bác sĩ|bác sỹ", "y|thầy thuốc|lương y|tiến sĩ|BS|TS|thầy|khám|viện", "doctors?|physicians?|surgeons?"),
    ),
    "north and south": (
        Side(
            "phía bắc|miền bắc|hướng bắc|tây bắc|đông bắc",
            "bắc|triều|Triều Tiên|Na Uy|Eo",
            "north(?:ern|ward|wards|east|west|eastern|western)?",
        ),
        Side(
            "phía nam|miền nam|hướng nam|tây nam|đông nam|nam bộ",
            "nam|hàn|sài gòn",
            "south(?:ern|ward|wards|east|west|eastern|western)?",
        ),
    ),
    "east and west": (
        Side(
            "phía đông|miền đông|hướng đông|đông bắc|đông nam|phương đông",
            "đông|phục sinh|Á|Trung",
            "east(?:ern|ward|wards)?|northeast(?:ern)?|southeast(?:ern)?",
        ),
        Side(
            "phía tây|miền tây|hướng tây|tây bắc|tây nam|phương tây",
            "tây|âu|Âu|Mỹ",
            "west(?:ern|ward|wards)?|northwest(?:ern)?|southwest(?:ern)?",
        ),
    ),
    "origin": (
        Side("trong nước|nội địa|quốc nội", "nội|nước nhà|quốc gia|gia đình|nước ta", "domestic(?:ally)?"),
        Side(
            "nước ngoài|ngoại quốc",
            "ngoại|quốc tế|ngoài|xa|lạ|tế|viễn|nhập|hải|Tây",
            "foreign(?:ers?)?|abroad|overseas",
        ),
    ),
    "strength": (
        Side(
            "mạnh lên|mạnh mẽ",
            "mạnh|sức|cường|lực|khỏe|khoẻ|vững|quyền|điện|chắc|bền|cao|lớn|rõ|gắt",
            r"strong(?:er|est|ly)?|strengthen\w*",
        ),
        Side(
            "suy yếu|yếu đi|yếu dần",
            "yếu|giảm|suy|nhược|dịu|kém|mềm|điểm|sút|tuần|mỏng|nhẹ",
            "weak(?:er|est|ly|en|ens|ened|ening|ness)?",
        ),
    ),
    "course": (
        Side(
            "bắt đầu|khởi công|khởi động",
            "khởi|mở|khai|từ|đầu|ra|lên|bước|ban đầu|lúc|gây|thành lập|phát|xuất|nổ|tung|vào|ngay|lại",
            "beg[aiu]n(?:s|ning)?|start(?:s|ed|ing)?|launch(?:es|ed|ing)?",
        ),
        Side(
            "kết thúc|chấm dứt",
            "hết|dứt|cuối|xong|bế mạc|dừng|ngừng|thôi|tận|rốt|tới|đến|sau|qua|thành|trở|hoàn|đóng|vỡ|khép|kết|bỏ|"
            "đứt|cùng",
            "end(?:s|ed|ing)|finish(?:es|ed|ing)?|conclud(?:e|es|ed|ing)",
        ),
    ),
    "order": (
        Side(
            "đầu tiên|lần đầu",
            "thứ nhất|đầu|nhất|trước|một|mới|sơ|trưởng|khai|chính|hàng|1|I|vừa|mở|cả|khởi|tiên|ban|đệ",
            "first(?:ly)?",
        ),
        Side(
            "cuối cùng|sau cùng",
            "cuối|chót|kết|vừa qua|trước|qua|vừa rồi|ngoái|kéo dài|gần đây|rồi|hôm|đêm qua|lần cuối|mới|dài|lâu|"
            "chung|tối|sau|hậu|út|hết|cùng|năm nay|tuần|tháng|diễn ra|rốt|bền|duy trì|lại|tồn tại|thứ|vừa|gần|vòng|"
            "chính thức|còn|đến|đã|ngày",
            "last(?:s|ed|ing)?|final(?:ly|s)?",
        ),
    ),
    "morning and afternoon": (
        Side("sáng", "sớm|bình minh|hừng đông|tảng|ngày|mai", "mornings?"),
        Side("chiều", "trưa|tối|hoàng hôn|ngày", "afternoons?"),
    ),
    "morning and evening": (
        Side("sáng", "sớm|bình minh|hừng đông|tảng|rạng|mai|khuya|giờ", "mornings?"),
        Side("tối|đêm", "chiều|khuya|hoàng hôn|hôm qua|dạ|ngủ|giờ|muộn", "evenings?|nights?|tonight"),
    ),
    "summer and winter": (
        Side("mùa hè|mùa hạ|vụ hè|nghỉ hè", "hè|hạ|nóng|tháng", "summers?"),
        Side("mùa đông|vụ đông|giá rét", "đông|rét|lạnh|tháng|tuyết", "winters?"),
    ),
    "spring and autumn": (
        Side("mùa xuân|vụ xuân", "xuân|suối|lò xo|tháng|khoáng|bắt nguồn|nảy|chồi|nhảy|giêng", "springs?"),
        Side("mùa thu|vụ thu", "thu|tháng|lá", "autumns?"),
    ),
    "harm": (
        Side(
            "thiệt mạng|tử vong|chết",
            "mất|hy sinh|hi sinh|tử|giết|vong|qua đời|sát|hạ|mạng|tiêu diệt|thương vong|nạn nhân|diệt|bắn|xác|thảm sát",
            "died|dead|deaths?|killed|dies",
        ),
        Side("bị thương", "thương|đau|chấn|vết|tổn|hại", "injur(?:ed|ies|y|ing)|wound(?:ed|s|ing)?|hurt"),
    ),
    "custody": (
        Side(
            "bắt giữ|bắt giam|tạm giam|tạm giữ",
            "bắt|giam|giữ|khống chế|tóm|truy|tù",
            "arrest(?:s|ed|ing)?|detain(?:s|ed|ing)?|detention",
        ),
        Side(
            "trả tự do|phóng thích|thả",
            "phát hành|công bố|ra mắt|ra|đưa|tung|phát|giải|xả|thải|tiết|thoát|buông|bày|nhả|tự do|miễn|rảnh|rời|"
            "khỏi|cho biết|theo",
            "releas(?:e|es|ed|ing)|freed|freeing",
        ),
    ),
    "esteem": (
        Side(
            "khen thưởng|tặng thưởng|tuyên dương|biểu dương",
            "thưởng|khen|tặng|giải|trao|huy|bằng|danh hiệu|ca ngợi|tôn vinh|phong|vinh|trợ|học bổng|cấp|nhận|ngợi|"
            "hoan nghênh",
            "reward(?:s|ed|ing)?|award(?:s|ed|ing)?|commend(?:s|ed|ing)?|prais(?:e|es|ed|ing)",
        ),
        Side(
            "kỷ luật|khiển trách|cách chức",
            "phạt|phê|rèn|ngành|môn|quở|mắng",
            "disciplin(?:e|es|ed|ing)|reprimand(?:s|ed|ing)?",
        ),
    ),
    "office": (
        Side(
            "bổ nhiệm",
            "chỉ định|cử|phân công|giao|điều|phong|hẹn|chọn|bầu|đặt|lập|trúng|nhậm|giữ chức|bổ",
            "appoint(?:s|ed|ing|ment|ments)?",
        ),
        Side(
            "miễn nhiệm|bãi nhiệm|cách chức|sa thải",
            "loại|bỏ|thải|đuổi|gỡ|xóa|tháo|bác|từ|cắt|phế|dời|tách|lấy|nghỉ|bắn|cháy|nổ|khai hỏa|hỏa|đạn|hủy|xoá|"
            "giải|rút|thôi|gạt|di",
            "dismiss(?:es|ed|ing|al)?|remov(?:e|es|ed|ing|al)|sack(?:s|ed|ing)?|fired",
        ),
    ),
    "amount": (
        Side(
            r"(?:hơn|trên|vượt)(?=\s+\d)",
            "hơn|trên|vượt|quá|nhiều|lớn|cao|ngoài|thêm|trở lên|tối thiểu|không ít",
            "more than",
        ),
        Side(
            r"(?:gần|dưới|chưa đến|chưa tới|chưa đầy)(?=\s+\d)",
            "gần|dưới|chưa|ít|kém|suýt|hầu|sắp|xấp xỉ|thấp|nhỏ|không|thua|khoảng|ngót|mất|giảm|bớt|đa số|cả|toàn|"
            "hết|chậm|non",
            "nearly|almost|less than|fewer than",
        ),
    ),
}
