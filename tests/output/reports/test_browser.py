"""The page in a real browser: nobody is shut out, on a phone or a desk, by day or by night."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, sync_playwright
from todos.output.lookup import Snapshot
from todos.output.reports.write import report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
PHONE, DESK = 390, 1280

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is not there"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(scope="module")
def page(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_bytes(report(snapshot, "casa", "be").html)
    return file


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing(
    browser: Browser, page: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    # axe is a script, which the page itself forbids
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    shown = context.new_page()
    shown.goto(page.as_uri())
    found: Any = Axe().run(shown).response["violations"]
    context.close()
    assert not [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


def test_the_page_asks_for_nothing_but_itself(browser: Browser, page: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    asked: list[str] = []
    shown = context.new_page()
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(page.as_uri())
    assert "Luis Peña Gill" in shown.locator("#review").inner_text()
    context.close()
    assert asked == [page.as_uri()]


def test_nothing_has_to_be_scrolled_sideways_on_a_small_phone(browser: Browser, page: Path) -> None:
    # WCAG 1.4.10: reflow at 320 points
    shown = browser.new_page(viewport={"width": 320, "height": 800})
    shown.goto(page.as_uri())
    widest = shown.evaluate("document.documentElement.scrollWidth")
    shown.close()
    assert widest <= 320


def test_every_section_can_be_reached_by_keyboard(browser: Browser, page: Path) -> None:
    shown = browser.new_page(viewport={"width": DESK, "height": 900})
    shown.goto(page.as_uri())
    reached = []
    for _ in range(8):
        shown.keyboard.press("Tab")
        reached.append(shown.locator(":focus").get_attribute("href"))
    shown.close()
    assert reached == [
        "#summary",
        "#summary",
        "#review",
        "#duplicates",
        "#elsewhere",
        "#differences",
        "#quality",
        "#news",
    ]
