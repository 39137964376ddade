"""Bytes to characters: strict UTF-8, then the strict declared encoding, then what the bytes look like."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipsheet.stages.extract.decode import decode

TEXTS = {
    "de": "Der Hafenmeister öffnet die Brücke für große Schiffe erst nach der Prüfung am Mittwoch, sagte die Behörde. ",
    "fr": "Le maître du port a déclaré que la grue resterait fermée jusqu'à la fin du mois, après l'évènement. ",
    "pl": "Kapitan portu powiedział, że dźwig będzie nieczynny do końca miesiąca, a żegluga może się opóźnić. ",
    "tr": "Liman başkanı, vincin ay sonuna kadar çalışmayacağını ve gemilerin gecikebileceğini söyledi, ışıklar açık. ",
    "ru": "Капитан порта сообщил, что кран не будет работать до конца месяца, а суда могут задержаться. ",
    "el": "Ο λιμενάρχης είπε ότι ο γερανός θα μείνει κλειστός μέχρι το τέλος του μήνα και τα πλοία θα καθυστερήσουν. ",
    "he": "מנהל הנמל אמר כי העגורן יישאר סגור עד סוף החודש וכי האוניות עלולות להתעכב. ",
    "ar": "قال مدير الميناء إن الرافعة ستبقى مغلقة حتى نهاية الشهر وإن السفن قد تتأخر. ",
    "ja": "港湾責任者は、クレーンは月末まで使えず、船が遅れるおそれがあると述べた。",
    "zh": "港口负责人表示，起重机将关闭到月底，船舶可能会延误，请各公司注意安排。",
    "tw": "港口負責人表示，起重機將關閉到月底，船舶可能會延誤，請各公司注意安排。",
    "ko": "항만 책임자는 크레인이 월말까지 닫혀 있고 배가 늦어질 수 있다고 말했다. ",
}
CASES = [
    (language, codec, declared)
    for language, codec, ways in (
        ("de", "utf-8", ("none", "meta", "header", "false")),
        ("de", "cp1252", ("none", "meta", "header", "false")),
        ("fr", "iso-8859-1", ("none", "meta", "header", "false")),
        ("pl", "iso-8859-2", ("meta", "header")),
        ("pl", "cp1250", ("meta", "header")),
        ("tr", "cp1254", ("meta", "header")),
        ("ru", "cp1251", ("none", "meta", "header", "false", "latin")),
        ("ru", "koi8-r", ("none", "meta", "header", "false")),
        ("el", "iso-8859-7", ("meta", "header", "false")),
        ("he", "cp1255", ("meta", "header", "false")),
        ("ar", "cp1256", ("meta", "header", "false")),
        ("ja", "shift_jis", ("none", "meta", "header", "false", "latin")),
        ("ja", "euc-jp", ("none", "meta", "header", "false")),
        ("zh", "gb18030", ("none", "meta", "header", "false", "latin")),
        ("tw", "big5", ("none", "meta", "header", "false")),
        ("ko", "euc-kr", ("none", "meta", "header", "false")),
        ("zh", "utf-8", ("none", "meta", "header", "false", "latin")),
    )
    for declared in ways
]


@pytest.mark.parametrize(("language", "codec", "declared"), CASES)
def test_the_words_come_out_as_they_were_written(language: str, codec: str, declared: str) -> None:
    """`false`: the page says UTF-8 (or, where it is that, Latin-1); `latin`: it says Latin-1."""
    wrong = "iso-8859-1" if codec == "utf-8" or declared == "latin" else "utf-8"
    label = {"meta": codec, "false": wrong, "latin": wrong}.get(declared)
    meta = f'<meta charset="{label}">' if label else ""
    header = f"text/html; charset={codec}" if declared == "header" else "text/html"
    text = TEXTS[language] * 6
    made = decode(
        f"<html><head>{meta}<title>x</title></head><body><p>{text}</p></body></html>".encode(codec), header
    )
    assert made is not None
    assert text in made


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_wins_over_what_is_declared(mark: bytes, codec: str) -> None:
    page = f'<html><meta charset="koi8-r"><p>{TEXTS["de"]}</p></html>'
    made = decode(mark + page.encode(codec), "text/html; charset=big5")
    assert made is not None
    assert TEXTS["de"] in made


def test_a_few_broken_bytes_do_not_turn_utf_8_into_another_encoding() -> None:
    page = f"<html><p>{TEXTS['de'] * 10}</p></html>".encode().replace("ü".encode(), b"\xff", 1)
    made = decode(page)
    assert made is not None
    assert made.count("\ufffd") == 1
    assert "große" in made


@pytest.mark.parametrize(
    "label", ["zlib_codec", "base64", "rot13", "uu", "idna", "unicode_escape", "undefined"]
)
def test_a_codec_that_is_no_character_encoding_is_not_used(label: str) -> None:
    """Python knows codecs that inflate, raise what no page should, or read escapes."""
    page = f"<html><meta charset={label}><p>{TEXTS['de']}</p></html>".encode("cp1252")
    made = decode(page, f"text/html; charset={label}")
    assert made is not None
    assert TEXTS["de"] in made


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_give_characters_or_nothing(body: bytes, label: str) -> None:
    made = decode(b"<html><p>" + body, f"text/html; charset={label}")
    assert made is None or "\x00" not in made
    if made is not None:
        made.encode("utf-8", "strict")
