package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    private static final double[] NUMBERS = {1, 2, 5, 3, 4};

    @Test
    void itIsOneMinusTheSquaredDistancesOfRanks() {
        // Ranks 1 2 5 3 4 against 2 1 5 3 4: 1 − 6·2/(5·24).
        assertEquals(0.9, of(0, 20, 10, 100, 30, 40).value(), 1e-15);
        assertEquals(-1, of(0, 5, 4, 1, 3, 2).value(), 1e-15);
    }

    @Test
    void equalNumbersShareTheirRank() {
        // Ranks 1 2 5 3 4 against 1.5 1.5 4 4 4: covariance 7.5, variances 10 and 7.5.
        assertEquals(Math.sqrt(0.75), of(0, 1, 1, 2, 2, 2).value(), 1e-15);
    }

    @Test
    void itsIntervalIsThatOfTheErrors() {
        RankCorrelation exact = of(1e-9, 10, 20, 50, 30, 40);
        assertEquals(1, exact.low());
        assertEquals(1, exact.high());
        RankCorrelation noise = of(1e9, 10, 20, 50, 30, 40);
        // Five ranks in any order: 1/40 of all correlations are at least 0.9 and as many at most −0.9.
        assertEquals(-0.9, noise.low(), 0.11);
        assertEquals(0.9, noise.high(), 0.11);
        RankCorrelation some = of(8, 10, 20, 50, 30, 40);
        assertTrue(some.low() < 0.95 && some.low() > 0 && some.high() == 1, some.toString());
        assertEquals(some, of(8, 10, 20, 50, 30, 40), "the same seed gives the same bits");
    }

    @Test
    void tooFewAndWhatDoesNotFitAreRefused() {
        List<Estimate> two = List.of(new Estimate(1, 0, 2), new Estimate(2, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> RankCorrelation.of(new double[] {1, 2}, two, RandomStream.of(1)));
        assertThrows(IllegalArgumentException.class, () -> RankCorrelation.of(NUMBERS, two, RandomStream.of(1)));
        assertThrows(IllegalArgumentException.class, () -> of(Double.NaN, 1, 2, 3, 4, 5));
        assertThrows(IllegalArgumentException.class, () -> of(1, 2, 2, 2, 2, 2));
    }

    private static RankCorrelation of(double error, double... means) {
        return RankCorrelation.of(NUMBERS, Arrays.stream(means).mapToObj(mean -> new Estimate(mean, error, 9)).toList(),
                RandomStream.of(7));
    }
}
