import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.icllab.model.Pretraining;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.PretrainedGamma;

/**
 * Means of both errors over trials, and their standard errors: finite-size-means.csv of FiniteSizeRiskTest.
 *
 * <p>{@code java -cp CLASSPATH FiniteSizeMeans.java SETTINGS TRIALS}: SETTINGS has lines d,α,κ,τ,ρ,λ; further columns are
 * not read, so that the table itself serves. d = 40 takes some seconds a setting.
 */
class FiniteSizeMeans {
    public static void main(String[] arguments) throws Exception {
        int trials = Integer.parseInt(arguments[1]);
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            if (line.startsWith("#")) {
                continue;
            }
            double[] v = Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
            Pretraining setting = Pretraining.of((int) v[0], v[1], v[2], v[3], v[4], v[5]);
            double[][] errors = new double[2][trials];
            for (int trial = 0; trial < trials; trial++) {
                PretrainedGamma outcome = PretrainedGamma.run(setting, RandomStream.of(77).at(trial));
                errors[0][trial] = outcome.icl();
                errors[1][trial] = outcome.idg();
            }
            StringBuilder row = new StringBuilder(String.join(",", Arrays.copyOf(line.split(","), 6)));
            for (double[] each : errors) {
                double mean = Arrays.stream(each).average().orElseThrow();
                double square = Arrays.stream(each).map(e -> (e - mean) * (e - mean)).sum();
                row.append(String.format(",%.6f,%.6f", mean, Math.sqrt(square / trials / (trials - 1))));
            }
            System.out.println(row);
        }
    }
}
