"""Every notebook in the quick profile: claims must hold, and frames be those of notebooks/expected."""

import functools

import pytest

import expected
from run_notebooks import Run, notebook_names, scratch

CHANGED = {"seed": "7", "alphas": "2,20", "rho": "0.2"}  # of a notebook that has all there is


@functools.lru_cache(maxsize=None)
def executed(name, suffix="", **values):
    """A notebook as it ran, in a folder of its own: what there is to say of it, its frames, its linear algebra."""
    with scratch() as folder:
        run = Run(name, values, folder, suffix=suffix)
        try:
            return run.execute(), run.frames(), expected.backend(run.notebook)
        finally:
            run.keep()


def each(name):
    return pytest.param(name, marks=pytest.mark.xdist_group(name))


# The later ones take longest: of two processes that share the tests none should come to them last.
@pytest.mark.parametrize("name", map(each, reversed(notebook_names())))
def test_notebook(name, say):
    said, frames, linear_algebra = executed(name)
    say(said)
    expected.compare(name, frames, linear_algebra)


def test_frames_are_of_one_linear_algebra():
    """Else a change that moves the last bits is met with 1e-9 by the next machine that has a notebook's, and by none before."""
    assert sorted(expected.backends()) == notebook_names() and len(set(expected.backends().values())) == 1


@pytest.mark.xdist_group("00-start-here")
def test_other_parameters_give_other_frames():
    _, first, _ = executed("00-start-here")
    _, other, _ = executed("00-start-here", "-again", **CHANGED)
    assert other, "it wrote no frame"
    assert not [name for name in other if other[name] == first.get(name)], "with other parameters it wrote the same"
