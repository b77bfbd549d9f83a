package org.icllab.transformer;

import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.model.Descent;
import org.icllab.model.Parameter;
import org.icllab.model.Range;
import org.icllab.model.Setting;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;
import org.icllab.model.Trial;

/**
 * Adam on randomly rotated power-law contexts, of attention with softmax or without.
 *
 * <p>Contexts have no noise. A gradient longer than 1 is cut to this length. It is looked at before the first step, and on a
 * ladder to the last, each rung √2 times the one before it.
 *
 * @param attention what is trained, of width D
 * @param dimension D ≥ 1
 * @param alpha α = P/D &gt; 0
 * @param nu ν ≥ 0
 * @param beta β ≥ 0
 * @param depth L, an integer ≥ 1
 * @param heads H ≥ 1 of softmax attention, a divisor of D
 * @param start w &gt; 0
 * @param eta η &gt; 0, the learning rate of weights that act as \( D^{-1/2}W \); linear attention's, which act as they are, have
 *     \( \eta/\sqrt D \)
 * @param decay ≥ 0
 * @param batch B ≥ 1
 * @param asked K ≥ 1
 * @param evaluated E ≥ 1
 * @param steps ≥ 64
 * @see "Paper B, figures 6c and 9; theory.md §8"
 */
public record RotatedAdam(Attention attention, int dimension, double alpha, double nu, double beta, double depth, int heads,
                          double start, double eta, double decay, int batch, int asked, int evaluated, int steps)
        implements Setting<RotatedAdam>, Descent {
    /** What is trained. */
    public enum Attention {
        /** {@link LinearTransformer}: layers have one set of weights. */
        LINEAR("linear attention"),
        /** {@link SoftmaxTransformer}: layers have weights of their own. */
        SOFTMAX("softmax"),
        /** The same with a perceptron in each layer. */
        SOFTMAX_AND_PERCEPTRONS("softmax and perceptrons");

        private final String words;

        Attention(String words) {
            this.words = words;
        }

        /** @return what it is, in words */
        @Override
        public String toString() {
            return words;
        }
    }

    /** attention: 0: linear, 1: softmax, 2: softmax and perceptrons. */
    public static final Parameter ATTENTION = Parameter.choice("attention", "attention",
            "0: linear, 1: softmax, 2: softmax and perceptrons", Attention.class);
    /** H: attention heads. */
    public static final Parameter HEADS = Parameter.integer("heads", "H", "", "attention heads", Range.atLeast(1));
    /** w: the start: attention's matrices are w·√D·I. */
    public static final Parameter START = Parameter.real("start", "w", "", "the start: attention's matrices are w·√D·I",
            Range.above(0));
    /** decay: AdamW's; 0 is Adam. */
    public static final Parameter DECAY = Parameter.real("decay", "decay", "", "AdamW's; 0 is Adam", Range.atLeast(0));
    /** K: points to be predicted in a context. */
    public static final Parameter ASKED = Parameter.integer("asked", "K", "", "points to be predicted in a context",
            Range.atLeast(1));
    /** The mark of the ladder. */
    public static final Parameter STEP = Parameter.integer("step", "step", "", "of Adam", Range.atLeast(0));

    /** The loss along steps: on fresh contexts, in units of the loss of predicting 0 on the same; a context counts at most 10. */
    public static final Study<RotatedAdam, double[]> STUDY = Study.experiment("rotated-adam", RotatedAdam::losses)
            .needing(setting -> Relative.bytes(setting.model(), setting.size(), setting.evaluated))
            .along(STEP, setting -> IntStream.of(setting.ladder()).asDoubleStream().toArray())
            .curve(LOSS, losses -> losses);

    private static final double LONGEST = 1;
    /** Below it two rungs would be one. */
    private static final int FEWEST = 64;
    private static final int RUNGS = 10;
    private static final int STEPS_PER_CHECKPOINT = 2000;

    /** @throws IllegalArgumentException if a component is out of its range */
    public RotatedAdam {
        Require.that(attention != null, "attention = null: must be a kind of attention");
        dimension = D.check(dimension);
        alpha = ALPHA.finite().check(alpha);
        nu = NU.check(nu);
        beta = BETA.check(beta);
        depth = L.check(depth);
        Descent.layers(depth);
        if (dimension % HEADS.check(heads) != 0) {
            Require.refuse(HEADS.text(heads) + ": must divide " + D.text(dimension));
        }
        start = START.check(start);
        eta = ETA.check(eta);
        decay = DECAY.check(decay);
        batch = BATCH.check(batch);
        asked = ASKED.check(asked);
        evaluated = EVALUATED.check(evaluated);
        steps = STEPS.atLeast(FEWEST).check(steps);
    }

    /**
     * @return P, α of D rounded
     * @throws IllegalArgumentException if it is 0 or more than an int holds
     */
    public int labelled() {
        return Require.count(ALPHA.symbol(), alpha, dimension);
    }

    /** @return variances of inputs and tasks */
    public Spectrum spectrum() {
        return Spectrum.powerLaw(dimension, nu, beta);
    }

    /** @return 0, then up to the last step, each √2 times the one before it, rounded */
    public int[] ladder() {
        return IntStream.concat(IntStream.of(0), IntStream.rangeClosed(0, RUNGS)
                .map(i -> (int) StrictMath.rint(steps * StrictMath.pow(2, (i - RUNGS) / 2.0)))).toArray();
    }

    private Model model() {
        int layers = Descent.layers(depth);
        return attention == Attention.LINEAR ? new LinearTransformer(dimension, dimension, 1, layers, start)
                : new SoftmaxTransformer(dimension, dimension, layers, heads, attention == Attention.SOFTMAX_AND_PERCEPTRONS,
                        start);
    }

    private Batch.Size size() {
        return new Batch.Size(batch, dimension, labelled(), asked);
    }

    private Optimiser optimiser() {
        double own = eta / (attention == Attention.LINEAR ? Math.sqrt(dimension) : 1);
        return (decay == 0 ? Optimiser.adam(own) : Optimiser.adamW(own, decay)).cutting(LONGEST);
    }

    /**
     * Trains.
     *
     * @return the loss before each step of the setting's ladder, as {@link #STUDY} has it
     * @throws ArithmeticException if training diverges
     * @throws CancellationException if the thread is interrupted
     */
    public static double[] losses(RotatedAdam setting, Trial trial) {
        Require.given("setting, trial", setting, trial);
        Contexts contexts = Contexts.fresh(Relative.rotated(setting.spectrum()), 0);
        Training training = Training.of(setting.model(), contexts, setting.size(), setting.optimiser());
        return new Relative(training, contexts, setting.evaluated)
                .run(setting.ladder(), trial.stream(), Checkpoint.of(trial, STEPS_PER_CHECKPOINT)).losses();
    }
}
