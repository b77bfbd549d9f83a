package org.icllab.simulation.pretraining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.icllab.Interrupt;
import org.icllab.linalg.Blas;
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
 *
 * <p>Where that spectrum is narrow, the iterations run in single precision ({@link WhitenedSample}), and what they leave of the
 * equations, computed in double precision, is solved for again until the error is below the same tolerance.
 */
final class IterativeSolver {
    /** Of Γ's relative error in the preconditioner's norm; in the Frobenius norm it is within 1e-6. */
    static final double TOLERANCE = 1e-8;
    private static final int MAX_ITERATIONS = 50_000;
    /** Of the error that iterations in single precision leave; two rounds of them do. */
    private static final double ROUGH = 5e-5;
    /** Up to this ratio of the preconditioned spectrum's edges, single precision's rounding is below {@link #ROUGH}. */
    static final double NARROW = 1000;
    /** No data has directions weaker than this beside the strongest: rounding would fill them. */
    private static final double WEAKEST = 1e-6;
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
        double spread = spread(ratio, ridge);
        return 1 + Math.sqrt(spread) / 2 * StrictMath.log(2 * spread / TOLERANCE);
    }

    /** @return the ratio of the preconditioned spectrum's edges */
    static double spread(double ratio, double ridge) {
        double upper = StrictMath.pow(1 + 1 / Math.sqrt(ratio), 2) + ridge;
        return upper / (StrictMath.pow(Math.max(0, 1 - 1 / Math.sqrt(ratio)), 2) + ridge);
    }

    /** How many numbers it needs beside the sample: matrices like Γ of the iteration and of each part, and a block's. */
    static double workingNumbers(int dimension, double contexts, double ridge) {
        double p = (double) dimension * (dimension + 1);
        return (16.0 + 2 * PARTS) * p + 2.0 * FeatureSampler.BLOCK * (dimension + 1)
                + (spread(contexts / p, ridge) <= NARROW ? WhitenedSample.numbers(dimension, contexts) : 0);
    }

    private Solution solve() {
        int d = sample.dimension();
        Matrix rightHandSide = sum(d, d + 1, (block, total) ->
                addProduct(block.queries(), block.summaries().timesDiagonal(block.targets()), total));
        Preconditioner preconditioner = new Preconditioner();
        double ridge = penalty * d / sample.size();
        if (spread((double) sample.size() / (d * (d + 1)), ridge) <= NARROW) {
            Solution refined = refined(rightHandSide, preconditioner);
            if (refined != null) {
                return refined;
            }
        }
        ConjugateGradients solution = ConjugateGradients.solve(
                gamma -> normalProduct(Matrix.wrap(d, d + 1, gamma)).data(),
                residual -> preconditioner.apply(Matrix.wrap(d, d + 1, residual)).data(),
                rightHandSide.data(), TOLERANCE, MAX_ITERATIONS);
        return new Solution(Matrix.wrap(d, d + 1, solution.x()), solution.iterations());
    }

    /** By rounds of iterations in single precision; null where those do not come nearer to the solution tenfold each time. */
    private Solution refined(Matrix rightHandSide, Preconditioner preconditioner) {
        List<WhitenedSample> whitened = each(own -> WhitenedSample.of(own, preconditioner.left, preconditioner.right));
        double[] solution = new double[rightHandSide.data().length];
        Matrix residual = rightHandSide;
        double before = Double.POSITIVE_INFINITY;
        int iterations = 0;
        while (true) {
            double[] equations = preconditioner.whitened(residual).data();
            if (!Double.isFinite(Vectors.norm(equations))) {
                return null;
            }
            ConjugateGradients round;
            try {
                round = ConjugateGradients.solve(direction -> whitenedProduct(whitened, direction, preconditioner),
                        remaining -> Vectors.times(remaining, preconditioner.inverse), equations, ROUGH, MAX_ITERATIONS);
            } catch (ArithmeticException tooRough) {
                return null;
            }
            iterations += round.iterations();
            double[] change = round.x();
            Vectors.axpy(1, change, solution);
            Matrix gamma = preconditioner.restored(solution);
            double size = preconditioner.norm(change);
            if (2 * ROUGH * size <= TOLERANCE * preconditioner.norm(solution)) {
                return new Solution(gamma, iterations);
            }
            if (!(size < before / 10)) {
                return null;
            }
            before = size;
            residual = rightHandSide.minus(normalProduct(gamma));
        }
    }

    private double[] whitenedProduct(List<WhitenedSample> whitened, double[] direction, Preconditioner preconditioner) {
        double largest = Arrays.stream(direction).map(Math::abs).max().orElseThrow();
        Matrix scaled = Matrix.wrap(sample.dimension(), sample.dimension() + 1, direction).scaled(1 / largest);
        double[] product = total(results(whitened.stream().<Callable<Matrix>>map(part -> () -> part.product(scaled)).toList()))
                .data();
        for (int i = 0; i < product.length; i++) {
            product[i] = largest * product[i] + preconditioner.penalties[i] * direction[i];
        }
        return product;
    }

    private Matrix normalProduct(Matrix gamma) {
        Matrix product = sum(gamma.rows(), gamma.columns(), (block, total) -> {
            Matrix answers = gamma.transposeTimes(block.queries());
            weigh(answers.data(), block.summaries().data(), answers.rows());
            addProduct(block.queries(), answers, total);
        });
        Vectors.axpy(penalty, gamma.data(), product.data());
        return product;
    }

    /** Of answers \( \Gamma^\top x_\mu \), a column each, makes \( r_\mu a_\mu \), \( r_\mu = x_\mu^\top\Gamma a_\mu \). */
    private static void weigh(double[] answers, double[] summaries, int rows) {
        for (int at = 0; at < answers.length; at += rows) {
            double prediction = Vectors.dot(answers, at, summaries, at, rows);
            for (int i = at; i < at + rows; i++) {
                answers[i] = prediction * summaries[i];
            }
        }
    }

    /** Adds \( AB^\top \) to {@code total}. */
    private static void addProduct(Matrix a, Matrix b, Matrix total) {
        Blas.gemm(1, a, false, b, true, 1, total);
    }

    /** A sum over blocks, part by part, of what {@code add} adds to it. */
    private Matrix sum(int rows, int columns, BiConsumer<FeatureSample.Block, Matrix> add) {
        return total(each(own -> {
            Matrix total = Matrix.zeros(rows, columns);
            for (FeatureSample.Block block : own) {
                Interrupt.check();
                add.accept(block, total);
            }
            return total;
        }));
    }

    private static Matrix total(List<Matrix> terms) {
        Matrix total = terms.get(0);
        terms.stream().skip(1).forEach(term -> Vectors.axpy(1, term.data(), total.data()));
        return total;
    }

    private <T> List<T> each(Function<List<FeatureSample.Block>, T> part) {
        List<FeatureSample.Block> blocks = sample.blocks();
        int parts = Math.min(PARTS, blocks.size());
        List<Callable<T>> work = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            List<FeatureSample.Block> own = blocks.subList(i * blocks.size() / parts, (i + 1) * blocks.size() / parts);
            work.add(() -> part.apply(own));
        }
        return results(work);
    }

    private <T> List<T> results(List<Callable<T>> work) {
        List<T> results = new ArrayList<>();
        try {
            if (workers == null) {
                for (Callable<T> part : work) {
                    results.add(part.call());
                }
            } else {
                for (Future<T> part : workers.invokeAll(work)) {
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

    /**
     * \( M = \tfrac1n (XX^\top) \otimes (AA^\top) + \mu I \), diagonal in the coordinates G of \( \Gamma = LGR^\top \), in which
     * queries and summaries have second moments I.
     */
    private final class Preconditioner {
        private final Matrix left;
        private final Matrix right;
        /** What μ adds to the normal equations, and the inverse of M's diagonal, in coordinates G. */
        private final double[] penalties;
        private final double[] inverse;

        Preconditioner() {
            double n = sample.size();
            int d = sample.dimension();
            SymmetricEigen queries = SymmetricEigen.of(sum(d, d, (block, total) ->
                    addProduct(block.queries(), block.queries(), total)));
            SymmetricEigen summaries = SymmetricEigen.of(sum(d + 1, d + 1, (block, total) ->
                    addProduct(block.summaries(), block.summaries(), total)));
            double[] leftValues = queries.values();
            double[] rightValues = summaries.values();
            double[] leftScales = scales(leftValues, 1);
            double[] rightScales = scales(rightValues, n);
            left = queries.vectors().timesDiagonal(leftScales);
            right = summaries.vectors().timesDiagonal(rightScales);
            penalties = new double[d * (d + 1)];
            inverse = new double[d * (d + 1)];
            // Fewer contexts than dimensions leave zero eigenvalues; any small floor keeps the preconditioner definite.
            double floor = 1e-12 * leftValues[d - 1] * rightValues[d] / n;
            for (int j = 0, at = 0; j <= d; j++) {
                for (int i = 0; i < d; i++, at++) {
                    double product = leftValues[i] * rightValues[j] / n;
                    double scale = leftScales[i] * rightScales[j];
                    penalties[at] = penalty * scale * scale;
                    inverse[at] = 1 / (Math.max(product, floor) * scale * scale + penalties[at]);
                }
            }
        }

        private double[] scales(double[] values, double of) {
            double least = WEAKEST * values[values.length - 1];
            return Arrays.stream(values).map(value -> Math.sqrt(of / Math.max(value, least))).toArray();
        }

        /** \( L^\top rR \), the equations' right-hand side in coordinates G. */
        Matrix whitened(Matrix residual) {
            return left.transposeTimes(residual).times(right);
        }

        Matrix restored(double[] g) {
            return left.times(Matrix.wrap(left.rows(), right.rows(), g)).timesTranspose(right);
        }

        double norm(double[] g) {
            double square = 0;
            for (int i = 0; i < g.length; i++) {
                square += g[i] * g[i] / inverse[i];
            }
            return Math.sqrt(square);
        }

        Matrix apply(Matrix residual) {
            return restored(Vectors.times(whitened(residual).data(), inverse));
        }
    }
}
