from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipsheet.stages.extract import ngrams
from tipsheet.stages.extract.language import language

SENTENCES = {
    "en": "The ferry to the outer islands was cancelled again because the harbour crew had gone on strike.",
    "de": "Die Fähre zu den äußeren Inseln fiel wieder aus, weil die Hafenarbeiter streikten.",
    "fr": "Le bac vers les îles du large a encore été annulé, car les dockers s'étaient mis en grève.",
    "es": "El transbordador a las islas exteriores se canceló otra vez porque los estibadores hacían huelga.",
    "it": "Il traghetto per le isole esterne è stato di nuovo annullato perché i portuali scioperavano.",
    "pt": "A balsa para as ilhas exteriores foi cancelada outra vez porque os estivadores fizeram greve.",
    "nl": "De veerboot naar de buitenste eilanden viel weer uit omdat het havenpersoneel staakte.",
    "pl": "Prom na zewnętrzne wyspy znów został odwołany, ponieważ pracownicy portu strajkowali.",
    "cs": "Trajekt na vzdálené ostrovy byl znovu zrušen, protože přístavní dělníci stávkovali.",
    "sv": "Färjan till de yttre öarna ställdes in igen eftersom hamnarbetarna hade gått i strejk.",
    "fi": "Lautta ulkosaarille peruttiin taas, koska satamatyöntekijät olivat lakossa.",
    "tr": "Dış adalara giden feribot, liman işçileri greve gittiği için yine iptal edildi.",
    "ru": "Паром на дальние острова снова отменили, потому что портовые рабочие бастовали.",
    "uk": "Пором на далекі острови знову скасували, бо портові робітники страйкували.",
    "ar": "ألغيت العبارة المتجهة إلى الجزر البعيدة مرة أخرى لأن عمال الميناء كانوا في إضراب.",
    "hi": "बाहरी द्वीपों के लिए नौका फिर से रद्द कर दी गई क्योंकि बंदरगाह के कर्मचारी हड़ताल पर थे।",
    "vi": "Chuyến phà ra các đảo xa lại bị hủy vì công nhân cảng đang đình công.",
}


@pytest.mark.parametrize(("code", "sentence"), sorted(SENTENCES.items()))
def test_one_sentence_tells_its_language(code: str, sentence: str) -> None:
    assert ngrams.guess(sentence).language == code


@pytest.mark.parametrize(("code", "sentence"), sorted(SENTENCES.items()))
def test_a_template_in_another_language_does_not_mislead(code: str, sentence: str) -> None:
    wrong = "en-GB" if code != "en" else "de-DE"
    assert language(wrong, "", sentence) == code


@pytest.mark.slow
@pytest.mark.parametrize("much", [1, 3])
def test_the_table_read_as_data_says_what_eld_says(much: int) -> None:
    eld = pytest.importorskip("eld")
    detector = eld.LanguageDetector()
    for sentence in SENTENCES.values():
        text = " ".join([sentence] * much)
        theirs, ours = detector.detect(text), ngrams.guess(text)
        assert ours.language == theirs.language
        assert ours.reliable or not theirs.is_reliable()


def test_a_long_text_that_leads_by_far_is_sure() -> None:
    for sentence in SENTENCES.values():
        assert ngrams.guess(" ".join([sentence] * 8)).reliable


def test_without_known_letters_there_is_no_guess() -> None:
    for text in ("", " ", "1999 -- 2001", "''' ```", "\x00\ud800"):
        assert ngrams.guess(text) == ngrams.Guess("", False)


@given(st.text(max_size=1200))
def test_any_text_gives_a_known_code(text: str) -> None:
    assert ngrams.guess(text).language in {"", *ngrams.table().languages}


def test_a_table_of_another_form_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ngrams, "_TABLE", "resources/avg_score.py")
    with pytest.raises(RuntimeError, match=r"eld.*install eld 1\.0\.6"):
        ngrams.table.__wrapped__()
    monkeypatch.setattr(ngrams, "_TABLE", "resources/none.py")
    with pytest.raises(RuntimeError, match="eld"):
        ngrams.table.__wrapped__()
