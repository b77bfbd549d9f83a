"""What a reader does in JupyterLab, done in a real browser on a copy of the notebooks.

Screenshots of every notebook, in the light and the dark theme, are left in target/browser-test to be looked at.
"""

import csv
import json
import os
import shutil
import statistics
import time

import pytest
from conftest import FEW, HANG, ROOT, wait_for
from test_failures import serving

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: environment/test installs it")
pytestmark = pytest.mark.xdist_group("browser")
RESULTS = ROOT / "target" / "browser-test"
NOTEBOOKS = RESULTS / "tree" / "notebooks"
RUN = "01-double-descent"
CHANGES = {**FEW["01"], "alphas": "2,20", "rho": "0.1", "seed": "7"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
SETTINGS = {"notebook-extension/tracker": {"windowingMode": "none"},  # else cells out of sight are not rendered
            "docmanager-extension/plugin": {"autosave": False}}

FIGURES = "[...document.querySelectorAll('.jp-RenderedSVG')].map(figure => figure.innerHTML)"
OUTPUTS = "[...document.querySelectorAll('.jp-OutputArea-output')].map(output => output.innerText).join('\\n')"
ERRORS = "document.querySelectorAll('[data-mime-type=\"application/vnd.jupyter.error\"]').length"
WAITING = "[...document.querySelectorAll('.jp-InputPrompt')].filter(prompt => prompt.innerText.includes('*')).length"
CONNECTED = "jupyterapp.shell.currentWidget?.context.sessionContext.session?.kernel?.connectionStatus === 'connected'"
CURVE = "document.querySelector('.widget-html .moving path').getAttribute('d')"
SLIDER = "document.querySelector('.widget-slider .noUi-origin').style.transform"  # where its handle stands
FORMULAS = """[...document.querySelectorAll('.jp-MarkdownOutput')].map(cell => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll('code, pre, mjx-container').forEach(element => element.remove());
    return [cell.querySelectorAll('mjx-container').length, cell.querySelectorAll('mjx-merror, .MathJax_Error').length,
        copy.innerText];
})"""


def source(cell):
    return "".join(cell["source"])


def changed(values):
    """The parameters cell of the notebook that is run, with other values, as environment/run sets them."""
    cells = json.loads((NOTEBOOKS / f"{RUN}.ipynb").read_text(encoding="utf-8"))["cells"]
    cell = next(source(cell) for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    return "\n".join([f'lab.set("{name}", "{value}");' for name, value in values.items()] + [cell])


@pytest.fixture(scope="module")
def lab():
    """The real environment/lab, on a copy of the notebooks and with settings of its own."""
    shutil.rmtree(RESULTS, ignore_errors=True)
    shutil.copytree(ROOT / "notebooks", NOTEBOOKS, ignore=shutil.ignore_patterns("frames", ".*"))
    (RESULTS / "tree" / "lib").symlink_to(ROOT / "lib")
    for name, values in SETTINGS.items():
        file = RESULTS / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("ICLLAB_ROOT", str(RESULTS / "tree"))
        changed.setenv("JUPYTERLAB_SETTINGS_DIR", str(RESULTS / "settings"))
        changed.setenv("JUPYTERLAB_WORKSPACES_DIR", str(RESULTS / "workspaces"))
        with serving(RESULTS, "--LabApp.expose_app_in_browser=True") as lab:
            yield lab


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None) or pytest.skip(f"no browser: none of {names}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("user"), executable_path=chromium, args=FLAGS, headless=True,
            viewport={"width": 1300, "height": 1500})
        browser.set_default_timeout(1000 * HANG)
        yield browser
        if browser.pages:
            browser.pages[-1].screenshot(path=RESULTS / "last.png")
        browser.close()


class Page:
    """One notebook in JupyterLab, or several one after another."""

    def __init__(self, browser, lab, name):
        self.page = browser.new_page()
        # Each page is a workspace of its own: JupyterLab would else bring back the notebooks opened before.
        self.page.goto(f"{lab.address}lab/workspaces/{name}?reset")
        self.page.wait_for_function("window.jupyterapp?.restored.then(() => true)")

    def open(self, name, with_kernel=True):
        """Opens a notebook in place of the one that is open."""
        # Not by the command to close it, which may ask whether to save what a running kernel has changed.
        self.get("jupyterapp.shell.currentWidget?.context && jupyterapp.shell.currentWidget.dispose()")
        document = {"path": f"notebooks/{name}.ipynb", "factory": "Notebook"}
        if not with_kernel:
            document["kernelPreference"] = {"shouldStart": False}
        self.page.evaluate("document => { jupyterapp.commands.execute('docmanager:open', document); }", document)
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell")
        if with_kernel:
            self.page.wait_for_function(CONNECTED)

    def get(self, script):
        return self.page.evaluate(script)

    def menu(self, menu, entry):
        self.page.click(f".lm-MenuBar-itemLabel:text-is('{menu}')")
        self.page.click(f".lm-Menu-itemLabel:text-is('{entry}')")

    def finish(self):
        """Waits for the last cell; a cell that throws ends the run too."""
        self.page.wait_for_function(f"{WAITING} === 0")

    def edit_parameters(self, text):
        cell = self.page.locator(".jp-CodeCell", has=self.page.get_by_text("String profile"))
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def theme(self, name):
        self.get(f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: '{name}'}})")
        self.page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=name)
        self.page.wait_for_timeout(500)

    def picture(self, name):
        self.page.screenshot(path=RESULTS / f"{name}.png")

    def close(self):
        self.get("jupyterapp.serviceManager.sessions.shutdownAll()")
        self.page.close()


def frames(name):
    return {path.name: path.read_bytes() for path in (NOTEBOOKS / "frames").glob(f"{name}-*.csv")}


def trials():
    return sum(log.read_bytes().count(b"\n") for log in (NOTEBOOKS / "frames").glob(f"{RUN}-*.trials"))


def must_be_right(page):
    outputs = page.get(OUTPUTS)
    assert page.get(ERRORS) == 0 and "✗" not in outputs, "an output shows an error or a claim that does not hold"
    assert page.get(FIGURES), "there is no figure"
    return outputs.count("✓")


@pytest.fixture(scope="module")
def page(browser, lab):
    """The notebook that is run: a reader runs it, edits it and stops it."""
    page = Page(browser, lab, "run")
    page.open(RUN)
    yield page
    page.picture("after-stop")
    page.close()


@pytest.fixture(scope="module")
def ran(page):
    """The notebook after Run All: how long its first figure took is for who reads it, not tested."""
    page.menu("Edit", "Clear Outputs of All Cells")
    assert not page.get(FIGURES), "figures are still there after Clear Outputs"
    begun = time.monotonic()
    page.menu("Run", "Run All Cells")
    page.page.wait_for_function(f"{FIGURES}.length > 0")
    first = time.monotonic() - begun
    page.finish()
    page.picture("after-run")
    return f"first figure after {first:.1f} s"


def test_run(page, ran, say):
    claims = must_be_right(page)
    say(f"{ran}, {len(page.get(FIGURES))} figures, {len(frames(RUN))} frames, {claims} claims hold")


def press(page, key):
    """Moves the first slider; a page that draws itself anew may take the focus away just before, and with it the key."""
    stood = page.get(SLIDER)
    for _ in range(HANG // 10):
        page.page.locator(".widget-slider .noUi-handle").first.press(key)
        try:
            page.page.wait_for_function(f"stood => {SLIDER} !== stood", arg=stood, polling=10, timeout=10_000)
            return
        except sync_api.TimeoutError:
            page.picture("slider-stands")
    raise AssertionError(f"{key} does not move the slider, which stands at {stood}")


def test_explorer(page, ran, say):
    """By the keyboard, which a slider takes as it takes the mouse: the curve follows, to where theory has it."""
    stand = page.page.locator(".widget-slider .widget-readout").all_inner_texts()
    assert [float(number) for number in stand] == [10, 0.5, 1e-5], "sliders are not where the parameters are"
    page.page.set_viewport_size({"width": 1300, "height": 1500})
    curve, waits = page.get(CURVE), []
    for key in ["End"] + 25 * ["ArrowLeft", "ArrowRight"]:
        begun = time.monotonic()
        press(page, key)
        page.page.wait_for_function(f"seen => {CURVE} !== seen", arg=curve, polling=10)
        waits.append(time.monotonic() - begun)
        curve = page.get(CURVE)
    page.picture("explorer")
    plot = page.page.locator(".widget-html clipPath[id^=plot] rect").first
    left, top, width, height = (float(plot.get_attribute(name)) for name in ("x", "y", "width", "height"))
    points = (map(float, point.split(",")) for point in curve[1:].split(" "))
    drawn = {10 ** (2 * (x - left) / width - 1): 10 ** (1 - 3 * (y - top) / height) for x, y in points}
    with (NOTEBOOKS / "frames" / f"{RUN}-panels-1A-1B-limit.csv").open(encoding="utf-8") as file:
        theory = {float(row["τ = n/d²"]): float(row["e_ICL"]) for row in csv.DictReader(file) if row["α = ℓ/d"] == "100.0"}
    near = {tau: min(theory, key=lambda known: abs(known - tau)) for tau in drawn if 0.2 < tau < 0.8 or 1.3 < tau < 2.4}
    assert len(near) > 20 and all(abs(drawn[tau] / theory[known] - 1) < 0.03 for tau, known in near.items())
    say(f"{1000 * statistics.median(waits):.0f} ms from key to curve, {len(near)} points of it on theory")


def test_simulate_here(page, ran, say):
    """Points come onto the curve as trials end, and go when a slider moves."""
    points = "document.querySelector('.widget-html svg').textContent.includes('simulation')"
    begun = time.monotonic()
    page.page.click("button:text-is('simulate here')")
    page.page.wait_for_function(points)
    said = f"first points after {time.monotonic() - begun:.1f} s"
    page.page.wait_for_timeout(2000)
    page.picture("simulate-here")
    press(page, "ArrowLeft")
    page.page.wait_for_function(f"!{points}")
    say(said)


def test_completer(page, ran, say):
    """Beside what Tab offers stands what the Javadoc says of it."""
    page.get("jupyterapp.commands.execute('notebook:insert-cell-below')")
    page.get("jupyterapp.commands.execute('notebook:enter-edit-mode')")
    page.page.keyboard.insert_text("Pretrain")
    page.page.keyboard.press("Tab")
    panel = page.page.locator(".jp-Completer-docpanel")
    page.page.wait_for_function("document.querySelector('.jp-Completer-docpanel')?.innerText.length > 20")
    page.picture("completer")
    said = panel.inner_text()
    page.page.keyboard.press("Escape")
    page.get("jupyterapp.commands.execute('notebook:delete-cell')")
    assert "pretrain" in said.lower(), said
    say(said.splitlines()[0][:80])


def test_edit(page, ran, say):
    before, written = page.get(FIGURES), frames(RUN)
    page.edit_parameters(changed(CHANGES))
    page.menu("Run", "Run Selected Cell and All Below")
    page.page.wait_for_timeout(500)
    page.finish()
    claims = must_be_right(page)
    after, rewritten = page.get(FIGURES), frames(RUN)
    assert len(after) == len(before) and not set(after) & set(before), "a figure did not change with the parameters"
    assert written and all(rewritten[name] != written[name] for name in written), "a frame did not change"
    page.picture("after-edit")
    say(f"other figures, other frames, {claims} claims hold")


def test_stop(page, ran, say):
    kept = trials()
    page.edit_parameters(changed({"profile": "full"}))
    page.menu("Run", "Run Selected Cell and All Below")
    wait_for(lambda: trials() >= kept + 3, "no trial was finished")
    kept = trials()
    begun = time.monotonic()
    page.page.click("[data-command='notebook:interrupt-kernel']")
    page.finish()
    finished = trials()
    say(f"stopped within {time.monotonic() - begun:.1f} s, {finished} finished trials are kept")
    page.page.wait_for_timeout(10_000)  # in which a simulation that went on would finish many
    assert kept <= finished <= trials() <= finished + os.cpu_count(), "the simulation went on, or lost trials"


@pytest.fixture(scope="module")
def reading(browser, lab):
    """A page in which notebooks are read and not run."""
    page = Page(browser, lab, "reading")
    yield page
    page.close()


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_look(path, reading, say):
    """A notebook as it was committed: figures there, no error, no formula that is not one."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    wanted = sum("image/svg+xml" in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
    reading.open(path.stem, with_kernel=False)
    reading.page.wait_for_function(f"{FIGURES}.length >= {wanted}")
    if any("$" in source(cell) for cell in cells if cell["cell_type"] == "markdown"):
        reading.page.wait_for_selector("mjx-container")
        reading.page.wait_for_timeout(500)
    formulas = reading.get(FORMULAS)
    reading.picture(path.stem)
    wide = reading.get("[...document.querySelectorAll('.jp-OutputArea-output')]"
                       ".filter(output => output.scrollWidth > output.clientWidth + 2).length")
    reading.theme("JupyterLab Dark")
    reading.get("document.querySelector('.jp-RenderedSVG')?.scrollIntoView({block: 'center'})")
    reading.picture(f"{path.stem}-dark")
    reading.theme("JupyterLab Light")
    assert reading.get(ERRORS) == 0, "it shows an error"
    wrong = [text for _, errors, text in formulas if errors or "$" in text or "\\(" in text]
    assert not wrong, f"a formula is not rendered: {wrong[:1]}"
    say(f"{wanted} figures, {sum(count for count, _, _ in formulas)} formulas"
        + (f", {wide} outputs wider than the page" if wide else ""))
