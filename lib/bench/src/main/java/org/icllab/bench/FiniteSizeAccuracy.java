package org.icllab.bench;

import static org.icllab.model.Pretraining.E_ICL;
import static org.icllab.model.Pretraining.E_IDG;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.HaltonSequenceGenerator;
import org.icllab.model.Pretraining;
import org.icllab.model.Quantity;
import org.icllab.model.Study;
import org.icllab.simulation.pretraining.PretrainedGamma;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.pretraining.AttentionRisk;
import org.icllab.theory.pretraining.FiniteSizeRisk;

/**
 * How far simulated errors are from the limit and from theory at finite size, [A5] of theory.md:
 * {@code java -cp lib/bench/target/icllab-bench.jar org.icllab.bench.FiniteSizeAccuracy 40 100 64}.
 *
 * <p>Arguments are the dimension, trials a setting and settings. These are the first of a Halton sequence: α 0.5–100,
 * κ 0.3–16 and every sixteenth ∞, τ 0.2–5 but for |1 − τ| &lt; 0.1, ρ 0.01–1 and λ 1e-5–1, even in the logarithm. A fourth
 * argument is the number of tasks of them all. Printed are the rows of {@code finite-size-means.csv}, or of
 * {@code few-tasks-means.csv}, which FiniteSizeRiskTest reads, then what they come to. Finished trials stay in
 * {@code target/finite-size}.
 */
public final class FiniteSizeAccuracy {
    private static final long SEED = 240511754;
    private static final double INFINITE_SHARE = 1.0 / 16;

    private FiniteSizeAccuracy() {
    }

    /** @param arguments dimension, trials, settings and, if wanted, tasks */
    public static void main(String[] arguments) {
        int dimension = Integer.parseInt(arguments[0]);
        var grid = settings(dimension, Integer.parseInt(arguments[2]));
        if (arguments.length > 3) {
            double kappa = Double.parseDouble(arguments[3]) / dimension;
            grid = grid.map(s -> s.with(Pretraining.KAPPA, kappa));
        }
        var runner = Runner.of(SEED).keptIn(Path.of("target", "finite-size"), "accuracy");
        var simulated = runner.run("simulation", PretrainedGamma.STUDY, grid, Integer.parseInt(arguments[1]));
        for (var result : simulated.list()) {
            Pretraining s = result.setting();
            System.out.println(s.dimension() + "," + s.alpha() + "," + s.kappa() + "," + s.tau() + "," + s.rho() + "," + s.lambda()
                    + row(result.estimate(E_ICL)) + row(result.estimate(E_IDG)));
        }
        for (Quantity error : List.of(E_ICL, E_IDG)) {
            print("limit", AttentionRisk.STUDY, simulated, error);
            print("[A5]", FiniteSizeRisk.STUDY, simulated, error);
        }
    }

    private static Grid<Pretraining> settings(int dimension, int count) {
        var points = new HaltonSequenceGenerator(5);
        points.skipTo(1);
        return new Grid<>(IntStream.range(0, count).mapToObj(i -> setting(dimension, points.nextVector())).toList());
    }

    private static Pretraining setting(int dimension, double[] u) {
        double finite = u[1] / (1 - INFINITE_SHARE);
        double hole = Math.log(1.1 / 0.9);
        double logTau = Math.log(0.2) + u[2] * (Math.log(5 / 0.2) - hole);
        return Pretraining.of(dimension, between(0.5, 100, u[0]), finite < 1 ? between(0.3, 16, finite) : Double.POSITIVE_INFINITY,
                rounded(Math.exp(logTau < Math.log(0.9) ? logTau : logTau + hole)), between(0.01, 1, u[3]), between(1e-5, 1, u[4]));
    }

    private static double between(double least, double most, double share) {
        return rounded(least * Math.pow(most / least, share));
    }

    private static double rounded(double value) {
        return BigDecimal.valueOf(value).round(new MathContext(3)).doubleValue();
    }

    private static String row(Estimate estimate) {
        return String.format(Locale.ROOT, ",%.7g,%.2g", estimate.mean(), estimate.standardError());
    }

    /** Root mean square distance, the means' variances subtracted, and the largest. */
    private static void print(String name, Study<Pretraining, ?> theory, Results<Pretraining> simulated, Quantity error) {
        var expected = Runner.of(SEED).run(name, theory, new Grid<>(simulated.settings()));
        double square = 0;
        double worst = 0;
        String where = "";
        for (var result : simulated.list()) {
            double predicted = expected.beside(result).mean(error);
            double distance = result.mean(error) / predicted - 1;
            double chance = result.estimate(error).standardError() / predicted;
            square += (distance * distance - chance * chance) / simulated.size();
            if (Math.abs(distance) > Math.abs(worst)) {
                worst = distance;
                where = String.format(Locale.ROOT, "%.2f ± %.2f %% at %s", 100 * distance, 100 * chance, result.text());
            }
        }
        System.out.printf(Locale.ROOT, "# %s, %s: root mean square %.2f %%, farthest %s%n", error, name,
                100 * Math.copySign(Math.sqrt(Math.abs(square)), square), where);
    }
}
