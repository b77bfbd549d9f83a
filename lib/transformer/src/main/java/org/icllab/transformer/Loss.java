package org.icllab.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;
import org.icllab.Processors;
import org.icllab.Require;
import org.icllab.linalg.Vectors;

/**
 * A model's mean squared error on batches of one size, and its gradient, on as many processors as are idle.
 *
 * <p>A network's contexts go in pieces, small enough for a processor's cache, through at most eight lanes. Lanes run side by
 * side, and their gradients are added in order. The sizes alone say where a context goes, so that the sums have the same
 * bits for any number of processors.
 */
final class Loss {
    static final int LANES = 8;

    private final Model model;
    private final Batch.Size size;
    private final Batch.Size piece;
    private final double[][] effective;
    private final List<List<Lane>> lanes;
    private final List<Lane> all;
    private final ConcurrentLinkedDeque<Pass> idle = new ConcurrentLinkedDeque<>();
    private final double[] predictions;
    private final double[] slopes;

    /** @throws IllegalArgumentException if the model does not take contexts of this size, or not so many */
    Loss(Model model, Batch.Size size) {
        int networks = model.networks();
        Require.that(size.contexts() % networks == 0, "contexts = " + size.contexts() + ": must be equally many for each of "
                + networks + " networks");
        this.model = model;
        this.size = size;
        int each = size.contexts() / networks;
        int width = width(each);
        piece = size.withContexts(width);
        idle.add(model.pass(piece));
        effective = new double[networks][model.effectiveSize()];
        lanes = IntStream.range(0, networks).mapToObj(network -> lanes(network, each, width)).toList();
        all = lanes.stream().flatMap(List::stream).toList();
        predictions = new double[Math.multiplyExact(size.contexts(), size.evaluated())];
        slopes = new double[predictions.length];
    }

    /** @return contexts of a piece: about as many tokens as there should be, in pieces of about one size */
    private int width(int contexts) {
        int most = Math.max(1, model.tokensAtOnce() / Math.addExact(size.labelled(), size.evaluated()));
        return ceiling(contexts, ceiling(contexts, most));
    }

    private List<Lane> lanes(int network, int contexts, int width) {
        int pieces = ceiling(contexts, width);
        int count = Math.min(LANES, pieces);
        List<Lane> own = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) pieces * i / count) * width;
            int to = Math.min(contexts, (int) ((long) pieces * (i + 1) / count) * width);
            own.add(new Lane(network, network * contexts + from, network * contexts + to));
        }
        return own;
    }

    private static int ceiling(int number, int unit) {
        return (number + unit - 1) / unit;
    }

    /** @return predictions on {@code batch}, B·K numbers, which the next call overwrites */
    double[] predictions(double[] weights, Batch batch) {
        run(weights, batch, false);
        return predictions;
    }

    /** @return each context's mean squared error on {@code batch} */
    double[] errors(double[] weights, Batch batch) {
        run(weights, batch, false);
        return errors(batch);
    }

    /**
     * @param gradient is filled with that of the mean squared error
     * @return the mean squared error on {@code batch}
     */
    double gradient(double[] weights, Batch batch, double[] gradient) {
        run(weights, batch, true);
        for (int network = 0; network < effective.length; network++) {
            double[] sum = lanes.get(network).get(0).gradient;
            for (Lane lane : lanes.get(network).subList(1, lanes.get(network).size())) {
                Vectors.axpy(1, lane.gradient, sum);
            }
            model.chain(weights, network, sum, gradient);
        }
        return mean(errors(batch));
    }

    /** @return the mean, summed in order */
    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private double[] errors(Batch batch) {
        double[] errors = new double[size.contexts()];
        for (int i = 0; i < predictions.length; i++) {
            double distance = predictions[i] - batch.targets()[i];
            errors[i / size.evaluated()] += distance * distance / size.evaluated();
        }
        return errors;
    }

    private void run(double[] weights, Batch batch, boolean back) {
        if (!batch.size().equals(size)) {
            Require.refuse(batch.size() + ": must be " + size);
        }
        for (int network = 0; network < effective.length; network++) {
            model.effective(weights, network, effective[network]);
        }
        IntStream each = IntStream.range(0, all.size());
        (Processors.areIdle() ? each.parallel() : each).forEach(i -> all.get(i).run(batch, back));
    }

    /** Pieces of a network's contexts, one after the other. */
    private final class Lane {
        private final int network;
        private final int from;
        private final int to;
        private final double[] gradient;

        Lane(int network, int from, int to) {
            this.network = network;
            this.from = from;
            this.to = to;
            gradient = new double[model.effectiveSize()];
        }

        void run(Batch batch, boolean back) {
            Pass free = idle.pollFirst();
            Pass pass = free != null ? free : model.pass(piece);
            Arrays.fill(gradient, 0);
            for (int first = from; first < to; first += piece.contexts()) {
                int count = Math.min(piece.contexts(), to - first);
                pass.predict(effective[network], batch, first, count, predictions);
                if (back) {
                    slopes(batch, first * size.evaluated(), (first + count) * size.evaluated());
                    pass.back(effective[network], slopes, gradient);
                }
            }
            idle.addFirst(pass);
        }

        private void slopes(Batch batch, int start, int end) {
            for (int i = start; i < end; i++) {
                slopes[i] = 2 * (predictions[i] - batch.targets()[i]) / slopes.length;
            }
        }
    }
}
