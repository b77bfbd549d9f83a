package org.icllab.transformer;

import org.icllab.Require;
import org.icllab.linalg.Vectors;

/**
 * The rule for a step.
 *
 * @param rule which
 * @param learningRate &gt; 0
 * @param weightDecay ≥ 0: each step also takes learningRate·weightDecay of the weights away (AdamW only)
 * @param longest &gt; 0, possibly infinite: a gradient longer than this is cut to this length
 * @param horizon ≥ 0: the step at which the learning rate, falling linearly from the first step on, comes to 0; 0 if it
 *     does not fall
 */
public record Optimiser(Rule rule, double learningRate, double weightDecay, double longest, int horizon) {
    private static final double FIRST_MEMORY = 0.9;
    private static final double SECOND_MEMORY = 0.999;
    private static final double EPSILON = 1e-8;

    /** Steepest descent, Adam (Kingma, Ba 2015), Adam with decoupled decay (Loshchilov, Hutter 2019). */
    public enum Rule {
        /** Steepest descent. */
        SGD,
        /** Adam (Kingma, Ba 2015). */
        ADAM,
        /** Adam with decoupled decay (Loshchilov, Hutter 2019). */
        ADAMW
    }

    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public Optimiser {
        Require.given("rule", rule);
        Require.positive("learningRate", learningRate);
        Require.nonNegative("weightDecay", weightDecay);
        Require.positiveOrInfinite("longest", longest);
        Require.atLeast("horizon", horizon, 0);
        Require.that(rule == Rule.ADAMW || weightDecay == 0, "weightDecay = " + weightDecay + ": must be 0 but for AdamW");
    }

    /** \( \theta \leftarrow \theta - \eta g \). */
    public static Optimiser sgd(double learningRate) {
        return new Optimiser(Rule.SGD, learningRate, 0, Double.POSITIVE_INFINITY, 0);
    }

    /** Adam with memories 0.9 and 0.999. */
    public static Optimiser adam(double learningRate) {
        return new Optimiser(Rule.ADAM, learningRate, 0, Double.POSITIVE_INFINITY, 0);
    }

    /** Adam with decay of the weights apart from the gradient. */
    public static Optimiser adamW(double learningRate, double weightDecay) {
        return new Optimiser(Rule.ADAMW, learningRate, weightDecay, Double.POSITIVE_INFINITY, 0);
    }

    /** @return this rule, with a gradient longer than {@code longest} &gt; 0 cut to that length */
    public Optimiser cutting(double longest) {
        return new Optimiser(rule, learningRate, weightDecay, longest, horizon);
    }

    /** @return this rule, with a learning rate that falls linearly to 0 at step {@code horizon} ≥ 1 */
    public Optimiser fallingTo(int horizon) {
        return new Optimiser(rule, learningRate, weightDecay, longest, Require.atLeast("horizon", horizon, 1));
    }

    /**
     * Steps.
     *
     * @param step from 0
     * @param weights are changed
     * @param gradient as long as the weights
     * @param mean of past gradients, as long
     * @param square mean of their squares
     */
    void update(int step, double[] weights, double[] gradient, double[] mean, double[] square) {
        double rate = horizon == 0 ? learningRate : learningRate * Math.max(0, 1 - (double) step / horizon);
        double share = Double.isInfinite(longest) ? 1 : Math.min(1, longest / Vectors.norm(gradient));
        if (rule == Rule.SGD) {
            Vectors.axpy(-rate * share, gradient, weights);
            return;
        }
        double move = rate * Math.sqrt(1 - StrictMath.pow(SECOND_MEMORY, step + 1)) / (1 - StrictMath.pow(FIRST_MEMORY, step + 1));
        double left = 1 - rate * weightDecay;
        for (int i = 0; i < weights.length; i++) {
            double slope = share * gradient[i];
            mean[i] = FIRST_MEMORY * mean[i] + (1 - FIRST_MEMORY) * slope;
            square[i] = SECOND_MEMORY * square[i] + (1 - SECOND_MEMORY) * slope * slope;
            weights[i] = left * weights[i] - move * mean[i] / (Math.sqrt(square[i]) + EPSILON);
        }
    }
}
