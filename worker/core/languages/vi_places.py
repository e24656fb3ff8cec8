"""Geography for Vietnamese news: words for kinds of place, and places with the English they go by."""

from __future__ import annotations

from worker.core.languages.vi import romanise

KINDS = {
    "tỉnh": "Province",
    "thành phố": "City",
    "tp.": "City",
    "tp": "City",
    "thị xã": "Town",
    "tx.": "Town",
    "tx": "Town",
    "thị trấn": "Township",
    "quận": "District",
    "huyện": "District",
    "phường": "Ward",
    "xã": "Commune",
    "đặc khu": "Special Zone",
    "thôn": "Hamlet",
    "xóm": "Hamlet",
    "bản": "Hamlet",
    "làng": "Village",
    "ấp": "Hamlet",
    "buôn": "Village",
    "khối": "Residential Quarter",
    "tổ dân phố": "Residential Group",
    "khu phố": "Quarter",
    "khu dân cư": "Residential Area",
    "đường": "Street",
    "phố": "Street",
    "ngõ": "Lane",
    "quốc lộ": "National Highway",
    "ql": "National Highway",
    "tỉnh lộ": "Provincial Road",
    "đường tỉnh": "Provincial Road",
    "đt": "Provincial Road",
    "cao tốc": "Expressway",
    "cầu": "Bridge",
    "đèo": "Pass",
    "dốc": "Slope",
    "ga": "Station",
    "cảng": "Port",
    "sân bay": "Airport",
    "cửa khẩu": "Border Gate",
    "chợ": "Market",
    "sông": "River",
    "suối": "Stream",
    "khe": "Stream",
    "thác": "Waterfall",
    "hồ": "Lake",
    "đập": "Dam",
    "cống": "Sluice",
    "hồ chứa nước": "Reservoir",
    "thủy điện": "Hydropower Plant",
    "hang": "Cave",
    "động": "Cave",
    "cồn": "Islet",
    "bến": "Wharf",
    "dãy": "Range",
    "đồn": "Post",
    "cửa": "Estuary",
    "núi": "Mountain",
    "đảo": "Island",
    "quần đảo": "Archipelago",
    "vịnh": "Bay",
    "biển": "Sea",
    "bãi biển": "Beach",
    "vườn quốc gia": "National Park",
    "khu bảo tồn": "Nature Reserve",
    "khu công nghiệp": "Industrial Park",
    "kcn": "Industrial Park",
    "khu kinh tế": "Economic Zone",
    "cụm công nghiệp": "Industrial Cluster",
    "đền": "Temple",
    "chùa": "Pagoda",
    "đình": "Communal House",
    "nhà thờ": "Church",
    "quảng trường": "Square",
    "công viên": "Park",
    "sân vận động": "Stadium",
    "sân": "Stadium",
    "nhà thi đấu": "Gymnasium",
    "khu di tích": "Relic Site",
    "nghĩa trang": "Cemetery",
}
"""Words right before a place's name, with the English that goes after it (before it for roads)."""

BEFORE = frozenset(
    {"quốc lộ", "ql", "tỉnh lộ", "đường tỉnh", "đt", "thôn", "xóm", "khối", "tổ dân phố", "khu phố", "ấp"}
)
"""Kinds whose English stands before a number: National Highway 7C, Hamlet 5."""

_PLAIN = """
An Giang; Bà Rịa - Vũng Tàu; Bà Rịa; Vũng Tàu; Bắc Giang; Bắc Kạn; Bạc Liêu; Bắc Ninh; Bến Tre; Bình Định; Bình Dương;
Bình Phước; Bình Thuận; Cà Mau; Cần Thơ; Cao Bằng; Đà Nẵng; Đắk Lắk; Đắc Lắc; Đắk Nông; Điện Biên; Điện Biên Phủ;
Đồng Nai; Đồng Tháp; Gia Lai; Hà Giang; Hà Nam; Hà Tĩnh; Hải Dương; Hải Phòng; Hậu Giang; Hòa Bình; Hưng Yên;
Khánh Hòa; Kiên Giang; Kon Tum; Lai Châu; Lâm Đồng; Lạng Sơn; Lào Cai; Long An; Nam Định; Nghệ An; Ninh Bình;
Ninh Thuận; Phú Thọ; Phú Yên; Quảng Bình; Quảng Nam; Quảng Ngãi; Quảng Ninh; Quảng Trị; Sóc Trăng; Sơn La; Tây Ninh;
Thái Bình; Thái Nguyên; Thanh Hóa; Thừa Thiên Huế; Thừa Thiên - Huế; Huế; Tiền Giang; Trà Vinh; Tuyên Quang; Vĩnh Long;
Vĩnh Phúc; Yên Bái; Vinh; Nha Trang; Đà Lạt; Hạ Long; Biên Hòa; Buôn Ma Thuột; Pleiku; Quy Nhơn; Tam Kỳ; Hội An;
Đồng Hới; Đông Hà; Thủ Đức; Thủ Dầu Một; Mỹ Tho; Long Xuyên; Rạch Giá; Phú Quốc; Côn Đảo; Sa Pa; Móng Cái; Cửa Lò;
Hoàng Mai; Thái Hòa; Anh Sơn; Con Cuông; Diễn Châu; Đô Lương; Hưng Nguyên; Kỳ Sơn; Nam Đàn; Nghi Lộc; Nghĩa Đàn;
Quế Phong; Quỳ Châu; Quỳ Hợp; Quỳnh Lưu; Tân Kỳ; Thanh Chương; Tương Dương; Yên Thành; Hồng Lĩnh; Kỳ Anh; Cẩm Xuyên;
Can Lộc; Đức Thọ; Hương Khê; Hương Sơn; Lộc Hà; Nghi Xuân; Thạch Hà; Vũ Quang; Sầm Sơn; Nghi Sơn; Cam Ranh; Hà Tiên;
Châu Đốc; Phan Thiết; Phan Rang; Tuy Hòa; Bảo Lộc; Tây Hồ; Ba Đình; Kim Liên; Cát Bà; Lý Sơn; Bạch Long Vĩ; Phú Quý
"""

_ENGLISH = """
Việt Nam = Vietnam, Viet Nam, Vietnamese; Hà Nội = Hanoi, Ha Noi, Hanoian
Hồ Chí Minh = Ho Chi Minh City, HCM City, HCMC, Ho Chi Minh; HCM = Ho Chi Minh City, HCM City, HCMC, Ho Chi Minh
Sài Gòn = Saigon, Sai Gon
Đà Nẵng = Da Nang, Danang; Hải Phòng = Hai Phong, Haiphong; Huế = Hue; Đà Lạt = Da Lat, Dalat; Sa Pa = Sapa, Sa Pa
Hoàng Sa = Hoang Sa, Paracel; Trường Sa = Truong Sa, Spratly; biển Đông = East Sea, South China Sea
Bắc Trung Bộ = North Central, Northern Central; Nam Trung Bộ = South Central, Southern Central
Trung Bộ = Central; Bắc Bộ = North, Northern, Tonkin, Bac Bo; Nam Bộ = South, Southern, Nam Bo
Đông Nam Bộ = Southeast, South-east, Southeastern; Tây Nam Bộ = Southwest, South-west, Mekong
Tây Bắc = Northwest, North-west, Northwestern, Tay Bac; Đông Bắc = Northeast, North-east, Northeastern
Việt Bắc = Viet Bac; Tây Nguyên = Central Highlands, Tay Nguyen
duyên hải miền Trung = Central Coast; miền Trung = Central, the centre, the center
miền Bắc = North, Northern; miền Nam = South, Southern; miền Tây = West, Western, Mekong
đồng bằng sông Cửu Long = Mekong Delta; đồng bằng sông Hồng = Red River Delta; sông Cửu Long = Mekong
Bắc Giang = Bac Giang; châu Âu = Europe, European, EU; châu Á = Asia, Asian; châu Phi = Africa, African
châu Mỹ = Americas, America; châu Đại Dương = Oceania; Đông Nam Á = Southeast Asia, South-east Asia, Southeast Asian
Đông Á = East Asia; Nam Á = South Asia; Trung Đông = Middle East; Trung Á = Central Asia; Bắc Mỹ = North America
Mỹ Latinh = Latin America; Nam Mỹ = South America; Đông Âu = Eastern Europe; Tây Âu = Western Europe
Thái Bình Dương = Pacific; Đại Tây Dương = Atlantic; Ấn Độ Dương = Indian Ocean; Địa Trung Hải = Mediterranean
Trung Quốc = China, Chinese; Nhật Bản = Japan, Japanese; Hàn Quốc = South Korea, Korea, Korean
Triều Tiên = North Korea, DPRK, Korea; Đài Loan = Taiwan, Taiwanese; Hồng Kông = Hong Kong; Hong Kong = Hong Kong
Ma Cao = Macau, Macao; Lào = Laos, Lao, Laotian; Campuchia = Cambodia; Căm-pu-chia = Cambodia
Thái Lan = Thailand, Thai; Myanmar = Myanmar, Burma; Malaysia = Malaysia; Singapore = Singapore
Xin-ga-po = Singapore; Indonesia = Indonesia; Philippines = Philippines, Filipino, Philippine; Brunei = Brunei
Đông Timor = Timor; Timor-Leste = Timor; Ấn Độ giáo = Hindu; Ấn Độ = India, Indian; Pakistan = Pakistan
Bangladesh = Bangladesh
Nepal = Nepal; Sri Lanka = Sri Lanka; Afghanistan = Afghan; Iran = Iran; Iraq = Iraq; Israel = Israel
Palestine = Palestin; Syria = Syria; Thổ Nhĩ Kỳ = Turkey, Turkish, Türkiye; Ả Rập Xê Út = Saudi; Ả Rập Saudi = Saudi
Qatar = Qatar; UAE = UAE, United Arab Emirates; Kuwait = Kuwait; Nga = Russia; Liên bang Nga = Russia
Liên Xô = Soviet, USSR; Ukraine = Ukrain; Ba Lan = Poland, Polish; Đức = German; Pháp = France, French
Anh = Britain, British, UK, England, English, United Kingdom; Vương quốc Anh = Britain, British, UK, United Kingdom
Ý = Ital; Italia = Ital; I-ta-li-a = Ital; Tây Ban Nha = Spain, Spanish; Bồ Đào Nha = Portug
Hà Lan = Netherlands, Dutch, Holland
Bỉ = Belgi; Thụy Sĩ = Switzerland, Swiss; Thụy Điển = Swed; Na Uy = Norw; Phần Lan = Finland, Finnish
Đan Mạch = Denmark, Danish; Áo = Austria; Hy Lạp = Greece, Greek; Hungary = Hungar; Séc = Czech; Cộng hòa Séc = Czech
Slovakia = Slovak; Romania = Romania; Bulgaria = Bulgaria; Serbia = Serbia; Croatia = Croatia; Ireland = Ireland, Irish
Scotland = Scot; Belarus = Belarus; Kazakhstan = Kazakh; Mỹ = US, U.S, America, United States, USA
Hoa Kỳ = US, U.S, America, United States, USA; Canada = Canad; Mexico = Mexic, Mex; Cuba = Cuba; Brazil = Brazil
Braxin = Brazil; Argentina = Argentin; Chile = Chile; Peru = Peru; Colombia = Colombia; Venezuela = Venezuel
Ai Cập = Egypt; Nam Phi = South Africa; Angola = Angola; Mozambique = Mozambi; Algeria = Algeria; Morocco = Morocc
Nigeria = Nigeria; Kenya = Kenya; Ethiopia = Ethiopia; Úc = Australia, Aussie; Ôxtrâylia = Australia
Australia = Australia; New Zealand = New Zealand, Kiwi; Đài Bắc = Taipei; Bắc Kinh = Beijing; Thượng Hải = Shanghai
Quảng Châu = Guangzhou; Thâm Quyến = Shenzhen; Vũ Hán = Wuhan; Quảng Tây = Guangxi; Quảng Đông = Guangdong
Vân Nam = Yunnan; Nam Ninh = Nanning; Trùng Khánh = Chongqing; Tokyo = Tokyo; Osaka = Osaka; Seoul = Seoul
Bình Nhưỡng = Pyongyang; Băng Cốc = Bangkok; Bangkok = Bangkok; Viêng Chăn = Vientiane; Vientiane = Vientiane
Phnôm Pênh = Phnom Penh; Phnom Penh = Phnom Penh; Xiêng Khoảng = Xiengkhouang, Xieng Khouang
Bô-li-khăm-xay = Bolikhamxay; Bolikhamxay = Bolikhamxay; Jakarta = Jakarta; Manila = Manila; Kuala Lumpur = Kuala Lumpur
New Delhi = New Delhi; Moscow = Moscow; Matxcơva = Moscow; Mát-xcơ-va = Moscow; Paris = Paris; London = London
Luân Đôn = London; Berlin = Berlin; Rome = Rome; Brussels = Brussels; Geneva = Geneva; Washington = Washington
New York = New York; Los Angeles = Los Angeles; California = California; Sydney = Sydney; Melbourne = Melbourne
La Habana = Havana; Kiev = Kiev, Kyiv; Kyiv = Kiev, Kyiv; Dubai = Dubai; Tel Aviv = Tel Aviv; Gaza = Gaza
Phúc Kiến = Fujian; Hồ Bắc = Hubei; Tân Cương = Xinjiang; Tây Tạng = Tibet; Tứ Xuyên = Sichuan; Hải Nam = Hainan
Nam Kinh = Nanjing; Thiên Tân = Tianjin; biển Đen = Black Sea; biển Đỏ = Red Sea; biển Bắc = North Sea
La Mã = Rome, Roman
biển Địa Trung Hải = Mediterranean; eo biển Anh = English Channel; Ôn Châu = Wenzhou; Hàng Châu = Hangzhou
Chiết Giang = Zhejiang
biển Baltic = Baltic; Mông Cổ = Mongol; Hồng Hải = Red Sea; Bắc Ireland = Northern Ireland; xứ Wales = Wales, Welsh
biển San hô = Coral Sea; Liên Thái Bình Dương = Pan Pacific, Pan-Pacific, Trans-Pacific
Nam Thái Bình Dương = South Pacific, Southern Pacific; Bắc Thái Bình Dương = North Pacific, Northern Pacific
Bắc Đại Tây Dương = North Atlantic; Nam Đại Tây Dương = South Atlantic; Bắc Băng Dương = Arctic Ocean
Nam Cực = Antarctic, South Pole; Bắc Cực = Arctic, North Pole; biển Hoa Đông = East China Sea; Bột Hải = Bohai
biển Bột Hải = Bohai Sea; biển Hoàng Hải = Yellow Sea; biển Caspi = Caspian; biển Caribe = Caribbean
biển Ả Rập = Arabian Sea; biển Aegean = Aegean; Thiểm Tây = Shaanxi; Cam Túc = Gansu; Liêu Ninh = Liaoning
Hắc Long Giang = Heilongjiang; Giang Tô = Jiangsu; Nội Mông = Inner Mongolia; Ninh Hạ = Ningxia; Thành Đô = Chengdu
Côn Minh = Kunming; Hạ Môn = Xiamen; Thanh Đảo = Qingdao; Đại Liên = Dalian; Cáp Nhĩ Tân = Harbin
Thẩm Dương = Shenyang; Hợp Phì = Hefei; Liễu Châu = Liuzhou; Bằng Tường = Pingxiang
Tehran = Tehran; Istanbul = Istanbul; Bắc Âu = Northern Europe, Nordic; Bắc Phi = North Africa
"""


def _table() -> dict[str, tuple[str, ...]]:
    """Places by their Vietnamese name, in the spelling with "oà"."""
    table: dict[str, tuple[str, ...]] = {
        name: (romanise(name),) for name in (" ".join(part.split()) for part in _PLAIN.split(";"))
    }
    for entry in _ENGLISH.replace("\n", ";").split(";"):
        name, _, english = entry.partition("=")
        if english:
            table[name.strip()] = tuple(form.strip() for form in english.split(","))
    return table


ENGLISH_NAMES = _table()
"""Vietnamese name -> accepted English; a form may be the stem that a noun and its adjective share (Ital, German)."""

COMMON_WORDS = frozenset({"Anh", "Đức", "Pháp", "Mỹ", "Ý", "Áo", "Nga", "Bỉ", "Vinh", "Huế", "Úc", "Lào", "Séc"})
"""Single syllables that are also other words or personal names."""
