package org.icllab.study;

import java.util.Arrays;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.model.Parameter;
import org.icllab.model.Quantity;
import org.icllab.model.Setting;
import org.icllab.model.Study;

/**
 * What a study gives at one setting and, where it measures curves, at one place of its marks.
 *
 * @param <S> the setting's type
 */
public final class Result<S extends Setting<S>> {
    private final Study<S, ?> study;
    private final S setting;
    private final double[] marks;
    private final int place;
    private final int places;
    private final double[][] trials;
    /** What is missing, and {@code trials} null; null if nothing is. */
    private final String missing;

    /** @param trials a row of {@link Study#measurements} each, not copied */
    Result(Study<S, ?> study, S setting, double[] marks, int place, int places, double[][] trials) {
        this(study, setting, marks, place, places, trials, null);
    }

    /** @param missing what is missing where there are no {@code trials} yet, or null */
    Result(Study<S, ?> study, S setting, double[] marks, int place, int places, double[][] trials, String missing) {
        this.study = study;
        this.setting = setting;
        this.marks = marks;
        this.place = place;
        this.places = places;
        this.trials = trials;
        this.missing = missing;
    }

    /** @return whether its trials are there: those of a {@link Shard} may be other workers' */
    public boolean isFinished() {
        return missing == null;
    }

    private double[][] rows() {
        if (!isFinished()) {
            throw Unfinished.of(missing);
        }
        return trials;
    }

    /** @return the setting that it is at */
    public S setting() {
        return setting;
    }

    /** @return the study that it is of */
    public Study<S, ?> study() {
        return study;
    }

    /**
     * @return the number of trials, or of all their repetitions; 1 for theory
     * @throws Unfinished if they are not there
     */
    public int trials() {
        return rows().length;
    }

    /**
     * @return the value of a mark, or else of the setting's parameter
     * @throws IllegalArgumentException if there is neither; the message lists those there are
     */
    public double at(Parameter parameter) {
        Require.given("parameter", parameter);
        for (int i = 0; i < marks.length; i++) {
            if (study.marks().get(i).name().equals(parameter.name())) {
                return marks[i];
            }
        }
        return setting.value(parameter);
    }

    /**
     * @return the quantity's value in each trial
     * @throws Unfinished if they are not there
     * @throws IllegalArgumentException if it was not measured; the message lists what was
     */
    public double[] samples(Quantity quantity) {
        int column = column(quantity);
        return Arrays.stream(rows()).mapToDouble(row -> row[column]).toArray();
    }

    /** @return the estimate of {@code quantity} over the trials, refused as {@link #samples} does */
    public Estimate estimate(Quantity quantity) {
        return Estimate.of(samples(quantity));
    }

    /** @return the mean of {@code quantity} over the trials, refused as {@link #samples} does */
    public double mean(Quantity quantity) {
        int column = column(quantity);
        if (rows().length == 1) {
            return trials[0][column];
        }
        return estimate(quantity).mean();
    }

    /** 2·this − half, trial by trial. */
    Result<S> twiceLess(Result<S> half) {
        Require.length("trials of " + half.text(), half.rows().length, rows().length);
        double[][] combined = new double[trials.length][];
        for (int i = 0; i < combined.length; i++) {
            double[] whole = trials[i];
            double[] less = half.trials[i];
            combined[i] = IntStream.range(0, whole.length).mapToDouble(j -> 2 * whole[j] - less[j]).toArray();
        }
        return new Result<>(study, setting, marks, place, places, combined);
    }

    /** Each quantity at this place over that of {@code theory}. */
    Result<S> over(Result<S> theory) {
        double[][] relative = Arrays.stream(rows()).map(double[]::clone).toArray(double[][]::new);
        for (Quantity quantity : study.quantities()) {
            int column = column(quantity);
            double unit = theory.mean(quantity);
            for (double[] row : relative) {
                row[column] /= unit;
            }
        }
        return new Result<>(study, setting, marks, place, places, relative);
    }

    private int column(Quantity quantity) {
        int index = study.quantities().indexOf(Require.given("quantity", quantity));
        if (index < 0) {
            return Require.<Integer>refuse("quantity", quantity, "one of " + study.quantities());
        }
        return index * places + place;
    }

    /** @return where it stands, as people write it: the setting, then the marks */
    public String text() {
        StringJoiner text = new StringJoiner(", ");
        text.add(setting.text());
        for (int i = 0; i < marks.length; i++) {
            text.add(study.marks().get(i).text(marks[i]));
        }
        return text.toString();
    }
}
