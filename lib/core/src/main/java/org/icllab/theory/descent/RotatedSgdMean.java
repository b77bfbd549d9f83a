package org.icllab.theory.descent;

import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.model.RotatedDescent;
import org.icllab.model.Study;

/**
 * The mean of SGD on whole matrices \( \Gamma \) of full width, on randomly rotated contexts: descent of
 * {@link RotatedCovarianceLaw} in steps of \( \Delta t \), and to first order in \( \Delta tD/B \) what the noise of
 * batches adds to it.
 *
 * <p>The matrices are \( \gamma I+\Xi^\ell \). By symmetry the symmetric, the antisymmetric and the traced part of
 * \( \Xi \) do not mix. In each the loss is \( \tfrac12\sum_{k\ell}H_{k\ell}\langle\Xi^k,\Xi^\ell\rangle \) above that of
 * \( \gamma I \), and the gradient of one context has the covariance \( S_{k\ell} \), both known in closed form. So the
 * covariance \( C \) of the \( \Xi^\ell \) and \( \gamma \) move by
 * \[ C \leftarrow (1-\rho H)\,C\,(1-\rho H)+\frac{\rho^2}BS,\qquad
 *    \gamma \leftarrow \gamma-\Delta t\,\frac{\partial}{\partial\gamma}\Bigl[\mathcal L(\gamma)+\tfrac12\mathrm{Tr}\,HC\Bigr], \]
 * \( \rho = \Delta tD \), and L times that for untied layers.
 *
 * @see RotatedFluctuations
 * @see "theory.md [B6] and [B7], the noise of SGD"
 */
public final class RotatedSgdMean {
    /** At the times of training: the mean loss, γ, and what fluctuations cost. */
    public static final Study<RotatedDescent, Path> STUDY = Study
            .<RotatedDescent, Path>theory("rotated-sgd-mean", setting -> of(setting).path())
            .along(RotatedDescent.TIME, RotatedDescent::times)
            .curve(RotatedDescent.LOSS, Path::loss)
            .curve(RotatedDescent.GAMMA, Path::gamma)
            .curve(RotatedDescent.EXCESS, Path::excess);

    /** The derivative in γ is a difference over this part of the edge of stability. */
    private static final double APART = 1e-5;

    private final RotatedDescent setting;
    private final RotatedCovarianceLaw law;
    private final RotatedFluctuations fluctuations;
    /** Δt of the matrices: that of γ is shared by D entries of the diagonal. */
    private final double rate;

    private RotatedSgdMean(RotatedDescent setting) {
        this.setting = setting;
        law = RotatedCovarianceLaw.of(setting);
        fluctuations = new RotatedFluctuations(setting.spectrum(), setting.layers(), setting.tied());
        rate = setting.timeStep() * setting.dimension() * (setting.tied() ? 1 : setting.layers());
    }

    /**
     * @param setting of full width, without a penalty, of integer depth
     * @return the mean of its training
     */
    public static RotatedSgdMean of(RotatedDescent setting) {
        Require.given("setting", setting);
        Require.that(setting.ridge() == 0, RotatedDescent.RIDGE.text(setting.ridge()) + ": must be 0");
        return new RotatedSgdMean(setting);
    }

    /**
     * The mean of trainings along time.
     *
     * @param loss of the matrices
     * @param gamma \( \gamma = \tfrac1D\mathrm{Tr}\,\Gamma \), the layers' mean
     * @param excess loss of the matrices / loss of their multiples of I − 1
     */
    public record Path(double[] loss, double[] gamma, double[] excess) {
        /** Copies the arrays. */
        public Path {
            loss = Require.numbers("loss", loss).clone();
            gamma = Require.numbers("gamma", Require.length("gamma", gamma, loss.length)).clone();
            excess = Require.numbers("excess", Require.length("excess", excess, loss.length)).clone();
        }

        /** @return the mean loss; a copy */
        @Override
        public double[] loss() {
            return loss.clone();
        }

        /** @return the mean γ; a copy */
        @Override
        public double[] gamma() {
            return gamma.clone();
        }

        /** @return what fluctuations cost, as a fraction; a copy */
        @Override
        public double[] excess() {
            return excess.clone();
        }
    }

    /**
     * @return the mean at the setting's times
     * @throws ArithmeticException if steps or noise are so large that it diverges
     */
    public Path path() {
        int[] steps = setting.steps();
        double[] losses = new double[steps.length];
        double[] gammas = new double[steps.length];
        double[] excesses = new double[steps.length];
        double[][][] scatter = fluctuations.none();
        double gamma = 0;
        for (int step = 0, look = 0; look < steps.length; step++) {
            Interrupt.check();
            double[][][] curvature = fluctuations.curvature(gamma);
            if (step == steps[look]) {
                double[] parts = RotatedFluctuations.excess(curvature, scatter);
                losses[look] = law.loss(gamma) + parts[0] + parts[1] + parts[2];
                excesses[look] = (parts[0] + parts[1]) / law.loss(gamma);
                gammas[look] = gamma;
                look++;
            }
            double next = gamma - setting.timeStep() * (law.slope(gamma) + bend(gamma, scatter));
            if (!(next >= 0 && next < Double.POSITIVE_INFINITY)) {
                throw new ArithmeticException("training diverges at step " + step + ": take a time step smaller than "
                        + setting.timeStep() + ", or a batch larger than " + setting.batch());
            }
            scatter = fluctuations.moved(scatter, curvature, fluctuations.noise(gamma), rate, setting.batch());
            gamma = next;
        }
        return new Path(losses, gammas, excesses);
    }

    /** The derivative of what fluctuations cost. */
    private double bend(double gamma, double[][][] scatter) {
        // The edge grows with depth, and what γ changes does not.
        double apart = APART * law.edge() / setting.layers();
        double[] above = RotatedFluctuations.excess(fluctuations.curvature(gamma + apart), scatter);
        double[] below = RotatedFluctuations.excess(fluctuations.curvature(gamma - apart), scatter);
        double sum = 0;
        for (int part = 0; part < above.length; part++) {
            sum += (above[part] - below[part]) / (2 * apart);
        }
        return sum;
    }
}
