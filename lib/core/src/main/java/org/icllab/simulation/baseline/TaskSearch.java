package org.icllab.simulation.baseline;

import org.icllab.linalg.Blas;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Section;
import org.icllab.linalg.Vectors;

/**
 * Which tasks of a pool fit a context about as well as the best, and how well, up to what is the same for all:
 * \( |y-Xv|^2 - |y|^2 = |Fv|^2 - 2v^\top X^\top y \) with \( F^\top F = X^\top X \).
 *
 * <p>\( |Fv|^2 \) is a sum over the rows of F. A task is dropped as soon as part of the sum puts it too far from one of
 * those that look best. A sampled F is triangular: its last rows, the cheaper ones, come first.
 */
final class TaskSearch {
    /** Beside so few tasks the call of a product costs more than the product. */
    private static final int FEW_AT_ONCE = 64;
    /** Features are cheaper than a search among more than so many times d tasks if they are this part of the pool. */
    private static final int FEW = 4;
    private static final double MANY = 0.7;
    /** Tasks that are tried first: those whose \( v^\top X^\top y \) is at least this part of the greatest. */
    private static final double PROMISING = 0.8;
    private static final int MOST_PROMISING = 8;
    /** Tasks in a matrix product. */
    private static final int BLOCK = 1024;
    /** Of the numbers that a misfit is the difference of: far more than it is rounded by. */
    private static final double ROUNDING = 1e-12;

    private final Matrix tasks;
    private final int[] found;
    private final double[] misfits;
    private int size;
    private double[] gathered = {};
    private double[] images = {};

    /** @param tasks d×k, as columns; not copied */
    TaskSearch(Matrix tasks) {
        this.tasks = tasks;
        this.found = new int[tasks.columns()];
        this.misfits = new double[tasks.columns()];
    }

    /**
     * Finds those tasks that matter, at least one.
     *
     * @param factor F
     * @param left rows of F, the first ones, whose squares are not in the scores yet
     * @param scores from {@code at} on \( -2v^\top X^\top y \) and the other rows' squares, of every task
     * @param margin above the least misfit, beyond which a task does not matter
     * @param all whether to search, however many tasks come into question
     * @return whether it has; not if there are so many that it is cheaper to take all by their features
     */
    boolean run(Matrix factor, int left, double[] scores, int at, double margin, boolean all) {
        double limit = promising(factor, left, scores, at) + margin;
        select(scores, at, limit);
        if (!all && size > Math.max(FEW * tasks.rows(), MANY * tasks.columns())) {
            return false;
        }
        int half = size > FEW_AT_ONCE ? left / 2 : 0;
        addSquares(factor, half, left);
        if (half > 0) {
            narrow(limit);
            addSquares(factor, 0, half);
        }
        return true;
    }

    /** @return how many tasks were found */
    int size() {
        return size;
    }

    /** @return one of the tasks that were found */
    int task(int index) {
        return found[index];
    }

    /** @return how it fits */
    double misfit(int index) {
        return misfits[index];
    }

    /** @return the least misfit of some tasks, so much rounded up that its task is below it again */
    private double promising(Matrix factor, int left, double[] scores, int at) {
        double first = scores[at];
        for (int j = at + 1; j < at + tasks.columns(); j++) {
            // Not Math.min: each would wait for the one before, where a branch that is hardly ever taken is foreseen.
            if (scores[j] < first) {
                first = scores[j];
            }
        }
        double enough = first < 0 ? PROMISING * first : first;
        size = 0;
        for (int j = 0; j < tasks.columns() && size < MOST_PROMISING; j++) {
            if (scores[at + j] <= enough) {
                found[size] = j;
                misfits[size++] = scores[at + j];
            }
        }
        addSquares(factor, 0, left);
        double least = Double.POSITIVE_INFINITY;
        double norm = Vectors.dot(factor.data(), 0, factor.data(), 0, factor.data().length);
        int d = tasks.rows();
        for (int j = 0; j < size; j++) {
            double most = norm * Vectors.dot(tasks.data(), found[j] * d, tasks.data(), found[j] * d, d);    // of |Fv|²
            least = Math.min(least, misfits[j] + ROUNDING * (2 * most + Math.abs(scores[at + found[j]])));
        }
        return least;
    }

    /** Adds the squares of some entries of Fv, rows {@code from} to {@code to} − 1, to the misfits of what is found. */
    private void addSquares(Matrix factor, int from, int to) {
        int rows = to - from;
        if (rows == 0) {
            return;
        }
        int skipped = zeroColumns(factor, from, to);
        int d = tasks.rows();
        int used = d - skipped;
        Section part = Section.of(factor.data(), skipped * factor.rows() + from, rows, used, factor.rows());
        int block = Math.min(size, BLOCK);
        if (images.length < rows * block) {
            images = new double[rows * block];
        }
        for (int start = 0; start < size; start += block) {
            int count = Math.min(block, size - start);
            Section chosen = size == tasks.columns()
                    ? Section.of(tasks.data(), start * d + skipped, used, count, d) : gather(start, count, skipped);
            Blas.gemm(1, part, false, chosen, false, 0, Section.of(images, 0, rows, count));
            for (int j = 0; j < count; j++) {
                misfits[start + j] += Vectors.dot(images, j * rows, images, j * rows, rows);
            }
        }
    }

    private Section gather(int start, int count, int skipped) {
        int d = tasks.rows();
        int used = d - skipped;
        if (gathered.length < used * count) {
            gathered = new double[used * count];
        }
        for (int j = 0; j < count; j++) {
            System.arraycopy(tasks.data(), found[start + j] * d + skipped, gathered, j * used, used);
        }
        return Section.of(gathered, 0, used, count);
    }

    /** @return in how many of the first columns some rows are zero */
    private static int zeroColumns(Matrix factor, int from, int to) {
        for (int a = 0; a < factor.columns(); a++) {
            for (int i = from; i < to; i++) {
                if (factor.get(i, a) != 0) {
                    return a;
                }
            }
        }
        return factor.columns() - 1;
    }

    /** Finds the tasks whose scores, those of all from {@code at} on, are not above the limit. */
    void select(double[] scores, int at, double limit) {
        keep(scores, at, tasks.columns(), true, limit);
    }

    /** Keeps of what is found that whose misfit is not above the limit. */
    private void narrow(double limit) {
        keep(misfits, 0, size, false, limit);
    }

    /** What overflows is not above it. */
    private void keep(double[] from, int at, int count, boolean all, double limit) {
        int kept = 0;
        for (int j = 0; j < count; j++) {
            double misfit = from[at + j];
            found[kept] = all ? j : found[j];
            misfits[kept] = misfit;
            kept += misfit > limit ? 0 : 1;
        }
        size = kept;
    }
}
