package org.icllab.notebook;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.icllab.model.Parameter;
import org.icllab.model.Quantity;
import org.icllab.model.Setting;
import org.icllab.model.Study;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;

/** Simulated points that an explorer drops on its figure. */
record Drops<S extends Setting<S>>(Study<S, ?> study, Quantity quantity, Parameter x, double[] at, int trials, long seed) {
    /** So far: x, mean and half-width of each point. */
    record Points(double[] x, double[] means, double[] bars) {
        static final Points NONE = new Points(new double[0], new double[0], new double[0]);

        Figure on(Figure figure) {
            return x.length == 0 ? figure : figure.points("simulation", x, means, bars);
        }
    }

    /**
     * Runs the points one by one, until done or the thread is interrupted.
     *
     * @param refused told why, if a trial cannot be run
     */
    void run(S setting, Consumer<Points> sofar, Consumer<String> refused) {
        double[] means = new double[at.length];
        double[] bars = new double[at.length];
        try {
            for (int i = 0; i < at.length; i++) {
                Results<S> result = Runner.of(seed).run("explorer", study, new Grid<>(List.of(setting.with(x, at[i]))), trials);
                means[i] = result.means(quantity)[0];
                bars[i] = result.bars(quantity)[0];
                sofar.accept(new Points(Arrays.copyOf(at, i + 1), Arrays.copyOf(means, i + 1),
                        Arrays.copyOf(bars, i + 1)));
            }
        } catch (CancellationException stopped) {
            // The reader dragged on: these points belong to another setting.
        } catch (IllegalArgumentException | ArithmeticException failed) {
            refused.accept(failed.getMessage());
        }
    }
}
