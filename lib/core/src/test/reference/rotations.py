"""The hundred rotations of figure 5(b)'s red line, paper B: the floor of N = 8 at infinite depth for each (pip install jax).

JAX's normal matrices of keys 0 to 99, orthogonalised; a model of width N sees the inputs through the first N columns, and at
its floor it predicts as well as any linear function of what it sees. One task vector, of positive square roots, for all.
"""
from pathlib import Path

import jax
import numpy as np

D, N, NU, BETA = 64, 8, 1.25, 0.75
DATA = Path(__file__).resolve().parents[5] / "notebooks" / "data" / "rotations.csv"


def floor(key, lam, task):
    normal = np.asarray(jax.random.normal(jax.random.PRNGKey(key), (D, D)), dtype=float)
    seen = np.linalg.qr(normal)[0][:, :N]
    answer = seen @ np.linalg.solve(seen.T @ (lam[:, None] * seen), seen.T @ (lam * task))
    return np.sum(lam * (task - answer) ** 2)


if __name__ == "__main__":
    jax.config.update("jax_threefry_partitionable", True)
    k = np.arange(1, D + 1.0)
    share = k ** (-NU * BETA - 1)
    lam = k ** -NU
    floors = [floor(key, lam, np.sqrt(share / share.sum() / lam)) for key in range(100)]
    with open(DATA, "w", encoding="ascii") as out:
        out.write("# lib/core/src/test/reference/rotations.py, JAX %s: the red line of figure 5(b) is their mean\n" % jax.__version__)
        out.write("key,floor\n")
        out.writelines("%d,%.6f\n" % row for row in enumerate(floors))
    print("mean %.5f, standard error %.4f" % (np.mean(floors), np.std(floors, ddof=1) / 10))
