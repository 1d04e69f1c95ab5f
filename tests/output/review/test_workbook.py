"""A filled workbook becomes decisions and reported errors, once, and tells what they change."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from todos.output.reports import answers
from todos.output.reports.languages import LANGUAGES, language
from todos.output.review.workbook import Imported
from todos.pipeline.store import Store

Make = Callable[..., Any]
Bring = Callable[..., Imported]
Count = Callable[[], Mapping[str, int]]
OFFICE = shutil.which("soffice")
SAME, DIFFERENT, UNSURE = answers.decision_words(language("es")).values()


def test_an_answer_becomes_a_decision_with_its_comment(
    form: Make, bring: Bring, store: Store
) -> None:
    filled = form().fill("review", 1, decision=SAME, comment="la misma foto")
    done = bring(filled.fill("review", 2, decision=UNSURE))
    first, second = store.decisions.all().to_dict("records")
    assert (first["decision"], first["by"], first["because"]) == (
        "positive",
        "Ana",
        "la misma foto",
    )
    assert (second["decision"], second["because"]) == (
        "unsure",
        "answered in the match report of prisoners_defenders of 2026-10-30",
    )
    assert first["made_on"] == date(2026, 11, 14)
    assert first["about_l"]
    assert (len(done.answers), done.refused, done.empty > 5) == (2, (), True)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_workbook_may_be_answered_in_another_language(
    form: Make, bring: Bring, store: Store, code: str
) -> None:
    for row, word in enumerate(answers.decision_words(language(code)).values(), 1):
        bring(form().fill("review", row, decision=f" {word.upper()}. "))
    assert store.decisions.all()["decision"].tolist() == ["positive", "negative", "unsure"]


def test_a_file_that_is_read_twice_changes_nothing_the_second_time(
    form: Make, bring: Bring, memory: Count
) -> None:
    filled = form("justicia11j").fill("review", 1, decision=SAME)
    filled.fill("corrections", 1, **correction())
    bring(filled)
    before = memory()
    done = bring(filled, on=date(2026, 11, 20))
    assert memory() == before == {"decisions": 1, "corrections": 1}
    assert (done.said, done.answers) == (2, ())
    bring(filled, by="Eva")
    assert memory()["decisions"] == 2
    bring(filled.fill("review", 1, decision=DIFFERENT))
    assert memory()["decisions"] == 3


def test_what_only_looks_keeps_nothing_and_tells_the_same(
    form: Make, bring: Bring, memory: Count
) -> None:
    filled = form().fill("review", 1, decision=SAME).fill("duplicates", 1, decision=DIFFERENT)
    looked = bring(filled, dry_run=True)
    assert set(memory().values()) == {0}
    done = bring(filled)
    assert (looked.effects, looked.answers) == (done.effects, done.answers)
    assert done.effects.kinds == ("joins", "parts")
    assert (len(done.effects.joined), done.effects.into, len(done.effects.parted)) == (2, 1, 1)


def test_who_disagrees_is_told_so_and_both_words_stay(
    form: Make, bring: Bring, memory: Count
) -> None:
    bring(form().fill("review", 1, decision=SAME))
    done = bring(form().fill("review", 1, decision=DIFFERENT), by="Eva")
    assert done.effects.kinds == ("disputed",)
    assert memory()["decisions"] == 2


def test_rows_that_do_not_fit_are_told_and_the_others_kept(
    form: Make, bring: Bring, store: Store
) -> None:
    filled = form().fill("review", 1, decision="quizás").fill("review", 2, decision=SAME)
    done = bring(filled)
    (refused,) = done.refused
    assert (refused.sheet, refused.row) == ("Preguntas", 3)
    assert (
        refused.reason == "«quizás» no es ninguna de las respuestas. Elija una palabra de la lista."
    )
    assert len(store.decisions.all()) == 1


def correction(**more: object) -> dict[str, object]:
    """An error of a list as it is filled in, with other cells where they are named."""
    given = {
        "source": "justicia11j",
        "source_record_id": "J0956",
        "field": "Fecha de detención",
        "says": "2021-07-12",
        "should_say": "2021-07-11",
        "evidence": "la familia",
    }
    return {**given, **more}


def test_a_correction_waits_for_the_data_team(form: Make, bring: Bring, store: Store) -> None:
    filled = form("justicia11j")
    bring(filled.fill("corrections", 1, **correction()))
    (kept,) = store.corrections.all().to_dict("records")
    assert (kept["field"], kept["says"], kept["should_be"]) == (
        "arrest",
        "2021-07-12",
        "2021-07-11",
    )
    assert (kept["state"], kept["because"], kept["reported_by"]) == ("waiting", "la familia", "Ana")


@pytest.mark.parametrize(
    ("told", "kept_as"),
    [
        ({"field": "Sentence", "says": "9 AÑOS", "should_say": "8 años"}, ("sentence", "9 años")),
        (
            {"field": "Имя", "says": "Rodríguez Almaguer", "should_say": "Ruiz"},
            ("surnames", "Rodríguez Almaguer"),
        ),
        ({"says": "12 jul 2021"}, ("arrest", "2021-07-12")),
        (
            {"field": "Fecha de excarcelación", "says": "", "should_say": "2024-01-02"},
            ("release", ""),
        ),
    ],
    ids=["in another case and language", "one part of a name", "as the report shows it", "unsaid"],
)
def test_what_the_list_says_is_found_in_its_own_words(
    form: Make, bring: Bring, store: Store, told: dict[str, object], kept_as: tuple[str, str]
) -> None:
    done = bring(form("justicia11j").fill("corrections", 1, **correction(**told)))
    assert done.refused == ()
    (kept,) = store.corrections.all().to_dict("records")
    assert (kept["field"], kept["says"]) == kept_as


def office(folder: Path, path: Path, ending: str) -> Path:
    """The file as LibreOffice saves it in another form."""
    out = folder / ending
    home = f"-env:UserInstallation=file://{folder}/office"
    command: list[Any] = [
        OFFICE,
        home,
        "--headless",
        "--convert-to",
        ending,
        "--outdir",
        str(out),
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return out / f"{path.stem}.{ending}"


@pytest.mark.skipif(not OFFICE and not os.environ.get("CI"), reason="LibreOffice is not installed")
def test_every_answer_comes_back_through_libreoffice(
    form: Make, bring: Bring, store: Store, tmp_path: Path
) -> None:
    filled = form("justicia11j")
    words = [SAME, DIFFERENT, UNSURE, SAME, DIFFERENT, UNSURE]
    for row, word in enumerate(words, 1):
        filled.fill("review", row, decision=word, comment=f"00{row}: «sí», 07/12/2021")
    filled.fill("duplicates", 1, decision=DIFFERENT).fill("corrections", 1, **correction())
    path = filled.save(tmp_path / "report-es.xlsx")
    done = bring(office(tmp_path, office(tmp_path, path, "ods"), "xlsx"))
    assert done.refused == ()
    assert len(done.corrections.reports) == 1
    kept = store.decisions.all()
    assert len(kept) == len(words) + 1
    assert kept["because"].tolist()[:6] == [f"00{row}: «sí», 07/12/2021" for row in range(1, 7)]
