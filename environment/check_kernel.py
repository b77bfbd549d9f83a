"""Checks in a real Java kernel (`java`, or the one that is named) what a reader meets there.

A wrong parameter is answered by one line; the stop button stops a sweep at once, and running the cell again goes on
with the trials that were finished.
"""

import atexit
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

JAR = Path(__file__).resolve().parent.parent / "lib" / "notebook" / "target" / "icllab-notebook.jar"
SETUP = f"""%classpath {JAR}
import org.icllab.model.Pretraining;
import org.icllab.notebook.*;
import org.icllab.simulation.pretraining.PretrainedGamma;
import org.icllab.study.*;
import org.icllab.theory.pretraining.AttentionRisk;
Lab lab = Lab.of("check");
String profile = lab.profile("quick", "full");
long seed = lab.seed(1);"""
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
# Trials of the library, which are the ones that are kept; each takes a good part of a second.
SWEEP = """var sweep = lab.run("slow", PretrainedGamma.STUDY, Grid.of(Pretraining.of(60, 1, 1, 1.5, 0.1, 0.1)), 40);
System.out.println("mean " + sweep.only().mean(Pretraining.E_ICL));"""
TRIALS = "frames/check-pretrained-gamma.trials"


class Kernel:
    """A running kernel whose cells' outputs are collected."""

    def __init__(self, folder, name="java"):
        self.manager, self.client = start_new_kernel(
            kernel_name=name, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        atexit.register(self.close)  # a check that fails leaves no kernel behind

    def start(self, code):
        self.request = self.client.execute(code)

    def finish(self, timeout=60):
        """Waits for the cell started last; returns its printed text and its error's lines."""
        text, error = "", []
        while True:
            message = self.client.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") != self.request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                text += content["text"]
            elif kind == "error":
                lines = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(content["traceback"])).strip().splitlines()
                error = [line for line in lines if line.strip("- ")]  # IJava rules a line above every error
            elif kind == "status" and content["execution_state"] == "idle":
                return text, error

    def run(self, code):
        self.start(code)
        return self.finish()

    def close(self):
        atexit.unregister(self.close)
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def check_wrong_parameters(kernel):
    for code, message in WRONG.items():
        _, error = kernel.run(code + ";")
        if len(error) != 1 or not error[0].endswith(message):
            raise AssertionError(f"'{code}' should be answered by one line, '{message}', not by:\n" + "\n".join(error))


def finished(log):
    """The lines of a store, one a finished trial; after a kill the last may be cut."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return [line for line in lines if line and not line.startswith("made,")]


def check_stop(kernel, folder):
    log = Path(folder) / TRIALS
    kernel.start(SWEEP)
    behind = kernel.client.execute(SWEEP.replace("slow", "behind"))  # as Run All does: it waits in the kernel
    while not finished(log):
        time.sleep(0.05)
    before = time.monotonic()
    kernel.manager.interrupt_kernel()
    _, error = kernel.finish()
    seconds = time.monotonic() - before
    if not error:
        raise AssertionError(f"the sweep should have been stopped, but ended after {seconds:.2f} s")
    kernel.request = behind
    kernel.finish()
    time.sleep(2.5)  # as a reader would; a sweep that were still running would finish trials in this time
    kept = finished(log)
    if not 1 <= len(kept) < 40:
        raise AssertionError(f"some of 40 trials should be kept, not {len(kept)}")
    if log.with_name("check-behind.csv").exists():
        raise AssertionError("the cell behind the one that was stopped should not run")
    text, error = kernel.run(SWEEP)
    lines = finished(log)
    if error or "mean" not in text or lines[: len(kept)] != kept or len(lines) != 40:
        raise AssertionError(f"the second run should have gone on to 40 trials: {len(lines)}, {error}")
    return seconds, len(kept)


def main(name):
    with tempfile.TemporaryDirectory() as folder:
        kernel = Kernel(folder, name)
        try:
            kernel.run(SETUP)
            check_wrong_parameters(kernel)
            print(f"passed  {len(WRONG)} wrong parameters, one line each", flush=True)
            seconds, kept = check_stop(kernel, folder)
            print(f"passed  stopped within {seconds:.2f} s, {kept} finished trials kept and not run again", flush=True)
        finally:
            kernel.close()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:] or ["java"])
    except AssertionError as failure:
        sys.exit(f"FAILED  {failure}")
