package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.icllab.model.Pretraining;
import org.icllab.simulation.pretraining.PretrainedGamma;
import org.icllab.study.Engine.Outcome;
import org.icllab.study.Job;
import org.icllab.study.Order.Report;
import org.junit.jupiter.api.Test;

/** What becomes of what a driver says; environment/tests has a cluster. */
class SparkTest {
    private static final List<Job<?>> JOBS = Collections.nCopies(2, new Job<>(PretrainedGamma.STUDY,
            Pretraining.of(3, 2, 1, 2, 0.1, 0.1), 1, 0, Optional.empty()));

    private final List<Outcome> done = new ArrayList<>();
    private final List<Object> told = new ArrayList<>();

    private static Report end(String failure) {
        return new Report(-1, new double[0], 0, failure);
    }

    private static Report of(int place) {
        return new Report(place, new double[] {place}, 5, "");
    }

    private void hear(Report... reports) {
        Deque<Report> left = new ArrayDeque<>(List.of(reports));
        Spark.hear(new Spark.Line() {
            @Override
            public void tell(Object what) {
                told.add(what);
            }

            @Override
            public Report next() {
                return left.remove();
            }

            @Override
            public String lastWords() {
                return "its driver ended; ERROR";
            }
        }, "local[2]", JOBS, done::add);
    }

    private void assertFails(String message, Report... reports) {
        done.clear();
        assertEquals("Spark at local[2]: " + message, assertThrows(IllegalStateException.class, () -> hear(reports)).getMessage());
    }

    @Test
    void everyTrialIsHandedOver() {
        hear(of(1), of(0), end(""));
        assertEquals(List.of(1.0, 0.0), done.stream().map(outcome -> outcome.values()[0]).toList());
        assertEquals(List.of(), told);
    }

    @Test
    void trialsThatDoNotComeBackAreSaid() {
        assertFails("1 of 2 trials did not come back; Job aborted", of(1), end("Job aborted"));
        assertEquals(1, done.size());
        assertFails("2 of 2 trials did not come back", end(""));
        assertFails("1 of 2 trials did not come back; its driver ended; ERROR", of(0), Spark.LOST);
    }

    @Test
    void aTrialThatFailsStopsTheOthers() {
        Report refused = new Report(0, new double[0], 1, "α = 0: must be a number > 0");
        assertEquals(refused.failure(), assertThrows(IllegalArgumentException.class, () -> hear(refused, end(""))).getMessage());
        assertEquals(List.of(Spark.STOP), told);
    }
}
