package org.icllab.model;

import org.icllab.random.RandomStream;

/**
 * One independent repetition of an experiment.
 *
 * <p>It depends on the point and the stream alone: a number it took from elsewhere would not be part of the key under
 * which the trial is kept.
 */
@FunctionalInterface
public interface PointTrial {
    /**
     * @param point the setting
     * @param stream this trial's own random numbers
     * @return the measured quantities
     */
    double[] run(Point point, RandomStream stream);
}
