"""A real browser for the tests of pages: Chromium, from PATH or from TAPEGRAD_CHROMIUM; without it these tests are skipped.

Figures are closed after each test.
"""

from __future__ import annotations

import os
import shutil
import sys

import pytest

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(autouse=True)
def close_figures():
    """What a test draws is closed after it."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = os.environ.get("TAPEGRAD_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no chromium on PATH (nor in TAPEGRAD_CHROMIUM)")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_in_browser(browser, tmp_path):
    """Open a saved page; at the end it must have had no error and asked for nothing but itself."""
    pages, paths, complaints, requests = [], set(), [], []

    def open_page(made, width=1180, height=720, **settings):
        page = browser.new_page(viewport={"width": width, "height": height}, **settings)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: requests.append(request.url))
        path = made.save(tmp_path / f"page{len(pages)}.html").as_uri()
        page.goto(path)
        pages.append(page)
        paths.add(path)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert complaints == []
    assert {url for url in requests if not url.startswith("blob:")} <= paths


@pytest.fixture
def show_in_a_notebook(browser):
    """The page with what a notebook's cell shows, in its frame; at the end it must have asked for nothing."""
    pages, requests = [], []

    def show(made):
        page = browser.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.set_content(f"<p>a notebook</p>{made._repr_mimebundle_()['text/html']}")
        pages.append(page)
        return page

    yield show
    for page in pages:
        page.close()
    assert [url for url in requests if not url.startswith("blob:")] == []
