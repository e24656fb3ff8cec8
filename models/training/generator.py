"""Sentence pairs for what must be exact: names, titles, dates, money, quantities, document numbers, protected text.

The frames and words stand in lexicon/; one seed always gives the same pairs. A slot is sometimes filled with text that
the pipeline has protected already, the same on both sides (a romanised name, official English, a placeholder token),
so that the model learns to copy it.
"""

from __future__ import annotations

import csv
import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from models.training.tokens import PLACEHOLDERS
from worker.core.languages.vi import romanise
from worker.core.protect.dates import MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LEXICON = Path(__file__).parent / "lexicon"
GLOSSARY = Path(__file__).parents[2] / "config" / "glossary.vi-en.csv"
"""The terms that the pipeline enforces: the model should give them unasked."""
PROTECTED_SHARE = 0.12
"""How often a slot is filled with text that was protected before translation."""
_SLOT = re.compile(r"\{([A-Za-z]+)(\d?)\}")

Filled = tuple[str, str]
"""The same thing in Vietnamese and in English."""


@dataclass(frozen=True, slots=True)
class Words:
    """The lexicon, read once."""

    surnames: list[str]
    middles: dict[str, list[str]]
    givens: dict[str, list[str]]
    provinces: list[tuple[str, str]]
    districts: list[tuple[str, str]]
    bodies: list[Filled]
    titles: list[Filled]
    documents: list[tuple[str, str, list[str]]]
    units: list[tuple[str, str, str]]
    frames: list[Filled]
    terms: list[Filled]


def _rows(name: str) -> Iterator[list[str]]:
    for line in (LEXICON / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _terms() -> list[Filled]:
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return [(row["term"], row["translation"]) for row in csv.DictReader(file)]


@cache
def words() -> Words:
    """The lexicon as it stands in lexicon/."""

    def tokens(name: str) -> list[str]:
        return (LEXICON / name).read_text(encoding="utf-8").split()

    return Words(
        surnames=tokens("surnames.txt"),
        middles={"m": tokens("middle_male.txt"), "f": tokens("middle_female.txt")},
        givens={"m": tokens("given_male.txt"), "f": tokens("given_female.txt")},
        provinces=[(row[0], row[1]) for row in _rows("provinces.tsv")],
        districts=[(row[0], name) for row in _rows("districts.tsv") for name in row[1].split("|")],
        bodies=[(row[0], row[1]) for row in _rows("bodies.tsv")],
        titles=[(row[0], row[1]) for row in _rows("titles.tsv")],
        documents=[(row[0], row[1], row[2].split("|")) for row in _rows("documents.tsv")],
        units=[(row[0], row[1], row[2]) for row in _rows("units.tsv")],
        frames=[(row[0], row[1]) for row in _rows("frames.tsv")],
        terms=_terms(),
    )


# Half of Vietnam is called by one of six names; the rest of the list must be seen as often as it is hard.
_COMMON = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan")
_PLACE_KINDS = {
    "huyện": "{} district", "thị xã": "{} town", "thành phố": "{} city", "quận": "{} district",
    "xã": "{} commune", "phường": "{} ward",
}  # fmt: skip
_NUMBERED_PLACES = (("thôn {}", "Village {}"), ("tổ dân phố {}", "Residential Group {}"), ("khối {}", "Block {}"))


def person(rng: random.Random, gender: str) -> Filled:
    """A full name of two to four words."""
    lexicon = words()
    surname = rng.choice(_COMMON) if rng.random() < 0.4 else rng.choice(lexicon.surnames)
    middles = rng.choices((0, 1, 2), (0.08, 0.77, 0.15))[0]
    parts = [surname, *rng.choices(lexicon.middles[gender], k=middles), rng.choice(lexicon.givens[gender])]
    vi = " ".join(parts)
    return vi, romanise(vi)


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
    small = f"{word} {name}", _PLACE_KINDS[word].format(romanise(name))
    if choice < 0.7:
        return small
    if choice < 0.9:
        return f"{small[0]} ({full[0]})", f"{small[1]} ({full[1]})"
    pattern, english = rng.choice(_NUMBERED_PLACES)
    number = rng.randint(1, 20)
    return f"{pattern.format(number)}, {small[0]}", f"{english.format(number)}, {small[1]}"


def number(rng: random.Random, *, decimals: int = 0) -> Filled:
    """A number in both notations; four digits and more are grouped."""
    size = rng.choices((1, 2, 3, 4, 5, 6, 7), (3, 6, 5, 3, 1, 0.5, 0.2))[0]
    value = rng.randint(10 ** (size - 1), 10**size - 1)
    english = f"{value:,}"
    vietnamese = english.replace(",", ".")
    if decimals:
        part = str(rng.randint(1, 10**decimals - 1)).zfill(decimals).rstrip("0")
        return f"{vietnamese},{part}", f"{english}.{part}"
    return vietnamese, english


def money(rng: random.Random) -> Filled:
    """An amount of dong."""
    word, english = rng.choices(
        (("tỷ đồng", "billion VND"), ("triệu đồng", "million VND"), ("đồng", "VND")), (4, 3, 1)
    )[0]
    if word == "đồng":
        amount = rng.randint(1, 999) * 10 ** rng.choice((3, 4, 5, 6))
        return f"{amount:,}".replace(",", ".") + " đồng", f"{amount:,} VND"
    vi, en = number(rng, decimals=rng.choices((0, 1, 2, 3), (5, 3, 1, 0.5))[0])
    before = rng.choices((("", ""), ("hơn ", "more than "), ("gần ", "nearly "), ("khoảng ", "about ")), (6, 2, 2, 1))[
        0
    ]
    return f"{before[0]}{vi} {word}", f"{before[1]}{en} {english}"


def quantity(rng: random.Random) -> Filled:
    """A number of things."""
    unit, one, more = rng.choice(words().units)
    decimals = rng.choices((0, 1), (2, 1))[0] if unit in {"ha", "tấn", "km", "m2", "kg"} else 0
    vi, en = number(rng, decimals=decimals)
    if unit in {"ha", "tấn"} and rng.random() < 0.5 and unit == "ha":
        return f"{vi} {unit}", f"{en} ha"
    return f"{vi} {unit}", f"{en} {one if en == '1' else more}"


def document(rng: random.Random) -> Filled:
    """A document with its number, which is copied letter for letter."""
    vi, en, endings = rng.choice(words().documents)
    ending = rng.choice(endings)
    counted = str(rng.randint(1, 3999))
    if len(counted) == 1 and rng.random() < 0.7:
        counted = counted.zfill(2)
    if ending == "QH15/YEAR":
        code = f"{counted}/{rng.randint(2021, 2026)}/QH15"
    elif "/" in ending or rng.random() < 0.4:
        code = f"{counted}-{ending}"
    else:
        code = f"{counted}/{rng.choice(('', f'{rng.randint(2010, 2026)}/'))}{ending}"
    word = rng.choice((" số", "")) if rng.random() < 0.9 else " số:"
    return f"{vi}{word} {code}", f"{en} No. {code}" if word else f"{en} {code}"


def day(rng: random.Random, *, year: bool = False) -> Filled:
    """A day of the year as "9/1", "09/01/2025" or "9 tháng 1 năm 2025"."""
    month = rng.randint(1, 12)
    date = rng.randint(1, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1])
    padded = rng.random() < 0.25
    dd, mm = (f"{date:02d}", f"{month:02d}") if padded else (str(date), str(month))
    english = f"{MONTHS[month - 1]} {date}"
    written = rng.choice((1945, 1954, 1975, *range(1986, 2031))) if year else 0
    style = rng.random()
    if style < 0.7:
        separator = rng.choices(("/", "-"), (0.93, 0.07))[0]
        vi = separator.join([dd, mm] + ([str(written)] if year else []))
    else:
        vi = f"{dd} tháng {mm}" + (f" năm {written}" if year else "")
    return vi, english + (f", {written}" if year else "")


def when(rng: random.Random) -> Filled:
    """A time adverbial that opens a sentence."""
    vi, en = day(rng, year=rng.random() < 0.15)
    part = rng.choice(
        (
            ("Sáng {}", "On the morning of {}"), ("Chiều {}", "On the afternoon of {}"),
            ("Tối {}", "On the evening of {}"),
            ("Ngày {}", "On {}"), ("Chiều ngày {}", "On the afternoon of {}"), ("Sáng ngày {}", "On the morning of {}"),
            ("Trưa {}", "At noon on {}"), ("Đêm {}", "On the night of {}"),
            ("Rạng sáng {}", "In the early hours of {}"),
        )
    )  # fmt: skip
    return part[0].format(vi), part[1].format(en)


def clock(rng: random.Random) -> Filled:
    """A time of day, in 24 hours on both sides or with a.m. and p.m. in English."""
    hour, minute = rng.randint(0, 23), rng.choice((0, 0, 5, 10, 15, 20, 30, 30, 40, 45, 50))
    if minute:
        vi = rng.choice(
            (
                f"{hour}h{minute:02d}",
                f"{hour} giờ {minute:02d} phút",
                f"{hour}h{minute:02d} phút",
                f"{hour}:{minute:02d}",
            )
        )
        text = f"{hour % 12 or 12}:{minute:02d}"
    else:
        vi = rng.choice((f"{hour}h", f"{hour}h00", f"{hour} giờ"))
        text = f"{hour % 12 or 12}"
    return vi, f"{text} {'a.m.' if hour < 12 else 'p.m.'}"


def dateline(rng: random.Random) -> Filled:
    """A dateline, kept as it is but for tone marks."""
    shown = rng.choice(("Baonghean.vn", "Baohatinh.vn", "Baothanhhoa.vn", "VOV.VN", "TTXVN", "Báo Nghệ An", "QBĐT",
                        "BTO", "Dân trí", "NLĐO", "Chinhphu.vn", "baodaklak.vn", "VietNamNet"))  # fmt: skip
    dash = rng.choice(("-", "-", "–"))
    text = rng.choice(("({}) {}", "{} {}")).format(shown, dash)
    return text, romanise(text)


def _plain(make: Callable[[random.Random], str]) -> Callable[[random.Random], Filled]:
    """A slot whose text is the same in both languages."""

    def filled(rng: random.Random) -> Filled:
        text = make(rng)
        return text, text

    return filled


def _url(rng: random.Random) -> str:
    host = rng.choice(
        (
            "baonghean.vn",
            "example.vn",
            "dichvucong.gov.vn",
            "nghean.gov.vn",
            "www.moh.gov.vn",
            "vietnam.vn",
            "thithptquocgia.edu.vn",
        )
    )
    path = "-".join(
        rng.choices(("tin", "thoi-su", "kinh-te", "bao", "du-lich", "2025", "huong-dan", "ho-so"), k=rng.randint(1, 4))
    )
    return f"{rng.choice(('https://', 'http://', ''))}{host}" + rng.choice(
        ("", f"/{path}", f"/{path}-{rng.randint(1000, 9_999_999)}.html", f"/{path}?id={rng.randint(1, 9999)}")
    )


def _email(rng: random.Random) -> str:
    name = rng.choice(("toasoan", "banbientap", "vanthu", "sonnmt", "lienhe", "phongvien")) + rng.choice(
        ("", str(rng.randint(1, 99)))
    )
    return f"{name}@{rng.choice(('nghean.gov.vn', 'baonghean.vn', 'gmail.com', 'example.vn', 'moet.edu.vn'))}"


def _digits(rng: random.Random, count: int) -> str:
    return str(rng.randint(10 ** (count - 1), 10**count - 1))


def _phone(rng: random.Random) -> str:
    area, first, last = _digits(rng, 2), _digits(rng, 3), _digits(rng, 3)
    return rng.choice(
        (f"02{area}.3{first}.{last}", f"09{area} {first} {last}", f"1900{last}1", f"0{area}{first}{last}7")
    )


def _plate(rng: random.Random) -> str:
    series = rng.choice("ABCDEFGHKL") + rng.choice(("", "1", "2"))
    return f"{_digits(rng, 2)}{series}-{_digits(rng, 3)}.{_digits(rng, 2)}"


def _of(kind: str) -> Callable[[random.Random], Filled]:
    def filled(rng: random.Random) -> Filled:
        chosen: Filled = rng.choice(getattr(words(), kind))
        return chosen

    return filled


def _titlename(rng: random.Random) -> Filled:
    """A title before a name, or the name and then the title."""
    title, name = rng.choice(words().titles), person(rng, rng.choice("mmmf"))
    comrade = rng.choice(("", "đồng chí ", "ông "))
    if rng.random() < 0.6:
        return f"{title[0]} {name[0]}", f"{title[1]} {name[1]}"
    if comrade:
        return f"{comrade}{name[0]}, {title[0]},", f"{name[1]}, {title[1]},"
    return f"{comrade}{name[0]} - {title[0]}", f"{name[1]}, {title[1]},"


def _percent(rng: random.Random) -> Filled:
    whole = rng.randint(0, 130)
    part = rng.choice(("", "", str(rng.randint(1, 9)), f"{rng.randint(1, 99):02d}".rstrip("0")))
    return (f"{whole},{part}%", f"{whole}.{part}%") if part else (f"{whole}%", f"{whole}%")


def _dollars(rng: random.Random) -> Filled:
    vi, en = number(rng, decimals=rng.randint(0, 2))
    word, english = rng.choice((("triệu USD", "million USD"), ("tỷ USD", "billion USD"), ("USD", "USD")))
    return f"{vi} {word}", f"{en} {english}"


def _dong(rng: random.Random) -> Filled:
    value = f"{rng.randint(1, 2_000) * rng.choice((50, 100, 500)):,}"
    return value.replace(",", "."), value


def _length(rng: random.Random) -> Filled:
    vi, en = number(rng, decimals=rng.randint(0, 2))
    unit = rng.choice(("km", "m"))
    return f"{vi} {unit}", f"{en} {unit}"


def _score(rng: random.Random) -> Filled:
    value = f"{rng.randint(15, 30)}.{rng.choice(('0', '25', '5', '75'))}"
    return value.replace(".", ","), value


MAKERS: dict[str, Callable[[random.Random], Filled]] = {
    "name": lambda rng: person(rng, "m"),
    "fname": lambda rng: person(rng, "f"),
    "title": _of("titles"),
    "titlename": _titlename,
    "body": _of("bodies"),
    "place": place,
    "money": money,
    "usd": _dollars,
    "dong": _dong,
    "quantity": quantity,
    "n": number,
    "decimal": lambda rng: number(rng, decimals=rng.randint(1, 2)),
    "percent": _percent,
    "length": _length,
    "score": _score,
    "doc": document,
    "date": day,
    "dateyear": lambda rng: day(rng, year=True),
    "when": when,
    "time": clock,
    "dateline": dateline,
    "year": _plain(lambda rng: str(rng.randint(1930, 2045))),
    "age": _plain(lambda rng: str(rng.randint(18, 99))),
    "grade": _plain(lambda rng: f"{rng.randint(1, 12)}{rng.choice(('', 'A', 'B', 'C1', 'A2'))}"),
    "road": _plain(
        lambda rng: rng.choice(("1A", "1", "7", "7A", "48", "48D", "46", "15", "217", "14", "20", "12A", "279"))
    ),
    "km": _plain(lambda rng: f"{rng.randint(1, 700)}+{rng.randint(0, 999):03d}"),
    "url": _plain(_url),
    "email": _plain(_email),
    "phone": _plain(_phone),
    "plate": _plain(_plate),
}
_PROTECTABLE = frozenset(
    {"name", "fname", "titlename", "title", "body", "place", "money", "usd", "quantity", "n", "decimal"}
    | {"doc", "date", "dateyear", "year", "url", "email", "phone", "plate"}
)
_BARE = ("name", "fname", "titlename", "title", "body", "place", "money", "doc", "dateyear", "n")
_ARTICLES = re.compile(r"^the ")


def _protected(kind: str, made: Filled, rng: random.Random, free: list[str]) -> Filled:
    """What the pipeline may have put in the slot's place: its English, or a placeholder token."""
    english = made[1]
    if kind in {"body", "place"} or rng.random() < 0.5:
        bare = _ARTICLES.sub("", english)
        if kind != "body":
            return bare, english
        if rng.random() < 0.5:
            return bare, english
    return (token := free.pop()), (f"the {token}" if kind == "body" else token)


def _capitalised(text: str) -> str:
    """The text with its first letter as a sentence begins."""
    return text[:1].upper() + text[1:]


def fill(frame: Filled, rng: random.Random) -> Filled:
    """The frame with every slot filled, the same one on both sides."""
    free = list(PLACEHOLDERS)
    rng.shuffle(free)
    made: dict[str, Filled] = {}
    protect = rng.random() < 0.4
    for match in _SLOT.finditer(frame[0]):
        kind = match[1].lower()
        if match[0] in made:
            continue
        filled = MAKERS[kind](rng)
        if protect and kind in _PROTECTABLE and rng.random() < PROTECTED_SHARE / 0.4:
            filled = _protected(kind, filled, rng, free)
        made[match[0]] = filled

    def side(index: int) -> str:
        text = _SLOT.sub(lambda match: made[match[0]][index], frame[index])
        text = text.replace(",,", ",").replace(",.", ".").replace(", .", ".").replace(",;", ";").replace(".m..", ".m.")
        return _capitalised(text)

    return side(0), side(1)


def pairs(count: int, *, seed: int) -> Iterator[Filled]:
    """`count` generated pairs; the same seed gives the same ones."""
    rng = random.Random(seed)
    frames = words().frames
    for _ in range(count):
        kind = rng.random()
        if kind < 0.87:
            yield fill(rng.choice(frames), rng)
        elif kind < 0.9:
            yield rng.choice(words().terms)
        else:  # bare items: headings, table cells, captions
            made = MAKERS[rng.choice(_BARE)](rng)
            yield made[0].rstrip(","), _capitalised(_ARTICLES.sub("", made[1]).rstrip(","))


_SHARED = re.compile(
    r"(?<![\w⟦])[A-Z][\w.-]*\w(?: [A-Z][\w.-]*\w)*(?![\w⟧])"  # a name
    r"|(?<![\w⟦])(?<!\d[.,])\d+(?![\w⟧])(?![.,]\d)"  # a whole number
)


def masked(rows: Iterable[Filled], *, share: float, seed: int) -> Iterator[Filled]:
    """Real sentences in which what stands on both sides alike (names, numbers) was replaced by placeholders."""
    rng = random.Random(seed)
    for vi, en in rows:
        if rng.random() >= share:
            continue
        both = [
            text
            for text in dict.fromkeys(_SHARED.findall(vi))
            if vi.count(text) == en.count(text) == 1 and _whole(text, en)
        ]
        if not both:
            continue
        tokens = rng.sample(PLACEHOLDERS, min(len(both), 4))
        for text, token in zip(sorted(both, key=len, reverse=True), tokens, strict=False):
            if vi.count(text) == en.count(text) == 1:
                vi, en = vi.replace(text, token), en.replace(text, token)
        yield vi, en


def _whole(text: str, sentence: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", sentence) is not None
