"""A study shared by several workers: whichever run its trials, and whichever of them are killed, the frames have the bits of
one run on this machine. In CI for one notebook; --whole takes four.
"""

import os
import re
import shutil
import subprocess

import pytest
from conftest import ENVIRONMENT, HANG, RUN, finished, java_under, refused, said_by, wait_for
from run_notebooks import full_name
from test_notebooks import executed


def pytest_generate_tests(metafunc):
    if "notebook" in metafunc.fixturenames:
        numbers = ["01", "04", "10", "12"] if metafunc.config.getoption("whole") else ["01"]
        metafunc.parametrize("notebook", map(full_name, numbers))


def same_bits(notebook, out):
    """The frames in a folder of --out are those of a run of this machine's threads, and no trial was run twice."""
    frames = {path.name: path.read_text(encoding="utf-8")
              for path in (out / notebook / "frames").glob(f"{notebook}-*.csv")}
    assert frames == executed(notebook)[1]
    keys = [row.split(",")[0] for row in rows(out)]
    assert keys and len(keys) == len(set(keys)), "a trial was run twice"
    return f"{len(frames)} frames of {len(keys)} trials: bit for bit those of one run"


def rows(out):
    return [row for log in out.glob("*/frames/*.trials") for row in finished(log)]


@pytest.mark.parametrize("count", [2, 5])
def test_shards(notebook, count, tmp_path, say, pytestconfig):
    """The first is killed in the middle and run again; then all wait for others but the last, or a run that is no shard."""
    if count > 2 and not pytestconfig.getoption("whole"):
        pytest.skip("only with --whole; SLURM's test has five")
    shard = lambda index: [RUN, notebook, "--out", tmp_path, "--shard", f"{index}/{count}"]
    killed = subprocess.Popen(shard(1), stdout=subprocess.DEVNULL)
    wait_for(lambda: len(rows(tmp_path)) > 2, "no trial was finished", killed)
    for process in [*java_under(killed.pid), killed]:
        process.kill()
    killed.wait(HANG)
    before = rows(tmp_path)
    for index in range(1, count):
        code, said = said_by(shard(index))
        assert code == 0 and said[-1].startswith("waits") and "trials are missing" in said[-1], said
    say(said[-1])
    assert set(before[:-1]) <= set(rows(tmp_path)), "finished trials were lost"
    code, said = said_by(shard(count))
    if not said[-1].endswith("frames"):
        code, said = said_by([RUN, notebook, "--out", tmp_path])
    assert code == 0, said
    say(f"{before and len(before)} trials before it was killed; {same_bits(notebook, tmp_path)}")


def test_shards_of_another_kind_are_refused(tmp_path, say):
    """Other parameters than the first shard's; trials of other code; what is no shard."""
    shard = [RUN, "00", "--out", tmp_path, "--shard"]
    assert said_by([*shard, "1/2", "--set", "seed=5"])[0] == 0
    for more in (["2/2"], ["2/2", "--set", "seed=6"]):
        say(refused("holds shards of 00-start-here as it was, with seed=5 set: name another folder", [*shard, *more]))
    say(refused("holds shards of 00-start-here", [*shard[:-1], "--set", "seed=6"]))
    for wrong in ("0/2", "3", "a/b"):
        refused("--shard I/N, such as 3/40, goes with --out DIR", [*shard, wrong])
    refused("goes with --out DIR", [RUN, "00", "--shard", "1/2"])
    code, said = said_by([RUN, "00", "--out", tmp_path])
    assert code == 0 and "seed" in (tmp_path / "00-start-here" / "00-start-here.ipynb").read_text(), said


def test_slurm(tmp_path, say):
    """A job array of five on two cores of a real SLURM, by the template."""
    missing = [tool for tool in ("slurmctld", "slurmd", "sbatch", "munged", "unshare") if not shutil.which(tool)]
    if missing or os.getuid() != 0:
        pytest.skip(f"SLURM cannot be run here: {'no ' + ', '.join(missing) if missing else 'needs root'}")
    notebook = full_name("01")
    array = [ENVIRONMENT / "tests" / "slurm.sh", "2", "bash", "-euc", 'sbatch --wait --array=1-5 --mem=0 "$@" >/dev/null',
             "-", "--output", tmp_path / "%a.log", ENVIRONMENT / "slurm" / "array.sbatch", notebook, "--out", tmp_path / "out"]
    code, said = said_by(array)
    logs = [(tmp_path / f"{task}.log").read_text().splitlines() for task in range(1, 6)]
    assert code == 0 and all(re.match("waits|passed", log[0]) for log in logs), (said, logs)
    say(logs[0][0])
    code, said = said_by([RUN, notebook, "--out", tmp_path / "out"])
    assert code == 0, said
    say(same_bits(notebook, tmp_path / "out"))
