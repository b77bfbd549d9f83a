"""What a reader does in JupyterLab, done in a real browser on a copy of the notebooks; says what passed.

Screenshots of every notebook, in the light and the dark theme, are left in target/browser-test to be looked at.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "target" / "browser-test"
NOTEBOOKS = RESULTS / "tree" / "notebooks"
RUN = "01-double-descent"
CHANGES = {"alphas": "2,20", "rho": "0.1", "seed": "7"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
SETTINGS = {"notebook-extension/tracker": {"windowingMode": "none"},  # else cells out of sight are not rendered
            "docmanager-extension/plugin": {"autosave": False}}

FIGURES = "[...document.querySelectorAll('.jp-RenderedSVG')].map(figure => figure.innerHTML)"
OUTPUTS = "[...document.querySelectorAll('.jp-OutputArea-output')].map(output => output.innerText).join('\\n')"
ERRORS = "document.querySelectorAll('[data-mime-type=\"application/vnd.jupyter.error\"]').length"
WAITING = "[...document.querySelectorAll('.jp-InputPrompt')].filter(prompt => prompt.innerText.includes('*')).length"
CONNECTED = "jupyterapp.shell.currentWidget?.context.sessionContext.session?.kernel?.connectionStatus === 'connected'"
FORMULAS = """[...document.querySelectorAll('.jp-MarkdownOutput')].map(cell => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll('code, pre, mjx-container').forEach(element => element.remove());
    return [cell.querySelectorAll('mjx-container').length, cell.querySelectorAll('mjx-merror, .MathJax_Error').length,
        copy.innerText];
})"""


def passed(what):
    print(f"passed  {what}", flush=True)


def must(holds, what):
    if not holds:
        raise AssertionError(what)


def source(cell):
    return "".join(cell["source"])


def changed(values):
    """The parameters cell of the notebook that is run, with other values, as environment/run sets them."""
    cells = json.loads((NOTEBOOKS / f"{RUN}.ipynb").read_text(encoding="utf-8"))["cells"]
    cell = next(source(cell) for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    return "\n".join([f'lab.set("{name}", "{value}");' for name, value in values.items()] + [cell])


class Lab:
    """The real environment/lab, on a copy of the notebooks and with settings of its own."""

    def __enter__(self):
        shutil.rmtree(RESULTS, ignore_errors=True)
        shutil.copytree(ROOT / "notebooks", NOTEBOOKS, ignore=shutil.ignore_patterns("frames", ".*"))
        (RESULTS / "tree" / "lib").symlink_to(ROOT / "lib")
        for name, values in SETTINGS.items():
            file = RESULTS / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {**os.environ, "ICLLAB_ROOT": str(RESULTS / "tree"),
                       "JUPYTERLAB_SETTINGS_DIR": str(RESULTS / "settings"),
                       "JUPYTERLAB_WORKSPACES_DIR": str(RESULTS / "workspaces")}
        self.address = f"http://127.0.0.1:{port}/lab"
        begun = time.monotonic()
        with (RESULTS / "lab.log").open("w") as log:
            self.process = subprocess.Popen(
                [ROOT / "environment" / "lab", "--no-browser", f"--port={port}", "--IdentityProvider.token=",
                 "--LabApp.expose_app_in_browser=True"],
                env=environment, stdout=log, stderr=log, start_new_session=True)
        while not self.answers():
            must(self.process.poll() is None and time.monotonic() - begun < 60, "JupyterLab does not start")
            time.sleep(0.1)
        passed(f"JupyterLab answers: {time.monotonic() - begun:.1f} s")  # printed only: the machine may be busy
        return self

    def answers(self):
        try:
            return urllib.request.urlopen(self.address, timeout=5).status == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    def __exit__(self, *error):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=30)


class Page:
    """One notebook in JupyterLab."""

    def __init__(self, browser, lab, name):
        self.page = browser.new_page()
        self.page.set_default_timeout(60_000)
        # Each page is a workspace of its own: JupyterLab would else bring back the notebooks opened before.
        self.page.goto(f"{lab.address}/workspaces/{name}/tree/notebooks/{name}.ipynb?reset")
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell")
        self.page.wait_for_function(CONNECTED)

    def get(self, script):
        return self.page.evaluate(script)

    def menu(self, menu, entry):
        self.page.click(f".lm-MenuBar-itemLabel:text-is('{menu}')")
        self.page.click(f".lm-Menu-itemLabel:text-is('{entry}')")

    def finish(self, seconds=180):
        """Waits for the last cell; a cell that throws ends the run too."""
        self.page.wait_for_function(f"{WAITING} === 0", timeout=1000 * seconds)

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
    must(page.get(ERRORS) == 0 and "✗" not in outputs, "an output shows an error or a claim that does not hold")
    must(page.get(FIGURES), "there is no figure")
    return outputs.count("✓")


def check_run(page):
    page.menu("Edit", "Clear Outputs of All Cells")
    must(not page.get(FIGURES), "figures are still there after Clear Outputs")
    begun = time.monotonic()
    page.menu("Run", "Run All Cells")
    page.page.wait_for_function(f"{FIGURES}.length > 0", timeout=180_000)
    passed(f"first figure after Run All: {time.monotonic() - begun:.1f} s")
    page.finish()
    claims = must_be_right(page)
    passed(f"{RUN}: {len(page.get(FIGURES))} figures, {len(frames(RUN))} frames, {claims} claims hold")


def check_edit(page):
    before, written = page.get(FIGURES), frames(RUN)
    page.edit_parameters(changed(CHANGES))
    page.menu("Run", "Run Selected Cell and All Below")
    page.page.wait_for_timeout(500)
    page.finish()
    claims = must_be_right(page)
    after, rewritten = page.get(FIGURES), frames(RUN)
    must(len(after) == len(before) and not set(after) & set(before), "a figure did not change with the parameters")
    must(all(rewritten[name] != written[name] for name in written), "a frame did not change with the parameters")
    passed(f"other parameters: other figures, other frames, {claims} claims hold")


def check_stop(page):
    kept = trials()
    page.edit_parameters(changed({"profile": "full"}))
    page.menu("Run", "Run Selected Cell and All Below")
    begun = time.monotonic()
    while trials() < kept + 3:
        must(time.monotonic() - begun < 60, "no trial was finished in a minute")
        time.sleep(0.05)
    kept = trials()
    begun = time.monotonic()
    page.page.click("[data-command='notebook:interrupt-kernel']")
    page.finish(20)
    passed(f"stop: {time.monotonic() - begun:.1f} s")
    finished = trials()
    page.page.wait_for_timeout(10_000)  # in which a simulation that went on would finish many
    must(kept <= finished <= trials() <= finished + os.cpu_count(), "the simulation went on, or lost trials")
    passed(f"after the stop {finished} finished trials are kept")


def check_look(browser, lab):
    """Every notebook as it was committed: figures there, no error, no formula that is not one."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        wanted = sum("image/svg+xml" in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
        page = Page(browser, lab, path.stem)
        page.page.wait_for_function(f"{FIGURES}.length >= {wanted}")
        dollars = any("$" in source(cell) for cell in cells if cell["cell_type"] == "markdown")
        if dollars:
            page.page.wait_for_selector("mjx-container")
            page.page.wait_for_timeout(500)
        must(page.get(ERRORS) == 0, f"{path.stem} shows an error")
        formulas = page.get(FORMULAS)
        wrong = [text for _, errors, text in formulas if errors or "$" in text or "\\(" in text]
        must(not wrong, f"{path.stem} has a formula that is not rendered: {wrong[:1]}")
        page.picture(path.stem)
        wide = page.get("[...document.querySelectorAll('.jp-OutputArea-output')]"
                        ".filter(output => output.scrollWidth > output.clientWidth + 2).length")
        page.theme("JupyterLab Dark")
        page.get("document.querySelector('.jp-RenderedSVG')?.scrollIntoView({block: 'center'})")
        page.picture(f"{path.stem}-dark")
        page.theme("JupyterLab Light")
        page.close()
        passed(f"{path.stem}: {wanted} figures, {sum(count for count, _, _ in formulas)} formulas"
               + (f", {wide} outputs wider than the page" if wide else ""))


def check_gallery(browser):
    """Every page of the gallery, if it is built: pictures there, formulas rendered, without a network."""
    page = browser.new_page()
    pages = sorted((ROOT / "target" / "gallery").glob("*.html"))
    for path in pages:
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
        page.wait_for_function("[...document.images].every(image => image.complete)")
        must(page.evaluate("[...document.images].every(image => image.naturalWidth)"), f"{path.name} lacks a picture")
        if page.query_selector("script[src*=mathjax]"):
            page.wait_for_function("window.MathJax?.isReady")
            page.evaluate("new Promise(done => MathJax.Hub.Queue(() => done()))")
        must(not page.query_selector(".merror, .MathJax_Error"), f"{path.name} has a formula that is not rendered")
        page.screenshot(path=RESULTS / f"gallery-{path.stem}.png")
    page.close()
    passed(f"gallery: {len(pages)} pages")


def main(chromium):
    with Lab() as lab, sync_playwright() as playwright, tempfile.TemporaryDirectory() as user:
        browser = playwright.chromium.launch_persistent_context(
            user, executable_path=chromium, args=FLAGS, headless=True, viewport={"width": 1300, "height": 1500})
        try:
            page = Page(browser, lab, RUN)
            check_run(page)
            page.picture("after-run")
            check_edit(page)
            page.picture("after-edit")
            check_stop(page)
            page.picture("after-stop")
            page.close()
            check_look(browser, lab)
            check_gallery(browser)
        except BaseException:
            browser.pages[-1].screenshot(path=RESULTS / "failure.png")
            raise
        finally:
            browser.close()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except AssertionError as failure:
        sys.exit(f"FAILED  {failure}; pictures are in {RESULTS.relative_to(ROOT)}")
