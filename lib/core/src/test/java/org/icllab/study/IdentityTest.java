package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import org.icllab.model.Study;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private static String key(Study<Probe, ?> study, Probe probe, long seed, int trial) {
        return Identity.of(study, probe, seed, trial).key();
    }

    @Test
    void eachPartTellsTrialsApart() {
        String key = key(Probe.NORMAL, Probe.BASE, 1, 0);
        assertEquals(key, key(Probe.NORMAL, new Probe(3, 1, 0.5, false, Probe.Colour.RED), 1, 0));
        Study<Probe, Double> fewer = Study.<Probe, Double>simulation("normal", Probe::normal)
                .measuring(Probe.VALUE, value -> value);
        Study<Probe, Double> turned = Study.<Probe, Double>simulation("normal", Probe::normal)
                .measuring(Probe.SQUARE, value -> value * value).measuring(Probe.VALUE, value -> value);
        Set<String> keys = new HashSet<>(Set.of(key, key(Probe.NORMAL, Probe.BASE, 2, 0), key(Probe.NORMAL, Probe.BASE, 1, 1),
                key(Probe.WALK, Probe.BASE, 1, 0), key(fewer, Probe.BASE, 1, 0), key(turned, Probe.BASE, 1, 0)));
        Probe.BASE.parameters().forEach(parameter -> keys.add(key(Probe.NORMAL,
                Probe.BASE.with(parameter, Probe.BASE.value(parameter) == 1 ? 0 : 1), 1, 0)));
        assertEquals(11, keys.size());
    }

    @Test
    void theLastBitOfASettingDoesNotReseed() {
        double mean = 0.23632522325933522;
        String key = key(Probe.NORMAL, Probe.BASE.with(Probe.MEAN, mean), 1, 0);
        assertEquals(key, key(Probe.NORMAL, Probe.BASE.with(Probe.MEAN, Math.nextUp(mean)), 1, 0));
        assertNotEquals(key, key(Probe.NORMAL, Probe.BASE.with(Probe.MEAN, mean * (1 + 1e-9)), 1, 0));
    }

    /** Settings whose texts had one 32-bit hash, and so shared all random numbers. */
    @Test
    void settingsShareNoNumbersByTheAccidentOfAHash() {
        Set<Double> firsts = new HashSet<>();
        int settings = 0;
        for (int i = 0; i < 200; i++) {
            for (int j = 0; j < 200; j++, settings++) {
                Probe probe = new Probe(1, i / 10.0, j / 10.0, false, Probe.Colour.RED);
                firsts.add(Identity.of(Probe.NORMAL, probe, 1, 0).stream().nextDouble());
            }
        }
        assertEquals(settings, firsts.size());
    }
}
