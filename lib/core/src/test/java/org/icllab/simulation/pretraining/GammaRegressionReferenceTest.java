package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.Map;
import org.icllab.Reference;
import org.icllab.linalg.Matrix;
import org.junit.jupiter.api.Test;

/** The normal equations at 80 digits, down to a ridge of 1e-12: reference/solvers.py. */
class GammaRegressionReferenceTest {
    @Test
    void everySolverGivesTheSolutionOrSaysThatItCannot() {
        int solved = 0;
        Map<String, List<Reference.Row>> cases = new TreeMap<>();
        Reference.rows("solvers").forEach(row -> cases.computeIfAbsent(row.text("case"), key -> new ArrayList<>()).add(row));
        for (List<Reference.Row> rows : cases.values()) {
            int d = (int) rows.get(0).number("dimension");
            FeatureSample sample = new FeatureSample(d, List.of(new FeatureSample.Block(matrix(rows, "query", 0),
                    matrix(rows, "summary", 0), matrix(rows, "target", 0).data())));
            for (double ridge : new double[] {1, 1e-3, 1e-5, 1e-7, 1e-12}) {
                Matrix expected = matrix(rows, "gamma", ridge);
                for (GammaRegression.Solver solver : GammaRegression.Solver.values()) {
                    GammaRegression regression = GammaRegression.of(sample, ridge);
                    boolean singular = solver == GammaRegression.Solver.DUAL ? sample.size() > d * (d + 1)
                            : sample.size() < d * (d + 1);
                    if (singular && ridge < solver.leastRidge()) {
                        String refused = assertThrows(IllegalArgumentException.class, () -> regression.solve(solver)).getMessage();
                        assertTrue(refused.contains("ridge"), refused);
                    } else {
                        double error = regression.solve(solver).gamma().minus(expected).norm() / expected.norm();
                        // 1e-6 of the Frobenius norm is documented.
                        assertEquals(0, error, 1e-6, solver + ", n = " + sample.size() + ", d = " + d + ", ridge = " + ridge);
                        solved++;
                    }
                }
            }
        }
        assertTrue(solved >= 90, solved + " solutions");
    }

    private static Matrix matrix(List<Reference.Row> rows, String what, double ridge) {
        List<Reference.Row> own = rows.stream().filter(row -> row.text("what").equals(what) && row.number("ridge") == ridge).toList();
        int height = 1 + (int) own.stream().mapToDouble(row -> row.number("row")).max().orElseThrow();
        Matrix matrix = Matrix.zeros(height, own.size() / height);
        own.forEach(row -> matrix.set((int) row.number("row"), (int) row.number("column"), row.number("value")));
        return matrix;
    }
}
