package org.icllab.model;

import org.icllab.Require;

/**
 * An error of paper A along context lengths α, from the shortest to the longest in steps of equal ratio.
 *
 * @param kappa κ = k/d &gt; 0, pretraining tasks, possibly infinite
 * @param tau τ = n/d² &gt; 0, pretraining contexts
 * @param rho ρ ≥ 0, the label noise's variance
 * @param error which error
 * @param bestRidge whether at each length the ridge is that which makes the error least; otherwise there is none
 * @param shortest the first α &gt; 0
 * @param longest the last α, greater than the first
 * @param lengths how many, from 3 to a million
 * @param unseen a rise from one length to the next that is no larger than this does not count as one; 0 for every rise
 * @see "Paper A, figure 3"
 */
public record ContextCurve(double kappa, double tau, double rho, TestError error, boolean bestRidge, double shortest,
                           double longest, int lengths, double unseen) implements Setting<ContextCurve> {
    /** As {@link Pretraining#KAPPA}. */
    public static final Parameter KAPPA = Pretraining.KAPPA;
    /** As {@link Pretraining#TAU}. */
    public static final Parameter TAU = Pretraining.TAU;
    /** As {@link Pretraining#RHO}. */
    public static final Parameter RHO = Pretraining.RHO;
    /** error: on new tasks or on those of pretraining. */
    public static final Parameter ERROR = Parameter.choice("error", "error", "on new tasks or on those of pretraining",
            TestError.class);
    /** Whether each length has the ridge that is best there, or none. */
    public static final Parameter BEST_RIDGE = Parameter.flag("bestRidge", "best ridge",
            "whether each length has the ridge that is best there, or none");
    /** α₁: shortest context per dimension. */
    public static final Parameter SHORTEST = Parameter.real("shortest", "α₁", "", "shortest context per dimension",
            Range.above(0));
    /** α₂: longest context per dimension. */
    public static final Parameter LONGEST = Parameter.real("longest", "α₂", "", "longest context per dimension",
            Range.above(0));
    /** lengths: lengths of context on the curve. */
    public static final Parameter LENGTHS = Parameter.integer("lengths", "lengths", "", "lengths of context on the curve",
            Range.within(3, 1e6));

    /** Rises from one length to the next that do not count, as they do not in the published map. */
    public static final Parameter UNSEEN = Parameter.real("unseen", "unseen", "",
            "largest rise from one length to the next that does not count", Range.atLeast(0));

    /** The latest one: the curves of a map all have the same, and its powers cost more than the errors at them. */
    private static volatile Ladder ladder = new Ladder(0, 0, new double[0]);

    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public ContextCurve {
        kappa = KAPPA.check(kappa);
        tau = TAU.check(tau);
        rho = RHO.check(rho);
        Require.that(error != null, "error = null: must be ICL or IDG");
        shortest = SHORTEST.check(shortest);
        longest = LONGEST.check(longest);
        lengths = LENGTHS.check(lengths);
        unseen = UNSEEN.check(unseen);
        if (shortest >= longest) {
            Require.refuse(SHORTEST.text(shortest) + ", " + LONGEST.text(longest) + ": must be ascending");
        }
    }

    /**
     * @param kappa \( \kappa \)
     * @param tau \( \tau \)
     * @param rho \( \rho \)
     * @param error on new tasks or on those of pretraining
     * @param shortest the least \( \alpha \)
     * @param longest the largest \( \alpha \)
     * @param lengths how many
     * @return the curve without ridge, on which every rise counts
     */
    public static ContextCurve of(double kappa, double tau, double rho, TestError error, double shortest, double longest,
                                  int lengths) {
        return new ContextCurve(kappa, tau, rho, error, false, shortest, longest, lengths, 0);
    }

    /** @return the α, ascending, the ends exactly; a copy */
    public double[] alphas() {
        return ladder().clone();
    }

    /** @return α number {@code index}, from 0 to one less than there are */
    public double alpha(int index) {
        Require.within("index", index, 0, lengths - 1);
        return ladder()[index];
    }

    /** @return the number of the last α up to {@code alpha}; 0 if there is none */
    public int indexBelow(double alpha) {
        double[] alphas = ladder();
        // Not Arrays.binarySearch, whose branches a processor guesses wrongly half the time.
        int found = 0;
        for (int size = alphas.length; size > 1;) {
            int half = size / 2;
            found += alphas[found + half] <= alpha ? half : 0;
            size -= half;
        }
        return found;
    }

    private double[] ladder() {
        Ladder known = ladder;
        if (known.shortest != shortest || known.longest != longest || known.alphas.length != lengths) {
            double[] alphas = new double[lengths];
            for (int i = 0; i < lengths; i++) {
                alphas[i] = shortest * StrictMath.pow(longest / shortest, (double) i / (lengths - 1));
            }
            alphas[lengths - 1] = longest;
            known = new Ladder(shortest, longest, alphas);
            ladder = known;
        }
        return known.alphas;
    }

    /** The lengths between two ends. */
    private record Ladder(double shortest, double longest, double[] alphas) { }
}
