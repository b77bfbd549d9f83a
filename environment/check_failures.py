"""What a reader meets when something breaks while notebooks run: a kernel killed, a full disk, no native linear
algebra, a port taken. Each case is brought about; environment/test-failures calls it, with a folder for scratch files.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
from check_kernel import JAR, SETUP, SWEEP, Kernel

ROOT = Path(__file__).resolve().parent.parent
FRAME = """Lab.of("check", "quick", 1).compute("frame", Grid.of("x", Grid.linear(0, 1, %d)), List.of("y"),
        p -> new double[] {p.get("x")});"""


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


def finished(log):
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [line for line in lines if line.endswith(",end")]


def wait_for(holds, what, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        must(time.monotonic() < end, what)
        time.sleep(0.05)


def check_kill(folder):
    """Killed in a long cell, the kernel leaves whole trials, and the next kernel goes on with them."""
    log = folder / "frames" / "check-slow-trials.csv"
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
    must(not error and "mean" in text and finished(log)[:len(kept)] == kept and len(finished(log)) == 12,
         f"after the kill of a kernel with {len(kept)} trials the next should have finished 12: {error}")
    passed(f"kernel killed in a long cell: {len(kept)} finished trials kept, the next run goes on from there")


def check_kill_outside(folder):
    """The same under environment/run, which says it in one line."""
    out = folder / "out"
    run = subprocess.Popen([ROOT / "environment" / "run", "01-double-descent", "--set", "profile=full", "--out", out],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    log = out / "frames" / "01-double-descent-panels-1A-1B-trials.csv"
    wait_for(lambda: finished(log), "no trial was finished")
    os.kill(java_of(run.pid), signal.SIGKILL)
    said = run.communicate(timeout=60)[0].splitlines()
    must(run.returncode == 1 and "the kernel died, and running again goes on" in said[0] and len(said) == 2,
         f"should be answered by one line, not by: {said}")
    must(finished(log), "trials were lost")
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
    subprocess.run([ROOT / "environment" / "run", "00-start-here", "--out", out], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "JJAVA_JVM_OPTS": options})
    cells = json.loads((out / "00-start-here.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", []) if "data" in output]
    line = "".join(outputs[0]["data"]["text/plain"])
    left = {path.suffix for folder in ("figures", "frames") for path in (out / folder).iterdir()}
    must(left == {".svg", ".png", ".csv"}, f"environment/run should have left figures and frames, not {left}")
    must("pure Java" in line, f"the first line should name pure Java, not {line}")
    passed(f"native linear algebra missing: {line}")


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
    for check in (check_port, check_missing_library, check_no_native, check_kill, check_kill_outside):
        scratch = folder / check.__name__
        scratch.mkdir()
        check(scratch)


if __name__ == "__main__":
    try:
        check_full_disk(Path(sys.argv[2])) if sys.argv[1] == "--disk" else main(Path(sys.argv[1]))
    except AssertionError as failure:
        sys.exit(f"FAILED  {failure}")
