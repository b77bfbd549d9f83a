"""What a reader meets when something breaks while notebooks run: a kernel killed, a full disk, no native linear
algebra, a port taken. Each case is brought about; environment/test-failures calls it, with a folder for scratch files.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
from check_kernel import JAR, SETUP, SWEEP, TRIALS, Kernel, finished

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "environment" / "run"
# What `--set` is given, and what the one line that answers it says: parameter, value, range.
REFUSED = {"d=3": r"d = 3: must be .*30", "kappa=much": r"kappa = much: must be .*0",
           "kapa=2": r"there is no parameter 'kapa'; there are: .*\bkappa\b"}
FRAME = """lab.run("frame", AttentionRisk.STUDY, Grid.of(Pretraining.of(10, 1, 1, 1, 0, 0))
        .vary(Pretraining.TAU, Grid.linear(2, 3, %d)));"""


def passed(what):
    print(f"passed  {what}", flush=True)


def must(holds, what):
    if not holds:
        raise AssertionError(what)


def java_of(process):
    """The Java process that a launcher or runner has started, when it is there."""
    while True:
        for child in psutil.Process(process).children(recursive=True):
            if child.name() == "java":
                return child.pid
        time.sleep(0.1)


def run(*arguments, **changed):
    """environment/run as it ends: its exit code, and all lines that it says."""
    command = [RUN, *map(str, arguments)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           env={**os.environ, **changed})
    return ended.returncode, ended.stdout.splitlines()


def wait_for(holds, what, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        must(time.monotonic() < end, what)
        time.sleep(0.05)


def check_kill(folder):
    """Killed in a long cell, the kernel leaves whole trials, and the next kernel goes on with them."""
    log = folder / TRIALS
    kernel = Kernel(folder)
    kernel.run(SETUP)
    kernel.start(SWEEP)
    wait_for(lambda: len(finished(log)) >= 3, "no trial was finished")
    os.kill(java_of(kernel.manager.provisioner.pid), signal.SIGKILL)
    kernel.close()
    kept = finished(log)
    kernel = Kernel(folder)
    kernel.run(SETUP)
    text, error = kernel.run(SWEEP)
    kernel.close()
    lines = finished(log)
    must(not error and "mean" in text and lines[:len(kept) - 1] == kept[:-1] and len(lines) in (40, 41),
         f"after the kill of a kernel with {len(kept)} trials the next should have finished 40: {len(lines)}, {error}")
    passed(f"kernel killed in a long cell: {len(kept)} finished trials kept, the next run goes on from there")


def check_kill_outside(folder):
    """The same under environment/run, which says it in one line."""
    out = folder / "out"
    command = subprocess.Popen([RUN, "01-double-descent", "--set", "profile=full", "--out", out],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    kept = lambda: [line for log in out.glob("*/frames/*.trials") for line in finished(log)]
    wait_for(kept, "no trial was finished")
    launcher = psutil.Process(java_of(command.pid))
    kernels = launcher.children()
    launcher.kill()
    said = command.communicate(timeout=60)[0].splitlines()
    must(kernels and not psutil.wait_procs(kernels, timeout=10)[1], "the kernel outlived its launcher")
    must(command.returncode == 1 and len(said) == 1 and "the kernel died, and running again goes on" in said[0],
         f"should be answered by one line, not by: {said}")
    must(kept(), "trials were lost")
    passed(f"kernel killed under environment/run: {said[0][:120]}")


def check_full_disk(disk):
    """A frame that does not fit is one line, and the frame that was there before stays whole."""
    kernel = Kernel(disk)
    kernel.run(SETUP)
    _, error = kernel.run(FRAME % 1000)
    must(not error, f"the small frame should have been written: {error}")
    file = disk / "frames" / "check-frame.csv"
    before = file.read_bytes()
    _, error = kernel.run(FRAME % 100_000)
    must(len(error) == 1 and "Could not write" in error[0] and "No space left on device" in error[0],
         f"a full disk should be answered by one line, not by: {error}")
    must(file.read_bytes() == before and [path.name for path in file.parent.iterdir()] == [file.name],
         "the old frame should stay whole and alone")
    (disk / "fill").write_bytes(bytes(os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize))
    _, trial = kernel.run(SWEEP)
    kernel.close()
    must(len(trial) == 1 and "No space left on device" in trial[0], f"should be answered by one line, not by: {trial}")
    passed(f"disk full while a frame is written: {error[0]}")
    passed(f"disk full while a trial is kept: {trial[0]}")


def check_missing_library(folder):
    """Opened where the library was never built, a notebook says so in its first cell."""
    kernel = Kernel(folder)
    _, error = kernel.run(SETUP.replace(str(JAR), "../lib/notebook/target/icllab-notebook.jar"))
    kernel.close()
    must(error, "the first cell should fail without the library")
    passed(f"library not there when a cell asks for it: {error}")


def check_no_native(folder):
    """Where jblas's library does not load, pure Java takes over and a notebook's first line says so."""
    out = folder / "java"
    # On a processor for which jblas has no library.
    options = "-Dos.arch=s390x " + os.environ.get("JJAVA_JVM_OPTS", "")
    code, said = run("00", "--out", out, JJAVA_JVM_OPTS=options)
    must(code == 0, f"should have passed: {said}")
    out = out / "00-start-here"
    cells = json.loads((out / "00-start-here.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", []) if "data" in output]
    line = "".join(outputs[0]["data"]["text/plain"])
    left = {path.suffix for folder in ("figures", "frames") for path in (out / folder).iterdir()}
    must(left == {".svg", ".png", ".csv", ".trials"}, f"environment/run should have left figures, frames and trials, not {left}")
    must("pure Java" in line, f"the first line should name pure Java, not {line}")
    passed(f"native linear algebra missing: {line}")


def check_refused(folder):
    """What a parameter cannot be is one line, from the library; the notebook shows what was set."""
    for given, pattern in REFUSED.items():
        code, said = run("01", "--set", given, "--out", folder)
        must(code == 1 and len(said) == 1 and re.search(pattern, said[0]),
             f"--set {given}: should be answered by one line, {pattern}, not by: {said}")
        passed(f"--set {given}: {said[0][:150]}")
    shown = (folder / "01-double-descent" / "01-double-descent.ipynb").read_text(encoding="utf-8")
    must('lab.set(\\"kapa\\", \\"2\\");' in shown, "the executed notebook should show what was set")


def check_users_files(folder):
    """--out takes away, and writes over, nothing that it did not write."""
    mine = [folder / "figures" / "mine.svg", folder / "00-start-here" / "figures" / "mine.svg",
            folder / "00-start-here" / "mine.txt"]
    for file in mine:
        code, said = run("00", "--out", folder)
        must(code == 0, f"should have passed: {said}")
        file.parent.mkdir(exist_ok=True)
        file.write_text("mine")
    stale = folder / "00-start-here" / ".icllab"
    must(stale.read_text().count(".svg") and "mine" not in stale.read_text(), "the list is not of what was written")
    code, said = run("00", "--out", folder)
    must(code == 0 and all(file.read_text() == "mine" for file in mine), f"a file of the user's is gone: {said}")
    stale.unlink()
    code, said = run("00", "--out", folder)
    must(code == 1 and len(said) == 1 and "did not write" in said[0], f"should have been refused in one line: {said}")
    passed(f"files of the user's where --out goes stay; a folder of the user's: {said[0]}")


def check_at_once(folder):
    """Two runs at once take nothing from each other, and leave no folder behind."""
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    runs = [subprocess.Popen([RUN, "00"], **said) for _ in range(2)]
    for one in runs:
        must("passed" in one.communicate()[0] and one.returncode == 0, "should have passed")
        must(not list((ROOT / "target" / "run").glob(f"{one.pid}-*")), "a folder was left behind")
    passed("two runs at once")


def check_no_start(folder):
    """A kernel that does not start is one line a notebook, and ends no other's run."""
    java = folder / "java"
    for text in ("#!/bin/sh\nexit 1\n", None):
        java.write_text(text) if text else java.unlink()
        java.chmod(0o755) if text else None
        path = f"{folder}:{os.environ['PATH']}" if text else str(folder)
        ended = subprocess.run([sys.executable, ROOT / "environment" / "run_notebooks.py", "00", "01"], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "PATH": path})
        said = ended.stdout.splitlines()
        must(ended.returncode == 1 and len(said) == 3 and all("did not start" in line for line in said[:2]),
             f"should be a line for each notebook, and one for both: {said}")
        passed(f"kernel that does not start: {said[0][:150]}")


def check_port(folder):
    """A port that is taken is not fought over: JupyterLab says so and takes another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (folder / "lab.log").open("w+") as log:
            lab = subprocess.Popen([ROOT / "environment" / "lab", "--no-browser", f"--port={port}", "--ip=127.0.0.1",
                                    "--IdentityProvider.token="],
                                   stdout=log, stderr=log, start_new_session=True)
            try:
                said = lambda: (folder / "lab.log").read_text()
                wait_for(lambda: "is already in use" in said() and "/lab" in said(), "no other port was taken")
                address = next(word for word in said().split() if word.startswith("http://127.0.0.1:"))
                must(str(port) not in address, f"{address} is taken")
                must(urllib.request.urlopen(address).status == 200, f"{address}: no answer")
            finally:
                os.killpg(lab.pid, signal.SIGTERM)
                lab.wait(timeout=30)
    line = next(line for line in said().splitlines() if "already in use" in line)
    passed(f"port taken: {line.partition('] ')[2]}")


def main(folder):
    for check in (check_port, check_missing_library, check_no_start, check_no_native, check_refused, check_users_files,
                  check_at_once, check_kill, check_kill_outside):
        scratch = folder / check.__name__
        scratch.mkdir()
        check(scratch)


if __name__ == "__main__":
    try:
        check_full_disk(Path(sys.argv[2])) if sys.argv[1] == "--disk" else main(Path(sys.argv[1]))
    except AssertionError as failure:
        sys.exit(f"FAILED  {failure}")
