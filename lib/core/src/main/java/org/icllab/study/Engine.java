package org.icllab.study;

import java.util.List;
import java.util.function.Consumer;
import org.icllab.Require;

/** Where trials run. */
public interface Engine {
    /**
     * Runs jobs, in any order and several at a time.
     *
     * <p>When it returns, by whatever way, no job is running any more, and each that ended has been handed over.
     *
     * @param jobs what to run
     * @param done told of each job as it ends, from the calling thread
     * @throws java.util.concurrent.CancellationException if the calling thread was interrupted
     * @throws RuntimeException as the first failing job threw it
     */
    void run(List<Job<?>> jobs, Consumer<Outcome> done);

    /**
     * @param job what ran
     * @param values what {@link Job#run} returned
     * @param milliseconds how long it took
     */
    record Outcome(Job<?> job, double[] values, long milliseconds) {
        public Outcome {
            Require.given("job", job);
            values = Require.given("values", values).clone();
        }

        /** @return a copy */
        @Override
        public double[] values() {
            return values.clone();
        }
    }
}
