"""What a reader meets in a real Java kernel: a wrong parameter is answered by one line; the stop button stops a sweep,
and running the cell again goes on with the trials that were finished.
"""

import os
import time
from pathlib import Path

import pytest
from conftest import SETUP, SWEEP, TRIALS, Kernel, finished, wait_for
from run_notebooks import Run

WRONG = {
    "AttentionRisk.of(-1, 0.5, 1.5, 0.01, 0)": "alpha = -1: must be in [1.0E-30, Infinity]",
    'lab.set("profile", "fast"); lab.profile("quick", "full")': "profile = fast: must be quick or full",
    "Pretraining.of(10, 1, Double.NaN, 1, 0, 0)":
        "κ = NaN: must be > 0, possibly ∞ (distinct pretraining tasks per dimension)",
    # Refused in a worker's thread, shown in the reader's cell.
    'lab.set("profile", "quick"); lab.profile("quick", "full");'
    ' lab.run("wrong", PretrainedGamma.STUDY, Grid.of(Pretraining.of(10, 1, 1e-3, 1, 0, 1)), 2)':
        "kappa = 0.001: must be a ratio whose count, kappa × 10, rounds to 1 … 2147483647",
}


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """One for all that is asked of it; a start takes longer than most of the questions."""
    kernel = Kernel(tmp_path_factory.mktemp("kernel"))
    kernel.run(SETUP)
    yield kernel
    kernel.close()


def test_wrong_parameters(kernel):
    for code, message in WRONG.items():
        _, error = kernel.run(code + ";")
        assert len(error) == 1 and error[0].endswith(message), f"{code} was answered by {error}"


@pytest.mark.skipif(Run.kernel != "java" or not Path("/proc/self/maps").exists(), reason="says it of JJava, on Linux")
def test_classes_come_from_the_archive(kernel):
    said, _ = kernel.run("""System.out.println(java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/maps"))
        .lines().filter(line -> line.matches(".*/target/classes-[0-9]+[.]jsa")).count() > 0);""")
    assert said.strip() == "true"


@pytest.mark.skipif(Run.kernel != "java", reason="IJava does not open JShell to its notebooks")
@pytest.mark.parametrize("code, said", [
    ("AttentionRisk", "The prediction error of linear attention pretrained by ridge regression"),
    ("AttentionRisk.of(1, 1, 1, 1, 1)", "@param kappa distinct pretraining tasks per dimension"),
    ("lab.real(\"a\", ALPHA, 1)", "@return a real parameter, in its range"),
])
def test_words_beside_a_name(kernel, code, said):
    """What Shift+Tab shows with the cursor in a name, with it behind the last letter, and the completer's panel with it beyond all."""
    name = code.partition("(")[0]
    for asked, cursor in (code, len(name) - 1), (code, len(name)), (code[:len(name) + 1], 2 * len(name)):
        kernel.client.inspect(asked, cursor)
        assert said in kernel.answer("inspect_reply")["data"]["text/plain"]


def test_completion(kernel):
    for _ in range(2):
        kernel.client.complete("AttentionRisk.opt")
        found = kernel.answer("complete_reply")
        assert found["matches"] == ["optimalRidge("] and found["cursor_start"] == len("AttentionRisk.")
    if Run.kernel == "java":
        assert found["metadata"]["_jupyter_types_experimental"][0]["type"] == "function"


def test_stop(kernel, say):
    log = kernel.folder / TRIALS
    kernel.start(SWEEP)
    behind = kernel.client.execute(SWEEP.replace("slow", "behind"))  # as Run All does: it waits in the kernel
    wait_for(lambda: finished(log), "no trial was finished")
    before = time.monotonic()
    kernel.manager.interrupt_kernel()
    _, error = kernel.finish()
    say(f"stopped within {time.monotonic() - before:.2f} s")
    assert error, "the sweep ended before it was stopped"
    kernel.request = behind
    kernel.finish()
    stopped = finished(log)
    time.sleep(2.5)  # as a reader would; a sweep that were still running would finish trials in this time
    kept = finished(log)
    assert 1 <= len(kept) < 40 and len(kept) <= len(stopped) + os.cpu_count(), "the simulation went on"
    assert not log.with_name("check-behind.csv").exists(), "the cell behind the one that was stopped ran"
    text, error = kernel.run(SWEEP)
    lines = finished(log)
    assert not error and "mean" in text and lines[:len(kept)] == kept and len(lines) == 40


def test_stop_while_something_is_shown(kernel):
    """However near to it a cell is stopped, neither the stop is lost nor what is shown after it."""
    text, error = kernel.run("""int seen = 0;
Thread cell = Thread.currentThread();
for (boolean lost = false; seen < 500 && !lost; seen += lost ? 0 : 1) {
    Thread button = new Thread(() -> { LockSupport.parkNanos((long) (1e6 * Math.random())); cell.interrupt(); });
    button.start();
    do {
        Progress.of("steps", 1).close();
    } while (button.isAlive());
    lost = !Thread.interrupted();
}
System.out.println(seen + " stops seen");""".replace("LockSupport", "java.util.concurrent.locks.LockSupport"))
    assert not error and "500 stops seen" in text, (text, error)


def test_trainings_are_data(kernels, tmp_path, monkeypatch):
    """A run with --train makes them, where it is told to; any other reads them from data/trained and runs none."""
    cell = """var made = lab.trained("long", PretrainedGamma.STUDY, Grid.of(Pretraining.of(10, 1, 1, 1.5, 0.1, 0.1)), COUNT);
System.out.println(made.only().trials() + " " + made.only().mean(Pretraining.E_ICL));"""
    data = tmp_path / "data" / "trained"
    monkeypatch.setenv("ICLLAB_TRAIN", str(data))
    maker = kernels()
    maker.run(SETUP)
    text, error = maker.run(cell.replace("COUNT", "3"))
    monkeypatch.delenv("ICLLAB_TRAIN")
    assert not error and text.startswith("3 ") and len(finished(data / "check-pretrained-gamma.trials")) == 3
    reader = kernels()
    reader.run(SETUP)
    assert reader.run(cell.replace("COUNT", "5")) == (text, [])
