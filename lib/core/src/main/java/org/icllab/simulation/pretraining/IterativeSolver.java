package org.icllab.simulation.pretraining;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.icllab.linalg.ConjugateGradients;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;

/**
 * The normal equations without their matrix: \( \Gamma \mapsto X\,\mathrm{diag}(r)\,A^\top + \mu\Gamma \) with
 * \( r_\mu = x_\mu^\top\Gamma a_\mu \), two products with the sample per iteration.
 *
 * <p>The preconditioner is \( \tfrac1n (XX^\top) \otimes (AA^\top) + \mu I \), the normal matrix if queries and
 * summaries were independent, inverted in the two factors' eigenbases. The preconditioned spectrum is then that of a
 * Marchenko–Pastur law of ratio n/p, so the number of iterations does not depend on d.
 */
final class IterativeSolver {
    static final double TOLERANCE = 1e-10;
    private static final int MAX_ITERATIONS = 50_000;
    /** The sample is summed in this many parts, in a fixed order, so that the bits do not depend on the threads. */
    private static final int PARTS = 8;

    private final FeatureSample sample;
    private final double penalty;
    private final ExecutorService workers;

    /** @param gamma Γ*, d×(d+1) @param iterations products with the sample */
    record Solution(Matrix gamma, int iterations) {
    }

    private IterativeSolver(FeatureSample sample, double penalty, ExecutorService workers) {
        this.sample = sample;
        this.penalty = penalty;
        this.workers = workers;
    }

    static Solution solve(FeatureSample sample, double penalty, int threads) {
        if (threads == 1) {
            return new IterativeSolver(sample, penalty, null).solve();
        }
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            return new IterativeSolver(sample, penalty, workers).solve();
        } finally {
            workers.shutdownNow();
        }
    }

    /**
     * @param ratio n/p
     * @param ridge λ
     * @return about how many iterations the tolerance takes, from the preconditioned spectrum's edges
     */
    static double expectedIterations(double ratio, double ridge) {
        double upper = Math.pow(1 + 1 / Math.sqrt(ratio), 2) + ridge;
        double lower = Math.pow(Math.max(0, 1 - 1 / Math.sqrt(ratio)), 2) + ridge;
        return 1 + Math.sqrt(upper / lower) / 2 * Math.log(2 / TOLERANCE);
    }

    private Solution solve() {
        int d = sample.dimension();
        Matrix rightHandSide = sum(block -> weightedProduct(block, block.targets()));
        Preconditioner preconditioner = new Preconditioner();
        ConjugateGradients solution = ConjugateGradients.solve(
                gamma -> normalProduct(Matrix.wrap(d, d + 1, gamma)).data(),
                residual -> preconditioner.apply(Matrix.wrap(d, d + 1, residual)).data(),
                rightHandSide.data(), TOLERANCE, MAX_ITERATIONS);
        return new Solution(Matrix.wrap(d, d + 1, solution.x()), solution.iterations());
    }

    private Matrix normalProduct(Matrix gamma) {
        Matrix product = sum(block -> weightedProduct(block, predictions(block, gamma)));
        for (int i = 0; i < product.data().length; i++) {
            product.data()[i] += penalty * gamma.data()[i];
        }
        return product;
    }

    /** \( r_\mu = x_\mu^\top\Gamma a_\mu \). */
    private static double[] predictions(FeatureSample.Block block, Matrix gamma) {
        Matrix answers = gamma.transposeTimes(block.queries());
        double[] predictions = new double[block.targets().length];
        for (int column = 0; column < predictions.length; column++) {
            predictions[column] = dot(answers.data(), block.summaries().data(), column * answers.rows(), answers.rows());
        }
        return predictions;
    }

    /** Four partial sums: one would wait for each addition before the next. */
    private static double dot(double[] a, double[] b, int from, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (int end = from + length - 3; i < end; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < from + length; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** \( X\,\mathrm{diag}(r)\,A^\top \). */
    private static Matrix weightedProduct(FeatureSample.Block block, double[] weights) {
        Matrix weighted = block.queries().copy();
        double[] x = weighted.data();
        for (int column = 0, at = 0; column < weights.length; column++) {
            for (int i = 0; i < weighted.rows(); i++, at++) {
                x[at] *= weights[column];
            }
        }
        return weighted.timesTranspose(block.summaries());
    }

    /** The sum over blocks, part by part. */
    private Matrix sum(Function<FeatureSample.Block, Matrix> term) {
        List<FeatureSample.Block> blocks = sample.blocks();
        int parts = Math.min(PARTS, blocks.size());
        List<Callable<Matrix>> work = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            List<FeatureSample.Block> own =
                    blocks.subList(part * blocks.size() / parts, (part + 1) * blocks.size() / parts);
            work.add(() -> own.stream().map(term).reduce(IterativeSolver::addTo).orElseThrow());
        }
        return results(work).stream().reduce(IterativeSolver::addTo).orElseThrow();
    }

    private List<Matrix> results(List<Callable<Matrix>> work) {
        List<Matrix> results = new ArrayList<>();
        try {
            if (workers == null) {
                for (Callable<Matrix> part : work) {
                    results.add(part.call());
                }
            } else {
                for (Future<Matrix> part : workers.invokeAll(work)) {
                    results.add(part.get());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while fitting");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (Exception e) {
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
        return results;
    }

    private static Matrix addTo(Matrix total, Matrix term) {
        for (int i = 0; i < term.data().length; i++) {
            total.data()[i] += term.data()[i];
        }
        return total;
    }

    private final class Preconditioner {
        private final SymmetricEigen left;
        private final SymmetricEigen right;
        private final double[] inverse;

        Preconditioner() {
            double n = sample.size();
            left = SymmetricEigen.of(sum(block -> block.queries().timesTranspose(block.queries())));
            right = SymmetricEigen.of(sum(block -> block.summaries().timesTranspose(block.summaries())));
            int d = sample.dimension();
            inverse = new double[d * (d + 1)];
            // Fewer contexts than dimensions leave zero eigenvalues; any small floor keeps the preconditioner definite.
            double floor = 1e-12 * left.values()[d - 1] * right.values()[d] / n;
            for (int j = 0, at = 0; j <= d; j++) {
                for (int i = 0; i < d; i++, at++) {
                    double product = left.values()[i] * right.values()[j] / n;
                    inverse[at] = 1 / (Math.max(product, floor) + penalty);
                }
            }
        }

        Matrix apply(Matrix residual) {
            Matrix rotated = left.vectors().transposeTimes(residual).times(right.vectors());
            for (int i = 0; i < inverse.length; i++) {
                rotated.data()[i] *= inverse[i];
            }
            return left.vectors().times(rotated).timesTranspose(right.vectors());
        }
    }
}
