"""What fills the slots of a frame: dates, amounts, document numbers, names, each in Vietnamese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.training.naming import firm, landmark, person, place
from models.training.words import Filled, words
from worker.core.languages.vi import romanise
from worker.core.protect.dates import MONTHS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


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


_LETTERS = "ABCDĐGHIKLMNPQSTUVXY"
_ANY_CODE = 0.35
"""How often a document's number has a suffix that no list holds: copying is to be learnt as a rule."""


def _suffix(rng: random.Random) -> str:
    """The letters after a document's number, as bureaux write them, or any at all."""

    def part(usual: list[str]) -> str:
        if rng.random() < 0.75:
            return rng.choice(usual)
        letters = "".join(rng.choices(_LETTERS, k=rng.randint(2, 5)))
        return letters + rng.choice(("", "", "", "g", "i", "r"))

    papers, issuers = words().papers, words().issuers
    suffix = part(papers)
    for _ in range(rng.choices((1, 2), (85, 15))[0]):
        suffix += rng.choices(("-", "/"), (4, 1))[0] + part(issuers)
    return suffix


def document_number(rng: random.Random, endings: list[str] | None = None) -> str:
    """A document's number with one of the endings, or with any."""
    ending = rng.choice(endings) if endings and rng.random() >= _ANY_CODE else _suffix(rng)
    counted = str(rng.randint(1, 9999))[: rng.choices((1, 2, 3, 4), (1, 3, 3, 3))[0]]
    if len(counted) == 1 and rng.random() < 0.7:
        counted = counted.zfill(2)
    if ending == "QH15/YEAR":
        return f"{counted}/{rng.randint(2021, 2026)}/QH15"
    if "/" in ending or rng.random() < 0.4:
        return f"{counted}-{ending}"
    return f"{counted}/{rng.choice(('', f'{rng.randint(2010, 2026)}/'))}{ending}"


def document(rng: random.Random) -> Filled:
    """A document with its number, which is copied letter for letter."""
    vi, en, endings = rng.choice(words().documents)
    code = document_number(rng, endings)
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
    "landmark": landmark,
    "firm": firm,
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
