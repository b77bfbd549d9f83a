package org.icllab.transformer;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.model.Parameter;
import org.icllab.model.Pretraining;
import org.icllab.model.Quantity;
import org.icllab.model.Range;
import org.icllab.model.Setting;
import org.icllab.model.Study;
import org.icllab.model.TaskLaw;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.PretrainedGamma;
import org.icllab.simulation.pretraining.TaskPool;

/**
 * Paper A's experiment with trained networks: S of them, each with a task pool, a pretraining set and initial weights of
 * its own, are trained side by side by AdamW, and tested on new tasks and on those of their pools.
 *
 * <p>Tasks are on the sphere \( |w|^2 = d \). An epoch is minibatches of ⌈n/10⌉, as many as n holds whole: ten
 * or fewer; the learning rate is constant or falls linearly.
 *
 * @param blocks 0 for {@link TokenAttention}, 1 for one block of softmax attention alone, 2 or more for as many blocks
 *     of softmax attention and a dense layer
 * @param networks S ≥ 1
 * @param dimension d ≥ 1
 * @param alpha α = ℓ/d &gt; 0
 * @param kappa κ = k/d &gt; 0, possibly infinite
 * @param tau τ = n/d² &gt; 0
 * @param rho ρ ≥ 0
 * @param epochs ≥ 1
 * @param rate η &gt; 0, of the first step
 * @param fall share of η, in [0, 1], by which it has fallen at the end
 * @see "Paper A, figures 5, 6; theory.md §8"
 */
public record TransformerPretraining(int blocks, int networks, int dimension, double alpha, double kappa, double tau,
                                     double rho, int epochs, double rate, double fall)
        implements Setting<TransformerPretraining> {
    /** blocks: 0: linear attention, 1: softmax, more: each with a dense layer. */
    public static final Parameter BLOCKS = Parameter.integer("blocks", "blocks", "",
            "0: linear attention, 1: softmax, more: each with a dense layer", Range.atLeast(0));
    /** S: networks, side by side. */
    public static final Parameter NETWORKS = Parameter.integer("networks", "S", "", "networks, side by side", Range.atLeast(1));
    /** As {@link Pretraining#D}. */
    public static final Parameter D = Pretraining.D;
    /** As {@link Pretraining#ALPHA}. */
    public static final Parameter ALPHA = Pretraining.ALPHA;
    /** As {@link Pretraining#KAPPA}. */
    public static final Parameter KAPPA = Pretraining.KAPPA;
    /** As {@link Pretraining#TAU}. */
    public static final Parameter TAU = Pretraining.TAU;
    /** As {@link Pretraining#RHO}. */
    public static final Parameter RHO = Pretraining.RHO;
    /** epochs: times that a context is seen. */
    public static final Parameter EPOCHS = Parameter.integer("epochs", "epochs", "", "times that a context is seen",
            Range.atLeast(1));
    /** η: AdamW's first learning rate. */
    public static final Parameter RATE = Parameter.real("rate", "η", "", "AdamW's first learning rate", Range.above(0));
    /** fall: share of the learning rate by which it has fallen at the end. */
    public static final Parameter FALL = Parameter.real("fall", "fall", "",
            "share of the learning rate by which it has fallen at the end", Range.within(0, 1));

    /** As {@link Pretraining#E_ICL}. */
    public static final Quantity E_ICL = Pretraining.E_ICL;
    /** As {@link Pretraining#E_IDG}. */
    public static final Quantity E_IDG = Pretraining.E_IDG;
    /** As {@link Pretraining#G_TASK}. */
    public static final Quantity G_TASK = Pretraining.G_TASK;
    /** e_train: error on the contexts trained on. */
    public static final Quantity E_TRAIN = Quantity.of("e_train", "error on the contexts trained on");

    /** Each network is a repetition: it shares no random number with the others. */
    public static final Study<TransformerPretraining, Errors> STUDY = Study
            .experiment("transformer-pretraining", TransformerPretraining::run)
            .needing(TransformerPretraining::bytes)
            .repeated(TransformerPretraining::networks)
            .each(E_ICL, Errors::icl).each(E_IDG, Errors::idg).each(G_TASK, Errors::gap).each(E_TRAIN, Errors::train);

    /** @throws IllegalArgumentException if a component is out of its range */
    public TransformerPretraining {
        blocks = BLOCKS.check(blocks);
        networks = NETWORKS.check(networks);
        dimension = D.check(dimension);
        alpha = ALPHA.check(alpha);
        kappa = KAPPA.check(kappa);
        tau = TAU.check(tau);
        rho = RHO.check(rho);
        epochs = EPOCHS.check(epochs);
        rate = RATE.check(rate);
        fall = FALL.check(fall);
    }

    /**
     * Mean squared errors, one a network; NaN where a number overflows.
     *
     * @param icl on contexts of new tasks
     * @param idg on new contexts of the pool's tasks
     * @param train on the contexts trained on
     */
    public record Errors(double[] icl, double[] idg, double[] train) {
        /**
         * Copies the arrays.
         *
         * @throws IllegalArgumentException if they are not of one length
         */
        public Errors {
            Require.given("icl, idg, train", icl, idg, train);
            Require.length("idg", idg.length, icl.length);
            Require.length("train", train.length, icl.length);
            icl = icl.clone();
            idg = idg.clone();
            train = train.clone();
        }

        /** @return errors on contexts of new tasks; a copy */
        @Override
        public double[] icl() {
            return icl.clone();
        }

        /** @return errors on new contexts of the pool's tasks; a copy */
        @Override
        public double[] idg() {
            return idg.clone();
        }

        /** @return errors on the contexts trained on; a copy */
        @Override
        public double[] train() {
            return train.clone();
        }

        /** @return icl − idg */
        double[] gap() {
            return IntStream.range(0, icl.length).mapToDouble(i -> icl[i] - idg[i]).toArray();
        }
    }

    @Override
    public boolean identifies(Parameter parameter) {
        return Require.given("parameter", parameter) != FALL || fall != 1;
    }

    /** @return the same contexts for linear attention that is solved for, with ridge {@code lambda} ≥ 0; says ℓ, k and n */
    public Pretraining solved(double lambda) {
        return new Pretraining(dimension, alpha, kappa, tau, rho, lambda);
    }

    /**
     * Trains and tests.
     *
     * @throws IllegalArgumentException if ℓ, k or n is 0 when rounded
     * @throws ArithmeticException if training diverges
     * @throws CancellationException if the thread is interrupted
     */
    public static Errors run(TransformerPretraining setting, Trial trial) {
        Require.given("setting, trial", setting, trial);
        return setting.trained(trial);
    }

    private Errors trained(Trial trial) {
        Pretraining counts = solved(0);
        RandomStream stream = trial.stream();
        List<TaskPool> pools = IntStream.range(0, networks)
                .mapToObj(i -> PretrainedGamma.pool(counts, stream.at(0).at(i))).toList();
        List<TaskPool> fresh = Collections.nCopies(networks, TaskPool.fresh(TaskLaw.SPHERE, dimension));
        FixedContexts set = FixedContexts.of(pools, counts.contexts(), counts.contextLength(), rho, stream.at(1));
        Pretrained pretrained = Pretrained.of(blocks, set, epochs, rate, fall, stream.at(3), trial);
        return new Errors(pretrained.errors(fresh, counts, stream.at(4)), pretrained.errors(pools, counts, stream.at(5)),
                pretrained.errors(set));
    }

    private long bytes() {
        return Pretrained.bytes(networks, solved(0));
    }
}
