"""A study shared by several workers: whichever run its trials, and whichever of them are killed, the frames have the bits of
one run on this machine. In CI for one notebook; --whole takes four.
"""

import os
import re
import shutil
import subprocess
import time

import psutil
import pytest
from conftest import (ENVIRONMENT, FEW, HANG, ROOT, RUN, SETUP, SMALL, SWEEP, TRIALS, finished, java_under, refused, said_by,
                      settings, wait_for)
from run_notebooks import full_name
from test_notebooks import executed

# They share a Spark, and the run that all are compared with.
pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.usefixtures("brief")]
CELL = """double shift = 1;
lab.run("cell", org.icllab.model.Study.<Pretraining, Double>simulation("cell", (s, stream) -> shift).measuring(
        Pretraining.E_ICL, x -> x), Grid.of(Pretraining.of(10, 1, 1, 1, 0, 0)), 5);"""

SHORT = """Results<Pretraining> timed(Engine engine, int count) {
    long start = System.nanoTime();
    var results = Runner.of(1).on(engine).run("x", PretrainedGamma.STUDY, Grid.of(Pretraining.of(14, 2, 1, 1.5, 0.1, 0.1)), count);
    System.out.print(String.format("%d trials in %.1f s; ", count, (System.nanoTime() - start) * 1e-9));
    return results;
}
Engine spark = Spark.at("ADDRESS"), threads = Threads.of(2);
timed(spark, 200);
timed(threads, 200);
boolean equal = timed(threads, COUNT).only().mean(Pretraining.E_ICL)
        == timed(spark, COUNT).only().mean(Pretraining.E_ICL);
System.out.println("first on threads, then on Spark; equal " + equal);"""


def pytest_generate_tests(metafunc):
    if "notebook" in metafunc.fixturenames:
        whole = metafunc.config.getoption("whole")
        chosen = [(number, {}) for number in ("01", "04", "10", "12")] if whole else [("01", FEW["01"])]
        metafunc.parametrize("notebook, values", [(full_name(number), values) for number, values in chosen])


def same_bits(notebook, out, **values):
    """The frames in a folder of --out are those of a run of this machine's threads, and no trial was run twice."""
    frames = {path.name: path.read_text(encoding="utf-8")
              for path in (out / notebook / "frames").glob(f"{notebook}-*.csv")}
    assert frames == executed(notebook, **values)[1]
    keys = [row.split(",")[0] for row in rows(out)]
    assert keys and len(keys) == len(set(keys)), "a trial was run twice"
    return f"{len(frames)} frames of {len(keys)} trials: bit for bit those of one run"


def rows(out):
    return [row for log in out.glob("*/frames/*.trials") for row in finished(log)]


@pytest.mark.parametrize("count", [2, 5])
def test_shards(notebook, values, count, tmp_path, say, pytestconfig):
    """The first is killed in the middle and run again; then all wait for others but the last, or a run that is no shard."""
    if count > 2 and not pytestconfig.getoption("whole"):
        pytest.skip("only with --whole; SLURM's test has five")
    run = [RUN, notebook, *settings(values), "--out", tmp_path]
    shard = lambda index: [*run, "--shard", f"{index}/{count}"]
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
        code, said = said_by(run)
    assert code == 0, said
    say(f"{before and len(before)} trials before it was killed; {same_bits(notebook, tmp_path, **values)}")


def test_shards_of_another_kind_are_refused(tmp_path, say):
    """Other parameters than the first shard's; trials of other code; what is no shard."""
    shard = [RUN, *SMALL, "--out", tmp_path, "--shard"]
    assert said_by([*shard, "1/2", "--set", "seed=5"])[0] == 0
    for more in (["2/2"], ["2/2", "--set", "seed=6"]):
        say(refused("holds shards of 00-start-here as it was, with d=20 alphas=1,4 seed=5 set: name another folder",
                    [*shard, *more]))
    say(refused("holds shards of 00-start-here", [*shard[:-1], "--set", "seed=6"]))
    for wrong in ("0/2", "3", "a/b"):
        refused("--shard I/N, such as 3/40, goes with --out DIR", [*shard, wrong])
    refused("goes with --out DIR", [RUN, "00", "--shard", "1/2"])
    code, said = said_by([RUN, "00", "--out", tmp_path])
    assert code == 0 and "seed" in (tmp_path / "00-start-here" / "00-start-here.ipynb").read_text(), said


@pytest.mark.parametrize("first, last, count", [(0, 39, 40), (3, 17, 2)])
def test_an_array_that_is_not_whole_is_refused(first, last, count):
    refused("--array must be 1-N", ["bash", ENVIRONMENT / "slurm" / "array.sbatch", "00"], SLURM_SUBMIT_DIR=str(ROOT),
            SLURM_CPUS_PER_TASK="1", SLURM_ARRAY_TASK_ID=str(last), SLURM_ARRAY_TASK_MIN=str(first),
            SLURM_ARRAY_TASK_MAX=str(last), SLURM_ARRAY_TASK_COUNT=str(count))


def test_slurm(tmp_path, say):
    """A job array of five on two cores of a real SLURM, by the template."""
    missing = [tool for tool in ("slurmctld", "slurmd", "sbatch", "munged", "unshare") if not shutil.which(tool)]
    if missing or os.getuid() != 0:
        pytest.skip(f"SLURM cannot be run here: {'no ' + ', '.join(missing) if missing else 'needs root'}")
    notebook = full_name("00")
    array = [ENVIRONMENT / "tests" / "slurm.sh", "2", "bash", "-euc", 'cd "$0"; sbatch --wait --array=1-5 "$@" >/dev/null',
             ROOT, "--output", tmp_path / "%a.log", ENVIRONMENT / "slurm" / "array.sbatch", notebook, *settings(FEW["00"]),
             "--out", tmp_path / "out"]
    code, said = said_by(array)
    logs = [(tmp_path / f"{task}.log").read_text().splitlines() for task in range(1, 6)]
    assert code == 0 and all(re.match("waits|passed", log[0]) for log in logs), (said, logs)
    say(logs[0][0])
    code, said = said_by([RUN, *SMALL, "--out", tmp_path / "out"])
    assert code == 0, said
    say(same_bits(notebook, tmp_path / "out", **FEW["00"]))


@pytest.fixture(scope="module")
def spark():
    """A Spark of two one-core workers, and its address."""
    with subprocess.Popen([ENVIRONMENT / "spark", "bash", "-c", "echo $ICLLAB_ENGINE; exec sleep 3600"],
                          stdout=subprocess.PIPE, text=True) as process:
        address = next((line.strip() for line in process.stdout if line.startswith("spark://")), None)
        if not address:
            pytest.skip("Spark cannot be built or started here")
        yield process, address
        daemons = wait_for(lambda: java_under(process.pid, "/spark/jars"), "Spark is gone", process)
        process.terminate()
        process.wait(HANG)
        assert len(daemons) >= 3 and not psutil.wait_procs(daemons, timeout=HANG)[1], "a daemon of Spark's was left behind"


def executors(process):
    return [java for java in java_under(process.pid, "/spark/jars") if any("CoarseGrained" in word for word in java.cmdline())]


def test_spark(notebook, values, spark, tmp_path, say):
    """Two executors, one of which is killed in the middle: its trials are run again."""
    run = subprocess.Popen([RUN, notebook, *settings(values), "--out", tmp_path], stdout=subprocess.PIPE, text=True,
                           env={**os.environ, "ICLLAB_ENGINE": spark[1]})
    wait_for(lambda: len(rows(tmp_path)) > 5, "no trial was finished", run)
    wait_for(lambda: executors(spark[0]), "no executor was started", run)[0].kill()
    said = run.communicate(timeout=HANG)[0]
    assert run.returncode == 0, said
    say(f"{re.search('passed.*', said)[0]}; an executor killed; {same_bits(notebook, tmp_path, **values)}")


def test_stop_on_spark(spark, kernels, tmp_path, monkeypatch, say):
    """As in JupyterLab: the button stops executors too, finished trials stay, and the next run goes on."""
    monkeypatch.setenv("ICLLAB_ENGINE", spark[1])
    kernel, log = kernels(), tmp_path / TRIALS
    kernel.run(SETUP)
    kernel.start(SWEEP)
    wait_for(lambda: finished(log), "no trial was finished")
    kernel.manager.interrupt_kernel()
    _, error = kernel.finish()
    time.sleep(2)
    kept = finished(log)
    time.sleep(2)  # executors that were still running would finish trials in this time
    assert error and finished(log) == kept and 1 <= len(kept) < 40, "the study ended, or went on"
    text, error = kernel.run(SWEEP)
    assert not error and "mean" in text and finished(log)[:len(kept)] == kept and len(finished(log)) == 40
    _, error = kernel.run(CELL)
    assert not error, "what is written in a cell runs in its kernel"


def test_many_short_trials(spark, kernels, say, pytestconfig):
    """Of about a millisecond, on two threads and on two executors: what Spark adds is printed, the bits are equal."""
    count = 100_000 if pytestconfig.getoption("whole") else 5_000
    kernel = kernels()
    kernel.run(SETUP)
    text, error = kernel.run(SHORT.replace("ADDRESS", spark[1]).replace("COUNT", str(count)))
    assert not error and "equal true" in text, (text, error)
    say(text.strip())
