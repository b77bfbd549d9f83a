package org.icllab.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.model.Point;
import org.icllab.model.TaskLaw;
import org.icllab.model.PointTrial;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.TaskPool;
import org.icllab.study.Estimate;
import org.icllab.study.Result;

/**
 * Paper A's experiment with trained networks: S of them, each with a task pool, a pretraining set and initial weights of
 * its own, are trained side by side by AdamW, and tested on new tasks and on those of their pools.
 *
 * <p>Tasks are on the sphere \( |w|^2 = d \). An epoch is ten minibatches or a few more; the learning rate falls
 * linearly to 0 at the end.
 *
 * @param blocks 0 for {@link TokenAttention}, 1 for one block of softmax attention alone, 2 or more for as many blocks
 *     of softmax attention and a dense layer
 * @param networks S ≥ 2
 * @param dimension d ≥ 1
 * @param contextLength ℓ ≥ 1
 * @param taskDiversity k ≥ 1 tasks in a pool, or +∞
 * @param contexts n ≥ 1 in a pretraining set
 * @param noise ρ ≥ 0
 * @param epochs ≥ 1
 * @param learningRate &gt; 0, of the first step
 * @see "Paper A, figures 5, 6; theory.md §8"
 */
public record TransformerPretraining(int blocks, int networks, int dimension, int contextLength, double taskDiversity,
                                     int contexts, double noise, int epochs, double learningRate) {
    /** What a trial measures: means over the networks and their standard errors. */
    public static final List<String> QUANTITIES = List.of("e_ICL", "error of e_ICL", "e_IDG",
            "error of e_IDG", "g_task", "error of g_task", "e_train", "error of e_train");
    private static final int PARTS = 10;
    private static final double WEIGHT_DECAY = 0.01;
    /** For each network and kind of test. */
    private static final int TESTS = 1000;
    private static final int STEPS_PER_CHECKPOINT = 2000;

    public TransformerPretraining {
        Require.atLeast("blocks", blocks, 0);
        Require.atLeast("networks", networks, 2);
        Require.atLeast("epochs", epochs, 1);
    }

    /** @param point with model (the number of blocks), S, d, α, κ, τ, ρ, epochs and η */
    public static TransformerPretraining of(Point point) {
        double d = point.get("d");
        double kappa = point.get("κ");
        return new TransformerPretraining((int) point.get("model"), (int) point.get("S"), (int) d,
                Require.count("α", point.get("α"), d),
                kappa == Double.POSITIVE_INFINITY ? kappa : Require.count("κ", kappa, d),
                Require.count("τ", point.get("τ"), d * d), point.get("ρ"), (int) point.get("epochs"), point.get("η"));
    }

    /**
     * @param device "cpu" or "gpu"
     * @param checkpoints a folder: a training that was stopped there goes on
     * @return trials of {@link #QUANTITIES}
     */
    public static PointTrial trial(String device, Path checkpoints) {
        return (point, stream) -> of(point).run(device, checkpoints, stream);
    }

    /**
     * @param results of points with S, each of one trial of {@link #QUANTITIES}
     * @return the same as estimates over networks: e_ICL, e_IDG, g_task = e_ICL − e_IDG, e_train
     */
    public static List<Result> overNetworks(List<Result> results) {
        return results.stream().map(result -> {
            int networks = (int) result.point().get("S");
            Map<String, Estimate> estimates = new LinkedHashMap<>();
            for (int i = 0; i < QUANTITIES.size(); i += 2) {
                String quantity = QUANTITIES.get(i);
                estimates.put(quantity, new Estimate(result.mean(quantity), result.mean(QUANTITIES.get(i + 1)), networks));
            }
            return new Result(result.point(), estimates);
        }).toList();
    }

    private double[] run(String device, Path checkpoints, RandomStream stream) {
        List<TaskPool> pools = IntStream.range(0, networks).mapToObj(i -> pool(stream.at(0).at(i))).toList();
        List<TaskPool> fresh = Collections.nCopies(networks, TaskPool.fresh(TaskLaw.SPHERE, dimension));
        FixedContexts set = FixedContexts.of(pools, contexts, contextLength, noise, stream.at(1));
        Batch.Size size = set.size(PARTS);
        int last = Math.multiplyExact(epochs, set.stepsPerEpoch(size));
        Model model = model();
        Training training = Training.of(model, set, size, Optimiser.adamW(learningRate, WEIGHT_DECAY).fallingTo(last))
                .on(device);
        Path file = checkpoints.resolve(Long.toHexString(Double.doubleToLongBits(stream.at(2).nextDouble())));
        Weights weights = training.run(new int[] {last}, stream.at(3), file, STEPS_PER_CHECKPOINT).weights();

        double[] icl = errors(model, weights, FixedContexts.of(fresh, TESTS, contextLength, noise, stream.at(4)), device);
        double[] idg = errors(model, weights, FixedContexts.of(pools, TESTS, contextLength, noise, stream.at(5)), device);
        return statistics(icl, idg, errors(model, weights, set, device));
    }

    private TaskPool pool(RandomStream stream) {
        return taskDiversity == Double.POSITIVE_INFINITY ? TaskPool.fresh(TaskLaw.SPHERE, dimension)
                : TaskPool.of(TaskLaw.SPHERE, dimension, (int) taskDiversity, stream);
    }

    private Model model() {
        return blocks == 0 ? new TokenAttention(networks, dimension)
                : new TokenTransformer(networks, dimension, blocks, blocks == 1 ? 0 : 1);
    }

    /** @return each network's mean squared error on the minibatches of an epoch: all at once would take 1 GiB */
    private double[] errors(Model model, Weights weights, FixedContexts contexts, String device) {
        Batch batch = Batch.of(contexts.size(PARTS));
        int steps = contexts.stepsPerEpoch(batch.size());
        double[] errors = new double[networks];
        for (int step = 0; step < steps; step++) {
            contexts.fill(batch, step);
            float[] means = errors(model, weights, batch, device);
            for (int i = 0; i < networks; i++) {
                errors[i] += means[i] / steps;
            }
        }
        return errors;
    }

    /** @return each network's mean squared error on its share of {@code batch} */
    private float[] errors(Model model, Weights weights, Batch batch, String device) {
        try (NDManager manager = Torch.manager(device)) {
            Torch.record(false);
            Batch.Tensors tensors = batch.on(manager);
            NDArray vector = manager.create(weights.values());
            return model.predict(model.layout().split(vector), tensors).sub(tensors.targets()).square()
                    .reshape(networks, -1).mean(new int[] {1}).toFloatArray();
        }
    }

    private static double[] statistics(double[] icl, double[] idg, double[] train) {
        double[] gap = IntStream.range(0, icl.length).mapToDouble(i -> icl[i] - idg[i]).toArray();
        double[] statistics = new double[QUANTITIES.size()];
        double[][] measured = {icl, idg, gap, train};
        for (int i = 0; i < measured.length; i++) {
            Estimate estimate = Estimate.of(measured[i]);
            statistics[2 * i] = estimate.mean();
            statistics[2 * i + 1] = estimate.standardError();
        }
        return statistics;
    }
}
