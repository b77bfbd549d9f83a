package org.icllab.simulation.descent;

import java.util.List;
import java.util.stream.IntStream;
import org.icllab.Interrupt;
import org.icllab.model.RotatedDescent;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;
import org.icllab.random.RandomStream;

/**
 * What {@link RotatedTraining} is without the noise of its batches: at the setting's own N and D, descent of the one step
 * size in steps of \( \Delta t \), on the mean loss of E drawn projections (one at full width, where there is no choice).
 *
 * @see "Paper B, Result 8, figure 5; theory.md [B9]"
 */
public final class NarrowSteps {
    /** Loss and γ along time. */
    public static final Study<RotatedDescent, double[][]> STUDY = Study
            .simulation("narrow-steps", NarrowSteps::run)
            .needing(NarrowSteps::bytes)
            .along(RotatedDescent.TIME, RotatedDescent::times)
            .curve(RotatedDescent.LOSS, path -> path[0])
            .curve(RotatedDescent.GAMMA, path -> path[1]);

    private NarrowSteps() {
    }

    private static int draws(RotatedDescent setting) {
        return setting.width() == setting.dimension() ? 1 : setting.evaluated();
    }

    /** What the draws keep, and what one of them takes while it is made. */
    private static long bytes(RotatedDescent setting) {
        double d = setting.dimension();
        double n = setting.width();
        return (long) (Double.BYTES * (draws(setting) * (2 * d * n + n * n) + 2 * d * d + 2 * d * n + n * n));
    }

    private static double[][] run(RotatedDescent setting, RandomStream stream) {
        Spectrum spectrum = setting.spectrum();
        int count = draws(setting);
        List<ProjectedDescent> draws = IntStream.range(0, count).mapToObj(i -> ProjectedDescent.draw(spectrum.lambda(),
                spectrum.omega(), setting.width(), Double.POSITIVE_INFINITY, stream)).toList();
        // γ is the step size of (D/N)Π, the draws' is that of Π. Of the latter's N² entries N are not zero.
        double ratio = (double) setting.dimension() / setting.width();
        double penalty = setting.penalty();
        int[] steps = setting.steps();
        double[][] path = new double[2][steps.length];
        double gamma = 0;
        for (int step = 0, look = 0; look < steps.length; step++) {
            Interrupt.check();
            double own = gamma * ratio;
            if (step == steps[look]) {
                double loss = penalty * own * own;
                for (ProjectedDescent draw : draws) {
                    loss += draw.loss(own, setting.layers()) / count;
                }
                path[0][look] = loss;
                path[1][look] = gamma;
                look++;
            }
            double slope = 0;
            for (ProjectedDescent draw : draws) {
                slope += draw.slope(own, setting.layers()) / count;
            }
            gamma -= setting.timeStep() * ratio * (slope + 2 * penalty * own);
        }
        return path;
    }
}
