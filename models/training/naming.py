"""Names of people, places, firms and buildings, as common and as rare as news has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.training.words import Filled, words
from worker.core.languages.vi import romanise

if TYPE_CHECKING:
    import random

# Half of Vietnam is called by one of six names; the rest of the list must be seen as often as it is hard.
_COMMON = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan")
_RARE = 0.3
"""How often a part of a name is any syllable of the language: what is right for all of them was learnt as a rule."""
_PEOPLES = 0.2
"""How often a person belongs to another people than the Kinh."""

_PLACE_KINDS = {
    "huyện": "{} district", "thị xã": "{} town", "thành phố": "{} city", "quận": "{} district",
    "xã": "{} commune", "phường": "{} ward",
}  # fmt: skip
_NUMBERED_PLACES = (("thôn {}", "Village {}"), ("tổ dân phố {}", "Residential Group {}"), ("khối {}", "Block {}"))
_PLACE_BEGINNINGS = (
    "Nghĩa", "Quỳnh", "Diễn", "Xuân", "Yên", "Thanh", "Châu", "Hưng", "Nam", "Nghi", "Tân", "Vĩnh", "Phú", "An", "Bình",
    "Đông", "Tam", "Hương", "Kỳ", "Cẩm", "Thạch", "Sơn", "Mường", "Nậm", "Na", "Pù", "Huồi", "Bản", "Cửa", "Ea",
    "Krông", "Đắk", "Ia", "Trà", "Long", "Hòa", "Đại", "Quảng", "Vạn", "Kim", "Lạc", "Mỹ", "Thượng", "Hạ", "Pa", "Chư",
    "Suối",
)  # fmt: skip
_LANDMARKS = (
    ("bản {}", "{} village"), ("làng {}", "{} village"), ("thôn {}", "{} village"), ("xóm {}", "{} hamlet"),
    ("buôn {}", "{} hamlet"), ("sông {}", "the {} River"), ("suối {}", "the {} stream"), ("núi {}", "{} Mountain"),
    ("đèo {}", "{} Pass"), ("cầu {}", "{} Bridge"), ("hồ {}", "{} Lake"), ("hồ chứa nước {}", "the {} reservoir"),
    ("đập {}", "{} Dam"), ("chợ {}", "{} market"), ("chùa {}", "{} Pagoda"), ("đền {}", "{} Temple"),
    ("đình {}", "{} Communal House"), ("cảng {}", "{} Port"), ("cửa khẩu {}", "the {} border gate"),
    ("thủy điện {}", "the {} hydropower plant"), ("khu công nghiệp {}", "the {} Industrial Park"),
    ("cụm công nghiệp {}", "the {} industrial cluster"), ("đảo {}", "{} Island"), ("hang {}", "{} Cave"),
    ("rừng {}", "{} forest"), ("cánh đồng {}", "the {} field"), ("ngã tư {}", "the {} crossroads"),
    ("Vườn quốc gia {}", "{} National Park"), ("Trạm Y tế xã {}", "the {} Commune Health Station"),
    ("Trường Tiểu học {}", "{} Primary School"), ("Trường THCS {}", "{} Lower Secondary School"),
    ("Trường THPT {}", "{} Upper Secondary School"), ("Trường Mầm non {}", "{} Kindergarten"),
    ("Đồn Biên phòng {}", "the {} Border Guard Post"), ("ga {}", "{} Station"), ("sân bay {}", "{} Airport"),
)  # fmt: skip
_NAMED_AFTER_PEOPLE = (
    ("đường {}", "{} Street"), ("phố {}", "{} Street"), ("Trường THPT {}", "{} Upper Secondary School"),
    ("Trường Tiểu học {}", "{} Primary School"), ("quảng trường {}", "{} Square"),
    ("nhà thờ họ {}", "the {} family temple"),
)  # fmt: skip
_FIRMS = (
    ("Công ty TNHH {}", "{} Co., Ltd."), ("Công ty CP {}", "{} Joint Stock Company"),
    ("Công ty cổ phần {}", "{} Joint Stock Company"), ("Công ty TNHH Xây dựng {}", "{} Construction Co., Ltd."),
    ("Công ty CP Thủy sản {}", "{} Seafood Joint Stock Company"), ("Hợp tác xã {}", "{} Cooperative"),
    ("HTX nông nghiệp {}", "{} Agricultural Cooperative"),
    ("Công ty CP Đầu tư {}", "{} Investment Joint Stock Company"),
    ("Công ty TNHH MTV {}", "{} One Member Co., Ltd."), ("Tập đoàn {}", "{} Group"), ("nhà máy {}", "the {} factory"),
    ("mỏ đá {}", "the {} quarry"), ("khách sạn {}", "{} Hotel"), ("Doanh nghiệp tư nhân {}", "{} Private Enterprise"),
    ("Câu lạc bộ {}", "{} Club"), ("gara {}", "the {} garage"), ("Quỹ Tín dụng nhân dân {}", "{} People's Credit Fund"),
)  # fmt: skip


def _syllable(rng: random.Random, usual: list[str]) -> str:
    """One of the usual parts of such a name, or any syllable at all, capitalised."""
    return rng.choice(words().syllables).capitalize() if rng.random() < _RARE else rng.choice(usual)


def person(rng: random.Random, gender: str) -> Filled:
    """A full name of two to five words."""
    lexicon = words()
    if rng.random() < _PEOPLES:
        family, middle, given = (rng.choice(part) for part in rng.choice(lexicon.peoples))
        parts = [family, *([middle] if middle else []), given]
    else:
        surname = rng.choice(_COMMON) if rng.random() < 0.4 else _syllable(rng, lexicon.surnames)
        middles = [
            _syllable(rng, lexicon.middles[gender]) for _ in range(rng.choices((0, 1, 2), (0.08, 0.77, 0.15))[0])
        ]
        parts = [surname, *middles, _syllable(rng, lexicon.givens[gender])]
    # K' and H' stand close to the name that follows.
    vi = " ".join(parts).replace("' ", "'")
    return vi, romanise(vi)


def coined(rng: random.Random) -> str:
    """A place's or a firm's name of two syllables, as rare as those of hamlets are."""
    return f"{_syllable(rng, list(_PLACE_BEGINNINGS))} {rng.choice(words().syllables).capitalize()}"


def _named(pattern: Filled, name: str) -> Filled:
    return pattern[0].format(name), pattern[1].format(romanise(name))


def place(rng: random.Random) -> Filled:
    """A province, a district or commune, or one in the other."""
    lexicon = words()
    province, kind = rng.choice(lexicon.provinces)
    # Ho Chi Minh City is never called by its name alone.
    always = province == "Hồ Chí Minh"
    named = romanise(province) + (" City" if always or kind == "city" else "")
    full = ("thành phố " if kind == "city" else "tỉnh ") + province, named if kind == "city" else f"{named} province"
    short = full if always else (province, romanise(province))
    choice = rng.random()
    if choice < 0.3:
        return rng.choice((full, short))
    word, name = rng.choice(lexicon.districts)
    if rng.random() < _RARE:
        word, name = rng.choice(("xã", "xã", "phường")), coined(rng)
    small = _named((word + " {}", _PLACE_KINDS[word]), name)
    if choice < 0.6:
        return small
    if choice < 0.75:
        return f"{small[0]} ({full[0]})", f"{small[1]} ({full[1]})"
    if choice < 0.85:
        hamlet = _named(rng.choice(_LANDMARKS[:5]), coined(rng))
        return f"{hamlet[0]}, {small[0]}", f"{hamlet[1]}, {small[1]}"
    pattern, english = rng.choice(_NUMBERED_PLACES)
    number = rng.randint(1, 20)
    return f"{pattern.format(number)}, {small[0]}", f"{english.format(number)}, {small[1]}"


def landmark(rng: random.Random) -> Filled:
    """A village, river, bridge, school, street or the like, by its name."""
    if rng.random() < 0.2:
        return _named(rng.choice(_NAMED_AFTER_PEOPLE), person(rng, "m")[0])
    return _named(rng.choice(_LANDMARKS), coined(rng))


def firm(rng: random.Random) -> Filled:
    """A company, cooperative or works, by its name."""
    return _named(rng.choice(_FIRMS), coined(rng))
