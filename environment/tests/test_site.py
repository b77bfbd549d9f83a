"""The site that environment/site has built, in a real browser and without a network: on a desk in the light and on a phone
in the dark. Screenshots are left in target/browser-test to be looked at.
"""

import re

import nbformat
import pytest
from conftest import ROOT
from test_browser import RESULTS, browser  # noqa: F401, a fixture

import make_site

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core: environment/test installs it")
PAGES = sorted(make_site.SITE.glob("*.html"))
PLACES = {"desk": ({"width": 1300, "height": 1000}, "light"), "phone": ({"width": 390, "height": 844}, "dark")}
# Preloading asks for a page's files by requests of its own, which no page without a server may make.
# Of the words of a program that have one colour and weight only the first stays by itself: axe-core looks at each for seconds.
ALIKE = """const seen = new Set();
document.querySelectorAll('pre span[class]').forEach(word => {
    if (seen.has(word.className)) word.replaceWith(word.textContent);
    seen.add(word.className);
})"""
AXE = {"resultTypes": ["violations"], "preload": False}
pytestmark = pytest.mark.skipif(not PAGES, reason="no site: environment/site builds it")


@pytest.fixture
def page(browser):  # noqa: F811
    """A page on which no error may be said."""
    page, errors = browser.new_page(), []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("requestfailed", lambda request: errors.append(request.url))
    yield page
    page.close()
    assert not errors


def visit(page, path):
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    page.wait_for_function("[...document.images].every(image => image.complete)")
    if page.query_selector("script[src='mathjax.js']"):
        page.wait_for_function("window.MathJax.startup?.promise")
        page.evaluate("MathJax.startup.promise.then(() => 0)")


def go(page, place):
    size, scheme = PLACES[place]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    return size


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path, page, say):
    """Pictures are there and said in words, formulas are rendered, nothing is wider than the screen, and axe-core finds
    no serious violation."""
    visit(page, path)
    assert page.evaluate("[...document.images].every(image => image.naturalWidth && image.alt)")
    assert not page.query_selector("[data-mjx-error], mjx-merror"), "a formula is not rendered"
    for place in PLACES:
        size = go(page, place)
        page.screenshot(path=RESULTS / f"site-{path.stem}-{place}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], "it is wider than the screen"
    page.evaluate(ALIKE)
    for place in PLACES:
        go(page, place)
        found = axe.Axe().run(page, options=AXE).response["violations"]
        serious = [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found if rule["impact"] in ("serious", "critical")]
        assert not serious, place
        say(f"{place}: {page.evaluate('document.images.length')} pictures, less serious: {[rule['id'] for rule in found]}")


@pytest.mark.parametrize("path", [path for path in PAGES if 'id="explorer-' in path.read_text(encoding="utf-8")],
                         ids=lambda path: path.stem)
def test_explorer(path, page, say):
    """Each slider moves the curves, by the keyboard and by the mouse."""
    visit(page, path)
    for explorer in page.locator("[id^=explorer-]").all():
        curves = lambda: explorer.locator(".moving path").evaluate_all("paths => paths.map(path => path.getAttribute('d'))")
        for slider in explorer.locator("input[type=range]").all():
            seen, box = [curves()], slider.bounding_box()
            slider.press("End")
            seen.append(curves())
            slider.click(position={"x": 1, "y": box["height"] / 2})
            seen.append(curves())
            assert seen[1] != seen[2] and (seen[0] != seen[1] or seen[0] != seen[2]), "a slider moves nothing"
    page.screenshot(path=RESULTS / f"site-{path.stem}-explorer.png")
    say(f"{page.locator('[id^=explorer-] input').count()} sliders")


def test_weight(page, say):
    """The whole site takes less than 40 MB, and its first page, with all that it shows, less than 1 MB."""
    asked = set()
    page.on("request", lambda request: asked.add(request.url))
    visit(page, make_site.SITE / "index.html")
    first = sum((make_site.SITE / url.partition("/target/site/")[2]).stat().st_size for url in asked)
    whole = sum(path.stat().st_size for path in make_site.SITE.rglob("*") if path.is_file())
    say(f"{whole / 1e6:.1f} MB, first page {first / 1e3:.0f} kB")
    assert whole < 40e6 and first < 1e6


def test_links_and_claims(say):
    """No link leads nowhere; the results page has every claim of the committed notebooks."""
    assert not list(make_site.dead_links())
    shown = re.findall(r'<li><a href="([\w-]+)\.html#cell-id=', (make_site.SITE / "results.html").read_text(encoding="utf-8"))
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]
        assert shown.count(path.stem) == sum(output.get("data", {}).get("text/plain", "").startswith("✓") for output in outputs)
    say(f"{len(shown)} claims")
