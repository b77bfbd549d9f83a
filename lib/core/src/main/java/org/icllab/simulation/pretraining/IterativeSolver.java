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
import org.icllab.Interrupt;
import org.icllab.linalg.ConjugateGradients;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;
import org.icllab.linalg.Vectors;

/**
 * The normal equations without their matrix: \( \Gamma \mapsto X\,\mathrm{diag}(r)\,A^\top + \mu\Gamma \) with
 * \( r_\mu = x_\mu^\top\Gamma a_\mu \), two products with the sample per iteration.
 *
 * <p>The preconditioner is \( \tfrac1n (XX^\top) \otimes (AA^\top) + \mu I \), the normal matrix if queries and
 * summaries were independent, inverted in the two factors' eigenbases. The preconditioned spectrum is then that of a
 * Marchenko–Pastur law of ratio n/p, so the number of iterations does not depend on d.
 */
final class IterativeSolver {
    /** Of Γ's relative error in the preconditioner's norm; in the Frobenius norm it is within 1e-6. */
    static final double TOLERANCE = 1e-8;
    private static final int MAX_ITERATIONS = 50_000;
    /** The sample is summed in this many parts, in a fixed order, so that the bits do not depend on the threads. */
    private static final int PARTS = 8;

    private final FeatureSample sample;
    private final double penalty;
    private final ExecutorService workers;

    /**
     * @param gamma Γ*, d×(d+1)
     * @param iterations products with the sample
     */
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
        double upper = StrictMath.pow(1 + 1 / Math.sqrt(ratio), 2) + ridge;
        double lower = StrictMath.pow(Math.max(0, 1 - 1 / Math.sqrt(ratio)), 2) + ridge;
        return 1 + Math.sqrt(upper / lower) / 2 * StrictMath.log(2 * upper / lower / TOLERANCE);
    }

    /** How many numbers it needs beside the sample: matrices like Γ of the iteration and of each part, and a block's. */
    static double workingNumbers(int dimension) {
        return (16.0 + 2 * PARTS) * dimension * (dimension + 1) + 2.0 * FeatureSampler.BLOCK * (dimension + 1);
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
        Vectors.axpy(penalty, gamma.data(), product.data());
        return product;
    }

    /** \( r_\mu = x_\mu^\top\Gamma a_\mu \). */
    private static double[] predictions(FeatureSample.Block block, Matrix gamma) {
        Matrix answers = gamma.transposeTimes(block.queries());
        double[] predictions = new double[block.targets().length];
        for (int column = 0; column < predictions.length; column++) {
            int at = column * answers.rows();
            predictions[column] = Vectors.dot(answers.data(), at, block.summaries().data(), at, answers.rows());
        }
        return predictions;
    }

    /** \( X\,\mathrm{diag}(r)\,A^\top \). */
    private static Matrix weightedProduct(FeatureSample.Block block, double[] weights) {
        return block.queries().timesDiagonal(weights).timesTranspose(block.summaries());
    }

    /** The sum over blocks, part by part. */
    private Matrix sum(Function<FeatureSample.Block, Matrix> term) {
        List<FeatureSample.Block> blocks = sample.blocks();
        int parts = Math.min(PARTS, blocks.size());
        List<Callable<Matrix>> work = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            List<FeatureSample.Block> own =
                    blocks.subList(part * blocks.size() / parts, (part + 1) * blocks.size() / parts);
            work.add(() -> own.stream().peek(block -> Interrupt.check()).map(term).reduce(IterativeSolver::addTo).orElseThrow());
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
        Vectors.axpy(1, term.data(), total.data());
        return total;
    }

    private final class Preconditioner {
        private final Matrix left;
        private final Matrix right;
        private final double[] inverse;

        Preconditioner() {
            double n = sample.size();
            SymmetricEigen queries = SymmetricEigen.of(sum(block -> block.queries().timesTranspose(block.queries())));
            SymmetricEigen summaries = SymmetricEigen.of(sum(block -> block.summaries().timesTranspose(block.summaries())));
            left = queries.vectors();
            right = summaries.vectors();
            double[] leftValues = queries.values();
            double[] rightValues = summaries.values();
            int d = sample.dimension();
            inverse = new double[d * (d + 1)];
            // Fewer contexts than dimensions leave zero eigenvalues; any small floor keeps the preconditioner definite.
            double floor = 1e-12 * leftValues[d - 1] * rightValues[d] / n;
            for (int j = 0, at = 0; j <= d; j++) {
                for (int i = 0; i < d; i++, at++) {
                    double product = leftValues[i] * rightValues[j] / n;
                    inverse[at] = 1 / (Math.max(product, floor) + penalty);
                }
            }
        }

        Matrix apply(Matrix residual) {
            Matrix rotated = left.transposeTimes(residual).times(right);
            Matrix scaled = Matrix.wrap(rotated.rows(), rotated.columns(), Vectors.times(rotated.data(), inverse));
            return left.times(scaled).timesTranspose(right);
        }
    }
}
