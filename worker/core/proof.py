"""Proof that an English sentence shows what its Vietnamese obliges it to show."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from worker.core.languages.en import fold, read
from worker.core.languages.vi import is_syllable, romanise
from worker.core.languages.vi_numbers import FIGURE, figure_values
from worker.core.languages.vi_people import STRONG_SURNAMES
from worker.core.protect.obligation import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from worker.core.languages.en import Mention, Reading
    from worker.core.protect.obligation import Day, Obligation

_VERBATIM = frozenset({Kind.URL, Kind.EMAIL, Kind.HASHTAG, Kind.DOCUMENT})
_FIGURES = frozenset({Kind.NUMBER, Kind.MONEY, Kind.UNIT, Kind.PERCENT, Kind.YEAR, Kind.SCORE, Kind.RANGE})
_NEAR = 24
"""Characters between a month's name and its day in English."""
_CURRENCY = {
    "VND": r"(?<![a-z])(?:vnd|vnđ|dongs?)(?![a-z])|\d ?[dđ](?![a-z])",
    "USD": r"\$|usd|dollar",
    "EUR": r"€|eur",
    "yuan": r"yuan|rmb|cny|renminbi",
    "yen": r"yen|jpy|¥",
    "won": r"won|krw",
    "kip": r"kip|lak",
    "baht": r"baht|thb",
    "pounds": r"£|pound|gbp",
}
_SMALL = 12
_PERCENT = re.compile(r"%|percent|percentage|‰|per thousand|per mille")


def unproven(obligations: Iterable[Obligation], english: str) -> tuple[Obligation, ...]:
    """The obligations that the English does not show."""
    reading = read(english)
    return tuple(obligation for obligation in obligations if not is_proven(obligation, reading))


def is_proven(obligation: Obligation, reading: Reading) -> bool:  # noqa: C901, PLR0911 a line for each kind
    """Whether the English shows what one obligation asks, in any accepted form or notation."""
    kind = obligation.kind
    if kind in _VERBATIM:
        return any(_stands_verbatim(form, reading) for form in obligation.english)
    if kind is Kind.PHONE:
        return re.sub(r"\D", "", obligation.text) in re.sub(r"\D", "", reading.text)
    if kind is Kind.TIME:
        return _shows_time(obligation, reading)
    if obligation.days:
        return all(_shows_day(day, reading) for day in obligation.days)
    if kind in _FIGURES and obligation.values:
        return _shows_values(obligation, reading)
    if kind is Kind.ORGANISATION:
        return any(_stands(form, reading) for form in obligation.english) or _shows_parts(obligation, reading)
    if kind is Kind.NAME:
        return any(_shows_name(form, reading) for form in obligation.english)
    if kind is Kind.TERM:
        return any(_shows_term(form, reading) for form in obligation.english)
    if kind is Kind.PLACE and any(character.isdigit() for character in obligation.text):
        number = re.search(r"\w*\d\w*(?:/\d+)?", obligation.text)
        return number is not None and fold(number.group()) in reading.folded
    if obligation.values and all(_among(values, reading.values) for values in obligation.values) and kind is Kind.DATE:
        return any(_stands(form, reading) for form in obligation.english)
    return any(_stands(form, reading) for form in obligation.english)


def _stands(form: str, reading: Reading) -> bool:
    """Whether a form begins at the start of a word of the English; its end may be a longer word's (German, Italian)."""
    return _found(fold(form), _spaced(reading.folded), at_end=False)


def _found(form: str, text: str, *, at_end: bool) -> bool:
    """Whether a form stands in a text where a word begins, and ends one if `at_end`: without a pattern to compile."""
    at = text.find(form) if form else -1
    while at >= 0:
        end = at + len(form)
        begins = at == 0 or not _is_word(text[at - 1]) or not _is_word(form[0])
        if begins and (not at_end or end == len(text) or not _goes_on(text, end)):
            return True
        at = text.find(form, at + 1)
    return False


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _goes_on(text: str, end: int) -> bool:
    """Whether a number, code or word that ends here is longer in the text."""
    following = text[end : end + 2]
    if _is_word(following[0]):
        return True
    return len(following) > 1 and (
        (following[0] == "-" and _is_word(following[1])) or (following[0] in ".," and following[1].isdigit())
    )


def _shows_parts(obligation: Obligation, reading: Reading) -> bool:
    """Every proper part of a body's name, or the initials of an abbreviation in order on capitalised words."""
    if obligation.parts:
        return all(any(_stands(form, reading) for form in part) for part in obligation.parts)
    if not obligation.text.isupper():
        return False
    initials = "".join(word[0] for word in re.findall(r"(?<!\w)[A-Z]\w+", reading.text))
    return len(obligation.text) > 1 and obligation.text in initials


def _spaced(text: str) -> str:
    return text.replace("u.s.a", "usa").replace("u.s.", "us").replace("u.k.", "uk")


def _stands_verbatim(form: str, reading: Reading) -> bool:
    return _found(fold(form), reading.folded, at_end=True)


def _among(values: Sequence[Decimal], shown: frozenset[Decimal]) -> bool:
    return any(value in shown for value in values)


def _shows_values(obligation: Obligation, reading: Reading) -> bool:
    """All numbers, and for money its currency, for shares their sign, for scores their order."""
    written = any(_stands_verbatim(form, reading) for form in obligation.english)
    if obligation.kind is Kind.SCORE:
        return written or _shows_score(obligation, reading)
    if not written and not all(_among(_meant(values, obligation), reading.values) for values in obligation.values):
        return False
    if obligation.kind is Kind.MONEY:
        return _shows_currency(obligation, reading)
    if obligation.kind is Kind.PERCENT:
        return _PERCENT.search(reading.folded) is not None
    return True


def _meant(values: Sequence[Decimal], obligation: Obligation) -> Sequence[Decimal]:
    """Of several readings the one to be written: "1.250" is 1,250; "20,600" is either, as newspapers write both."""
    if "," in obligation.text:
        return values
    wanted = read(obligation.english[0]).values if obligation.english else frozenset()
    return [value for value in values if value in wanted] or values


def _shows_currency(obligation: Obligation, reading: Reading) -> bool:
    """The currency somewhere, and no other one right beside the amount."""
    currency = next((c for c in _CURRENCY if any(c in form for form in obligation.english)), "")
    if not currency:
        return True
    own = re.compile(_CURRENCY[currency])
    if own.search(reading.folded) is None:
        return False
    wanted = {value for values in obligation.values for value in _meant(values, obligation)}
    for mention in reading.numbers:
        if not wanted.intersection(mention.values):
            continue
        beside = fold(reading.text[max(0, mention.start - _BESIDE) : mention.end + _BESIDE])
        if own.search(beside) or not any(re.search(other, beside) for other in _CURRENCY.values()):
            return True
    return any(_stands_verbatim(form, reading) for form in obligation.english)


def _shows_score(obligation: Obligation, reading: Reading) -> bool:
    """Both figures in their order; in the other one only where English speaks of the losing side."""
    figures = [str(values[0]) for values in obligation.values]
    if not all(_among(values, reading.values) for values in obligation.values):
        return False
    pairs = [(match[1], match[2]) for match in _SCORE.finditer(reading.folded)]
    if tuple(figures) in pairs or not pairs:
        return True
    return tuple(reversed(figures)) in pairs and _LOSING.search(reading.folded) is not None


_BESIDE = 8
"""Characters around an amount in which its currency stands, if it stands with it."""
_SCORE = re.compile(r"(?<![\d.,])(\d+)\s?(?:-|:|to)\s?(\d+)(?![\d.,]*\d)")
_LOSING = re.compile(r"(?<!\w)(?:los[et]\w*|defeat\w*|beat\w*|fell|fall\w*|down|behind|against)(?!\w)")


def _shows_time(obligation: Obligation, reading: Reading) -> bool:
    if any(_stands_verbatim(form, reading) or _stands(form, reading) for form in obligation.english):
        return True
    numbers = [int(n) for n in re.findall(r"\d+", obligation.text)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    hours = {hour, (hour - 1) % 12 + 1 if hour else 12}
    if any(shown in hours and minutes == minute for shown, minutes in reading.clocks):
        return True
    values = reading.values
    shown_hour = any(Decimal(value) in values for value in hours)
    return shown_hour and (not minute or Decimal(minute) in values)


def _shows_day(day: Day, reading: Reading) -> bool:
    """The month by name with the day near it, and the year if it was said."""
    if day.year is not None and not _shows_year(day, reading):
        return False
    if day.month is None:
        return day.day is None or Decimal(day.day) in reading.values
    months = [(start, end) for month, start, end in reading.months if month == day.month]
    if day.day is None:
        return bool(months)
    days = [mention for mention in reading.numbers if Decimal(day.day) in mention.values]
    return any(_near(mention, start, end) for mention in days for start, end in months)


def _shows_year(day: Day, reading: Reading) -> bool:
    """The year, and not only inside the number of a document."""
    shown = [mention for mention in reading.numbers if day.year is not None and Decimal(day.year) in mention.values]
    return any("/" not in (reading.text[m.start - 1 : m.start], reading.text[m.end : m.end + 1]) for m in shown)


def _near(mention: Mention, start: int, end: int) -> bool:
    return -_NEAR <= mention.start - end <= _NEAR or -_NEAR <= start - mention.end <= _NEAR


def _shows_name(form: str, reading: Reading) -> bool:
    """The whole name with its parts in order; a foreign one may have its longer parts apart."""
    parts = re.findall(r"\w+", fold(form))
    if not parts:
        return False
    if _in_order(parts, reading.words):
        return True
    words = form.split()
    if all(is_syllable(word) for word in words):
        return False
    long = [fold(word) for word in words if len(word) > 3]  # noqa: PLR2004 short parts are particles
    return bool(long) and all(_found(word, reading.folded, at_end=False) for word in long)


def _in_order(parts: Sequence[str], words: Sequence[str]) -> bool:
    """Whether these words stand one after another."""
    size = len(parts)
    first = parts[0]
    return any(words[i] == first and list(words[i : i + size]) == list(parts) for i in range(len(words) - size + 1))


def _shows_term(form: str, reading: Reading) -> bool:
    """The words of the official English in order, whatever their number and articles.

    A proper name may stand within ("Chairman of the Nghe An Provincial People's Committee"), and no word before it that
    makes another office of it ("Deputy Secretary").
    """
    words = _stems(form)
    if not words:
        return True
    shown, names = _stems(reading.text), _proper_stems(reading.text)
    for start in range(len(shown) - len(words) + 1):
        if shown[start] != words[0] or (words[0] not in _LESSER and start and shown[start - 1] in _LESSER):
            continue
        at, gap = start, 0
        for word in words:
            while at < len(shown) and shown[at] != word and shown[at] in names and gap < _LONGEST_NAME_WITHIN:
                at, gap = at + 1, gap + 1
            if at >= len(shown) or shown[at] != word:
                break
            at += 1
        else:
            return True
    return False


_LESSER = frozenset({"deputy", "vice", "standing", "assistant", "acting", "former"})
_LONGEST_NAME_WITHIN = 4
"""Words of a proper name that may stand within an office's."""


@lru_cache(maxsize=4096)
def _proper_stems(text: str) -> frozenset[str]:
    """The stems of words that are only ever capitalised, titles of offices excepted."""
    found = {word for word in re.findall(r"\w+", romanise(text)) if word[:1].isupper()}
    small = {word.casefold() for word in re.findall(r"\w+", romanise(text)) if word[:1].islower()}
    return frozenset(_stem(word.casefold()) for word in found if word.casefold() not in small) - _LESSER


@lru_cache(maxsize=16384)
def _stems(text: str) -> tuple[str, ...]:
    """The words that carry a text's meaning, without endings for number."""
    plain = fold(text).replace("'s", "").replace("s'", "s").replace("'", "")
    return tuple(_stem(word) for word in re.findall(r"\w+(?:-\d+)+|\w+", plain) if word not in _LIGHT)


_LIGHT = frozenset({"the", "a", "an", "of", "for", "and", "on", "in"})


def _stem(word: str) -> str:
    for ending, stem in (("ies", "y"), ("sses", "ss"), ("men", "man"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2 and not word.endswith("ss"):
            return word[: -len(ending)] + stem
    return word


def invented_numbers(source: str, obligations: Sequence[Obligation], english: str) -> tuple[Mention, ...]:
    """Numbers in figures that nothing in the Vietnamese accounts for."""
    allowed = _accounted(source, obligations)
    copied = [o.text for o in obligations if o.kind in _VERBATIM or o.kind is Kind.PHONE or not o.values]
    verbatim = set(re.findall(r"[\w.,]*\w", fold(" ".join(copied))))
    reading = read(english)
    invented = []
    for mention in reading.numbers:
        if not mention.in_figures or any(value in allowed for value in mention.values):
            continue
        if fold(mention.text) in verbatim or _in_copied(mention, obligations, reading):
            continue
        if not _is_first(mention, source) and not _ends_a_span_of_years(mention, reading, allowed):
            invented.append(mention)
    return tuple(invented)


def _is_first(mention: Mention, source: str) -> bool:
    """Whether "1st" stands for a first or best that the Vietnamese says in other words."""
    return mention.text.lower() == "1st" and re.search(r"(?<!\w)(?:nhất|đầu)(?!\w)", source, re.IGNORECASE) is not None


def _ends_a_span_of_years(mention: Mention, reading: Reading, allowed: frozenset[Decimal]) -> bool:
    """Whether it is the "96" of "1995-96", whose years the Vietnamese gives in full."""
    before = re.search(r"(\d\d)\d\d[-–/]$", reading.text[: mention.start])
    return before is not None and mention.text.isdigit() and Decimal(before[1] + mention.text) in allowed


def invented_months(obligations: Sequence[Obligation], english: str) -> tuple[str, ...]:
    """Names of months in the English that the Vietnamese does not speak of ("28 tháng" are months, not February)."""
    spoken = {day.month for obligation in obligations for day in obligation.days}
    shown = read(english).months
    if shown:
        dates = [o for o in obligations if o.kind in {Kind.DATE, Kind.TERM, Kind.ORGANISATION}]
        spoken |= {month for o in dates for form in o.english for month, _, _ in read(form).months}
    found = []
    for month, start, end in shown:
        name = english[start:end]
        nearby = english[max(0, start - 4) : end + 4]
        if month not in spoken and name[0].isupper() and (month not in _VERBS or re.search(r"\d", nearby)):
            found.append(name)
    return tuple(found)


_VERBS = frozenset({3, 5})
"""Months whose English is a verb as well: March, May."""


def invented_names(source: str, english: str) -> tuple[str, ...]:
    """Vietnamese full names in the English whose syllables do not stand so in the Vietnamese."""
    plain = fold(source)
    found = []
    for match in _VIETNAMESE_NAME.finditer(english):
        words = match.group().split()
        first = next((i for i, word in enumerate(words[:-1]) if word in _SURNAMES), None)
        if first is None:
            continue
        name = " ".join(words[first:])
        if all(is_syllable(word) for word in words[first:]) and fold(name) not in plain:
            found.append(name)
    return tuple(found)


_VIETNAMESE_NAME = re.compile(r"(?<![\w.])[A-Z][a-z]+(?: [A-Z][a-z]+){1,4}(?![\w])")
_SURNAMES = frozenset(romanise(name) for name in STRONG_SURNAMES) - {"Do", "Ho", "Pham"}


def _in_copied(mention: Mention, obligations: Sequence[Obligation], reading: Reading) -> bool:
    """Whether the figure stands inside something copied letter for letter, or digits of the source in other groups."""
    for obligation in obligations:
        for form in obligation.english:
            at = reading.text.find(form)
            while at >= 0:
                if at <= mention.start and mention.end <= at + len(form):
                    return True
                at = reading.text.find(form, at + 1)
    return False


def _accounted(source: str, obligations: Sequence[Obligation]) -> frozenset[Decimal]:
    """Every value that some figure, word or date of the Vietnamese may come to in English."""
    allowed: set[Decimal] = {Decimal(0)}
    for obligation in obligations:
        for values in obligation.values:
            allowed.update(values)
        for day in obligation.days:
            allowed.update(Decimal(part) for part in (day.day, day.month, day.year) if part is not None)
        for form in obligation.english:
            if any(character.isdigit() for character in form):
                allowed.update(value for mention in read(form).numbers for value in mention.values)
        if obligation.kind is Kind.TIME:
            hour = int(re.findall(r"\d+", obligation.text)[0])
            allowed.update({Decimal(hour), Decimal((hour - 1) % 12 + 1 if hour else 12), Decimal(0)})
    for match in re.finditer(FIGURE, source):
        for value in figure_values(match.group()):
            allowed.update(value * 10**n for n in (0, 3, 6, 9))
        allowed.update(Decimal(part) for part in re.findall(r"\d+", match.group()))
    return frozenset(allowed)


def swapped_names(obligations: Sequence[Obligation], english: str) -> bool:
    """Whether two persons, each named once in both languages, come in the other order in English."""
    folded = fold(english)
    names = [fold(o.english[0]) for o in obligations if o.kind is Kind.NAME]
    if len(names) != 2 or len(set(names)) != 2:  # noqa: PLR2004 a pair
        return False
    places = [[m.start() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", folded)] for name in names]
    return all(len(found) == 1 for found in places) and places[0][0] > places[1][0]


_NEGATION = re.compile(
    r"(?<!\w)(?:không|chưa|chẳng|chớ|đừng|chả|không\s+hề)(?!\s+(?:gian|khí|quân|phận|tặc|chỉ|những|trung|lực|gian|ít|ngừng|đồng|vụ|thời)(?!\w))(?!\w)",
    re.IGNORECASE,
)
_NOT_NEGATION = re.compile(
    r"(?:hàng|trên|phòng|tàng|số|có|hay|bầu|được|đúng|độ|hư|trống)\s+không(?!\w)|không\s+(?:khí|gian|quân)|không\s*[?”\"]?\s*\?|chưa\s*\?|"
    r"hay\s+(?:không|chưa)|(?:không|chưa)\s+(?:lâu|từng\s+có|bao\s+lâu|nhiều|đầy|xa|dứt)(?!\w)|nếu\s+không|xem\s[^.]*không(?=[.,;]|$)|có\s[^.,]*không(?=[.?”\"]|$)|có\s+nên[^.]*không|có\s+thể[^.,]*không\s*\?",
    re.IGNORECASE,
)
_ENGLISH_NEGATION = re.compile(
    r"(?<!\w)(?:no|not|n't|never|none|nothing|nobody|neither|nor|without|cannot|unable|fail\w*|lack\w*|refus\w*|avoid\w*|yet|hardly|barely|"
    r"un\w{3,}|in\w{4,}|im\w{4,}|ir\w{4,}|il\w{4,}|dis\w{4,}|non\w*|less|absen\w*|den(?:y|ied|ies)|free|except|prevent\w*|stop\w*|instead|"
    r"regardless|prohibit\w*|ban(?:ned)?|miss\w*|away|only|few|little|\w+less|rather|zero|impossible|exclud\w*|beyond|until|still|remain\w*|unless|"
    r"despite|wrong\w*|reject\w*|rare\w*|illegal\w*|minor\w*|loss|lose|lost|out|before|pending|devoid|otherwise|limited|short\w*|just|elsewhere|uncertain|though|but|contrary|halt\w*|keep\w*|escape\w*|nowhere|bad|poor\w*|against|forget|forgot)(?!\w)|n't|n’t",
    re.IGNORECASE,
)


def lost_negation(source: str, english: str) -> bool:
    """Whether the Vietnamese denies something and nothing in the English does."""
    plain = _NOT_NEGATION.sub(" ", source)
    return _NEGATION.search(plain) is not None and _ENGLISH_NEGATION.search(english) is None


_MARKS = '"“”„'


def broken_quotes(source: str, english: str) -> bool:
    """Whether quotation marks are balanced in the Vietnamese and not in the English."""
    inside = english.strip().rstrip(".,;:!?")[1:-1]
    # A mark at the edge alone belongs to a quotation over several sentences, if the Vietnamese marks none here.
    spans = not any(mark in source for mark in _MARKS) and _balanced(inside)
    return _balanced(source) and not _balanced(english) and not spans


def _balanced(text: str) -> bool:
    return sum(text.count(mark) for mark in _MARKS) % 2 == 0
