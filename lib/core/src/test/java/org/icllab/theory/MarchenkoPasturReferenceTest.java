package org.icllab.theory;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.icllab.Reference;
import org.junit.jupiter.api.Test;

/** [M1] at 60 digits, and averages by quadrature over the density: reference/stieltjes.py. */
class MarchenkoPasturReferenceTest {
    private static final Map<String, DoubleUnaryOperator> FUNCTIONS = Map.of("exp", x -> Math.exp(-x), "inverse", x -> 1 / (x + 1),
            "log", Math::log1p, "wave", x -> Math.sin(20 * x), "cube", x -> x * x * x);

    @Test
    void tracesAndAveragesAreThoseOfTheLaw() {
        Reference.each("stieltjes", row -> {
            MarchenkoPastur law = MarchenkoPastur.of(row.number("ratio"));
            double value = row.number("value");
            switch (row.text("what")) {
                // A few units in the last place.
                case "stieltjes" -> Reference.assertNear(value, law.stieltjes(row.number("x")), 2e-15, row);
                case "derivative" -> Reference.assertNear(-value, Resolvent.of(law, row.number("x")).inverseSquared(), 4e-15, row);
                default -> {
                    DoubleUnaryOperator f = FUNCTIONS.get(row.text("what"));
                    // 1e-12 of the average of |f| is promised.
                    double size = law.expectation(x -> Math.abs(f.applyAsDouble(x)));
                    Reference.assertNear(value, law.expectation(f), 1e-12 * size / Math.abs(value), row);
                }
            }
        });
    }
}
