"""What was built on one JDK runs on another: the unit tests, and two notebooks that must give the same frames."""

import glob
import os
from pathlib import Path

import pytest
from conftest import HANG, setup
from test_notebooks import executed

import expected


@pytest.fixture
def second(monkeypatch):
    """The JDK that ICLLAB_SECOND_JDK names, else one that is found, and that is not the first."""
    given = os.environ.get("ICLLAB_SECOND_JDK")
    for home in [given] if given is not None else glob.glob("/usr/lib/jvm/*-25*") + glob.glob("/usr/lib/jvm/*-21*"):
        if (Path(home) / "bin" / "javac").exists() and not os.path.samefile(home, os.environ["JAVA_HOME"]):
            monkeypatch.setenv("JAVA_HOME", home)
            monkeypatch.setenv("PATH", f"{home}/bin:{os.environ['PATH']}")
            options = os.environ["JJAVA_JVM_OPTS"].split()  # an archive of classes is of one JDK
            monkeypatch.setenv("JJAVA_JVM_OPTS", " ".join(o for o in options if "SharedArchiveFile" not in o))
            return home
    pytest.skip("no second JDK: ICLLAB_SECOND_JDK names none, and /usr/lib/jvm has no other 25 or 21")


def test_library(second, monkeypatch):
    monkeypatch.undo()  # up to date, nothing is compiled again
    built = setup("need_java; need_python; guarded locked run_maven -q -pl lib/core,lib/notebook process-test-classes"
                  f' surefire:test "-Djvm={second}/bin/java"', timeout=4 * HANG)
    assert built.returncode == 0


@pytest.mark.parametrize("name", ["00-start-here", "06-depth-is-gradient-descent"])
def test_notebook(name, second, say):
    said, frames, linear_algebra = executed(name, "-second-jdk")
    say(f"{second}: {said}")
    expected.compare(name, frames, linear_algebra)
