"""Ends what a command leaves behind when it dies, in whatever way: the warden's standard input is a pipe that only the
command holds open. A command's processes are known by a mark in their environment, which they inherit.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys

import psutil

MARKS = "ICLLAB_COMMANDS"


def guard(*folders):
    """Marks this process's children to come; they end, and the folders go, when it does."""
    mark = secrets.token_hex(8)
    os.environ[MARKS] = f"{os.environ.get(MARKS, '')} {mark}"
    return subprocess.Popen([sys.executable, __file__, mark, "", *map(str, folders)], stdin=subprocess.PIPE)


def marked(mark):
    """The processes that carry a mark, but wardens, which end when their command does."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if mark in process.environ().get(MARKS, "").split() and __file__ not in process.cmdline():
                yield process


def main(mark, word, *folders):
    """Waits for the command's end; of its processes only those go whose command line has the word."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    for process in marked(mark):
        with contextlib.suppress(psutil.Error):
            if word in " ".join(process.cmdline()):
                process.kill()
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
