package org.icllab.transformer;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.model.AlignedPretraining;
import org.icllab.model.Parameter;
import org.icllab.model.Pretraining;
import org.icllab.model.Quantity;
import org.icllab.model.Setting;
import org.icllab.model.Study;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.AlignedGamma;
import org.icllab.simulation.pretraining.TaskPool;

/**
 * {@link AlignedPretraining} with trained networks in place of the solution: tasks of power law p to learn from, each
 * network's k of its own, and tasks of power law p' to be tested on, each direction a level of its own.
 *
 * @param blocks as in {@link TransformerPretraining}
 * @param networks S ≥ 1
 * @param dimension d ≥ 1
 * @param trainPower p of the pretraining tasks
 * @param testPower p' of the test tasks
 * @param alpha α = ℓ/d &gt; 0
 * @param kappa κ = k/d &gt; 0, possibly infinite
 * @param tau τ = n/d² &gt; 0
 * @param rho ρ ≥ 0
 * @param epochs ≥ 1
 * @param rate η &gt; 0, of the first step
 * @see "Letey, Zavatone-Veth, Lu, Pehlevan, arXiv 2509.26551; theory.md [A6]"
 */
public record AlignedTransformer(int blocks, int networks, int dimension, double trainPower, double testPower, double alpha,
                                 double kappa, double tau, double rho, int epochs, double rate)
        implements Setting<AlignedTransformer> {
    /** As {@link TransformerPretraining#BLOCKS}. */
    public static final Parameter BLOCKS = TransformerPretraining.BLOCKS;
    /** As {@link TransformerPretraining#NETWORKS}. */
    public static final Parameter NETWORKS = TransformerPretraining.NETWORKS;
    /** As {@link Pretraining#D}. */
    public static final Parameter D = Pretraining.D;
    /** As {@link AlignedPretraining#TRAIN_POWER}. */
    public static final Parameter TRAIN_POWER = AlignedPretraining.TRAIN_POWER;
    /** As {@link AlignedPretraining#TEST_POWER}. */
    public static final Parameter TEST_POWER = AlignedPretraining.TEST_POWER;
    /** As {@link Pretraining#ALPHA}. */
    public static final Parameter ALPHA = Pretraining.ALPHA;
    /** As {@link Pretraining#KAPPA}. */
    public static final Parameter KAPPA = Pretraining.KAPPA;
    /** As {@link Pretraining#TAU}. */
    public static final Parameter TAU = Pretraining.TAU;
    /** As {@link Pretraining#RHO}. */
    public static final Parameter RHO = Pretraining.RHO;
    /** As {@link TransformerPretraining#EPOCHS}. */
    public static final Parameter EPOCHS = TransformerPretraining.EPOCHS;
    /** As {@link TransformerPretraining#RATE}. */
    public static final Parameter RATE = TransformerPretraining.RATE;
    /** As {@link AlignedPretraining#E_TEST}. */
    public static final Quantity E_TEST = AlignedPretraining.E_TEST;

    /** Each network is a repetition: it shares no random number with the others. */
    public static final Study<AlignedTransformer, double[]> STUDY = Study
            .experiment("aligned-transformer", AlignedTransformer::run)
            .needing(s -> Pretrained.bytes(s.networks, s.solved(0).pretraining()))
            .repeated(AlignedTransformer::networks)
            .each(E_TEST, errors -> errors);

    /** @throws IllegalArgumentException if a component is out of its range */
    public AlignedTransformer {
        blocks = BLOCKS.check(blocks);
        networks = NETWORKS.check(networks);
        dimension = D.check(dimension);
        trainPower = TRAIN_POWER.check(trainPower);
        testPower = TEST_POWER.check(testPower);
        alpha = ALPHA.check(alpha);
        kappa = KAPPA.check(kappa);
        tau = TAU.check(tau);
        rho = RHO.check(rho);
        epochs = EPOCHS.check(epochs);
        rate = RATE.check(rate);
    }

    /** @return the same tasks and contexts for linear attention that is solved for, with ridge {@code lambda} ≥ 0 */
    public AlignedPretraining solved(double lambda) {
        return AlignedPretraining.of(new Pretraining(dimension, alpha, kappa, tau, rho, lambda), trainPower, testPower);
    }

    /**
     * Trains and tests.
     *
     * @return each network's mean squared error on contexts of test tasks
     * @throws IllegalArgumentException if ℓ, k or n is 0 when rounded
     * @throws ArithmeticException if training diverges
     * @throws CancellationException if the thread is interrupted
     */
    public static double[] run(AlignedTransformer setting, Trial trial) {
        Require.given("setting, trial", setting, trial);
        AlignedPretraining tasks = setting.solved(0);
        Pretraining counts = tasks.pretraining();
        RandomStream stream = trial.stream();
        List<TaskPool> pools = IntStream.range(0, setting.networks)
                .mapToObj(i -> AlignedGamma.pool(tasks, stream.at(0).at(i))).toList();
        FixedContexts set = FixedContexts.of(pools, counts.contexts(), counts.contextLength(), setting.rho, stream.at(1));
        return Pretrained.of(setting.blocks, set, setting.epochs, setting.rate, 1, stream.at(2), trial)
                .errors(Collections.nCopies(setting.networks, TaskPool.fresh(tasks.testTasks())), counts, stream.at(3));
    }
}
