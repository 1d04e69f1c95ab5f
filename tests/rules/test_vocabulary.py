"""Vocabularies: every word leads to one code, and no file contradicts itself."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.rules import vocabulary as module
from todos.rules.fields import FIELDS
from todos.rules.vocabulary import Vocabulary, VocabularyError, fold, names, vocabulary

CODE = re.compile(r"[a-z0-9]+(?:[_.-][a-z0-9]+)*")


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "type[_Written]":
    vocabulary("custody_status")  # stays known while the folder is another
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    _Written.folder = tmp_path
    return _Written


class _Written:
    folder: Path

    @staticmethod
    def read(name: str, text: str) -> Vocabulary:
        (_Written.folder / f"{name}.toml").write_text(text, encoding="utf-8")
        return vocabulary(name)


@pytest.mark.parametrize("name", names())
def test_every_word_of_every_vocabulary_leads_to_its_code(name: str) -> None:
    words = vocabulary(name)
    for code, entry in words.entries.items():
        assert CODE.fullmatch(code)
        assert words.meaning(code)
        for language, spelled in entry.words.items():
            for word in spelled:
                # San Luis and Minas lie in two provinces: alone they say nothing
                assert words.known(word)
                assert words.code(word) in (code, None if name == "municipality" else code)
            if language != "any":
                assert words.label(code, language) == spelled[0]


def test_each_field_with_a_vocabulary_has_one() -> None:
    assert {f.vocabulary for f in FIELDS.values() if f.vocabulary} <= set(names())


def test_the_codes_of_custody_and_release_are_those_that_others_rely_on() -> None:
    assert vocabulary("custody_status").codes == {
        "imprisoned", "awaiting_trial", "non_custodial", "released", "died", "unknown",
    }  # fmt: skip
    assert vocabulary("release_basis").codes == {
        "pardon", "amnesty", "parole", "extrapenal_leave", "sentence_substitution",
        "forced_labour_without_internment", "home_confinement", "full_term", "exchange",
        "expulsion", "acquittal", "precautionary_measure", "other",
    }  # fmt: skip
    assert vocabulary("context").codes == {"before_11j", "during_11j", "after_11j"}
    assert vocabulary("risk_group").codes == {
        "disability", "serious_illness", "over_60", "mental_disorder", "minor",
    }  # fmt: skip


def test_cuba_has_168_municipalities() -> None:
    assert len(vocabulary("municipality").codes) == 168


def test_m_is_a_man_in_lists_that_write_h_m_and_f() -> None:
    sex = vocabulary("sex")
    assert [sex.code(word) for word in ("H", "M", "F", "mujer", "Женщина")] == [
        "male", "male", "female", "female", "female",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "custody", "basis"),
    [
        ("Libertad Condicional Bajo amenazas", "released", "parole"),
        ("EXCARCELADO - LIBERTAD CONDICIONAL", "released", "parole"),
        (
            "Subsidio de pena no privativa bajo amenazas, pendiente de confirmar",
            "non_custodial",
            "sentence_substitution",
        ),
        ("Limitación de libertad bajo amenazas", "non_custodial", "home_confinement"),
        ("Libertad limitada bajo amenazas", "non_custodial", "home_confinement"),
        ("Auto de medida cautelar de fianza", "non_custodial", "precautionary_measure"),
        (
            "Bajo auto fiscal de medida cautelar de fianza y amenazas",
            "non_custodial",
            "precautionary_measure",
        ),
        (
            "Bajo medida cautelar de reclusión domiciliaria de facto y amenazas",
            "non_custodial",
            "precautionary_measure",
        ),
        ("Trabajos Forzosos con internamiento bajo amenazas", "imprisoned", None),
        (
            "Trabajo forzado sin internamiento bajo amenazas",
            "non_custodial",
            "forced_labour_without_internment",
        ),
        ("CUMPLIÓ SANCIÓN", "released", "full_term"),
        ("освобожден(а)", "released", None),
        ("по отбытии срока", "released", "full_term"),
    ],
)  # fmt: skip
def test_a_status_gives_custody_and_basis(word: str, custody: str, basis: str | None) -> None:
    status = vocabulary("status")
    code = status.code(word)
    assert code
    assert status.gives(code, "custody_status") == custody
    assert status.gives(code, "release_basis") == basis


def test_np_is_known_and_says_nothing() -> None:
    assert vocabulary("status").known("np")
    assert vocabulary("status").code("np") is None


def test_the_province_decides_between_two_places_called_san_luis() -> None:
    places = vocabulary("municipality")
    assert places.known("San Luis")
    assert places.code("San Luis") is None
    assert places.code("santiago_de_cuba.San Luis") == "santiago_de_cuba.san_luis"
    assert places.code("MARIANAO") == "la_habana.marianao"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Pre-trial detention center No. 1; 220030, Minsk, vulica Valadarskaha 2", "by_sizo_1"),
        ("СИЗО-1, Минск", "by_sizo_1"),
        ("Penal colony No. 15; 213105, Mahilioŭ", "by_ik_15"),
        ("ИК №15, Могилёв", "by_ik_15"),
        ("Prison No. 4; Mahilioŭ", "by_prison_4"),
        ("СІЗА-7", "by_sizo_7"),
        ("Prison No. 15800", None),
        ("ИК, Могилёв", None),
    ],
)
def test_kind_and_number_make_a_belarusian_prison(word: str, code: str | None) -> None:
    assert vocabulary("prison").code(word) == code


def test_a_numbered_prison_has_a_label_and_a_meaning() -> None:
    prisons = vocabulary("prison")
    assert prisons.label("by_ik_15", "ru") == "ИК-15"
    assert prisons.meaning("by_sizo_1") == "Pre-trial detention centre No. 1, Belarus"
    with pytest.raises(KeyError, match="by_nothing_1"):
        prisons.meaning("by_nothing_1")


def test_the_nearest_word_is_offered_as_it_is_spelled() -> None:
    assert vocabulary("status").nearest("Licencia extra penal") == "Licencia extrapenal"
    assert vocabulary("status").nearest("qwertyuiop") is None


def test_a_label_falls_back_to_the_meaning() -> None:
    assert vocabulary("offence").label("sedition", "en") == "Sedition"
    assert vocabulary("offence").label("sedition", "es") == "Sedición"


@given(st.text(max_size=60))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.sampled_from(sorted(vocabulary("status").spelled.values())), st.data())
def test_case_accents_and_spaces_never_change_a_code(word: str, data: st.DataObject) -> None:
    style = data.draw(st.sampled_from([str.upper, str.lower, str.title, str.capitalize]))
    again = data.draw(st.sampled_from(["{}", "  {} ", "{}.", "«{}»", " {};"])).format(style(word))
    assert vocabulary("status").code(again) == vocabulary("status").code(word)


@given(st.text(max_size=400))
def test_any_text_is_looked_up_without_harm(text: str) -> None:
    for name in ("status", "prison", "municipality"):
        found = vocabulary(name).code(text)
        assert found is None or vocabulary(name).meaning(found)


def test_a_word_with_two_codes_is_an_error(written: type[_Written]) -> None:
    text = (
        'meaning = "x"\n[codes]\na = { meaning = "A", es = ["Sí"] }\n'
        'b = { meaning = "B", es = ["SI"] }'
    )
    with pytest.raises(VocabularyError, match=r"twice\.toml: 'SI' stands for a and b"):
        written.read("twice", text)


def test_a_code_that_the_other_vocabulary_lacks_is_an_error(written: type[_Written]) -> None:
    text = 'meaning = "x"\n[codes]\na = { meaning = "A", custody_status = "lost" }'
    with pytest.raises(VocabularyError, match="a gives custody_status 'lost', no such code"):
        written.read("astray", text)


def test_a_key_that_nobody_reads_is_an_error(written: type[_Written]) -> None:
    with pytest.raises(VocabularyError, match="lable"):
        written.read("typo", 'meaning = "x"\n[codes]\na = { meaning = "A", lable = "A" }')


def test_a_window_for_an_unknown_code_is_an_error(written: type[_Written]) -> None:
    text = 'meaning = "x"\n[[when]]\ncode = "later"\nfrom = 2021-07-11'
    with pytest.raises(VocabularyError, match="no code 'later'"):
        written.read("window", text)
