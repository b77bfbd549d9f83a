package org.icllab.theory.pretraining;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.model.AlignedPretraining;
import org.icllab.model.Quantity;
import org.icllab.model.Study;
import org.icllab.model.TaskSpectrum;
import org.icllab.theory.Minimum;

/**
 * The pretraining tasks that are best for given test tasks: of all spectra C with mean 1 in the test tasks' eigenbasis,
 * the one whose {@link TaskAlignmentRisk} e(T) is least.
 *
 * <p>Nonlinear conjugate gradients in u, \( c_j = d\,u_j^2/|u|^2 \), from half-way between T and a flat spectrum. At the
 * minimum variance cannot be moved with profit: {@link TaskAlignmentRisk#slopes} is the same number μ along each
 * direction that has some, and not less along those that have none. Along a direction the slope depends on
 * \( c_j, t_j \) and numbers that all directions share, so that c is one function of t: pretraining tasks have
 * nothing of a direction of which test tasks have less than some threshold.
 *
 * @param spectrum C, with mean 1
 * @param error e(T)
 * @param excess by how much, beside the error, the slopes fall short of that condition: the mean over pretraining tasks
 *     of the slope less the least slope, over e(T); it bounds what a small move of variance can still gain
 * @see "the project's; theory.md [A6]"
 */
public record OptimalTaskSpectrum(TaskSpectrum spectrum, double error, double excess) {
    /** p*: the best power of pretraining tasks, with as many levels and the rank of the setting. */
    public static final Quantity POWER = Quantity.of("p*", "best power of the pretraining tasks");
    /** e_p: error on test tasks after pretraining with the best power. */
    public static final Quantity E_POWER = Quantity.of("e_p", "error after pretraining with the best power");
    /** Share of directions that the best spectrum uses. */
    public static final Quantity USED = Quantity.of("r*", "share of directions that the best spectrum uses");

    /** The least error over all spectra, and over power laws; the setting's own power of pretraining does not matter. */
    public static final Study<AlignedPretraining, OptimalTaskSpectrum> STUDY = Study
            .<AlignedPretraining, OptimalTaskSpectrum>theory("optimal-task-spectrum", OptimalTaskSpectrum::of)
            .measuring(AlignedPretraining.E_TEST, OptimalTaskSpectrum::error)
            .measuring(USED, OptimalTaskSpectrum::used);

    /** The best of the power laws alone. */
    public static final Study<AlignedPretraining, Minimum> POWERS = Study
            .<AlignedPretraining, Minimum>theory("optimal-task-power", OptimalTaskSpectrum::power)
            .measuring(E_POWER, Minimum::value)
            .measuring(POWER, Minimum::at);

    private static final double UNUSED = 1e-6;
    private static final double MOST_POWER = 20;

    /** @throws IllegalArgumentException if the spectrum is missing or a number is none */
    public OptimalTaskSpectrum {
        Require.given("spectrum", spectrum);
        Require.numbers("error, excess", error, excess);
    }

    /**
     * @param setting whose test tasks and ratios to take
     * @return the best spectrum for them
     * @throws IllegalArgumentException if the error diverges: τ = 1 without ridge
     */
    public static OptimalTaskSpectrum of(AlignedPretraining setting) {
        Require.given("setting", setting);
        TaskSpectrum test = setting.testTasks();
        double[] start = Arrays.stream(test.variances()).map(t -> Math.sqrt((t + 1) / 2)).toArray();
        var found = new NonLinearConjugateGradientOptimizer(NonLinearConjugateGradientOptimizer.Formula.POLAK_RIBIERE,
                new SimpleValueChecker(1e-13, 0), 1e-6, 1e-10, 1e-3).optimize(new MaxEval(200_000), GoalType.MINIMIZE,
                new ObjectiveFunction(u -> risk(setting, spectrum(u)).on(test, setting.testAlpha())),
                new ObjectiveFunctionGradient(u -> gradient(setting, test, u)), new InitialGuess(start));
        TaskSpectrum best = spectrum(found.getPoint());
        double[] slopes = risk(setting, best).slopes(test, setting.testAlpha());
        double least = Arrays.stream(slopes).min().orElseThrow();
        return new OptimalTaskSpectrum(best, found.getValue(), (weighted(best, slopes) - least) / found.getValue());
    }

    /**
     * @param setting whose test tasks, levels, rank and ratios to take
     * @return the power of pretraining tasks, between −20 and 20, that is best for them, and its error
     */
    public static Minimum power(AlignedPretraining setting) {
        Require.given("setting", setting);
        // In e^p, over which the search goes in geometric progression.
        Minimum found = Minimum.between(Math.exp(-MOST_POWER), Math.exp(MOST_POWER), 160, raised -> TaskAlignmentRisk
                .errors(setting.with(AlignedPretraining.TRAIN_POWER, Math.log(raised))).test());
        return new Minimum(Math.log(found.at()), found.value());
    }

    private static TaskAlignmentRisk risk(AlignedPretraining setting, TaskSpectrum train) {
        Interrupt.check();
        return TaskAlignmentRisk.of(train, setting.alpha(), setting.kappa(), setting.tau(), setting.rho(), setting.lambda());
    }

    private static TaskSpectrum spectrum(double[] u) {
        return new TaskSpectrum(Arrays.stream(u).map(value -> value * value).toArray()).normalised();
    }

    private static double[] gradient(AlignedPretraining setting, TaskSpectrum test, double[] u) {
        TaskSpectrum here = spectrum(u);
        double[] slopes = risk(setting, here).slopes(test, setting.testAlpha());
        double mean = weighted(here, slopes);
        double norm = Arrays.stream(u).map(value -> value * value).sum();
        return IntStream.range(0, u.length).mapToDouble(j -> 2 * u[j] / norm * (slopes[j] - mean)).toArray();
    }

    private static double weighted(TaskSpectrum spectrum, double[] slopes) {
        double[] variances = spectrum.variances();
        return IntStream.range(0, slopes.length).mapToDouble(j -> variances[j] * slopes[j]).sum() / slopes.length;
    }

    /** @return the share of directions that have a millionth of the mean variance or more */
    public double used() {
        return Arrays.stream(spectrum.variances()).filter(c -> c > UNUSED).count() / (double) spectrum.dimension();
    }
}
