package org.icllab.study;

import java.util.Map;
import org.icllab.Require;
import org.icllab.model.Point;

/**
 * What a sweep measured at one point.
 *
 * @param point the setting
 * @param estimates from quantity to its estimate, in the order the trial returns them
 */
public record Result(Point point, Map<String, Estimate> estimates) {
    /**
     * @return the estimate of {@code quantity}
     * @throws IllegalArgumentException if it was not measured; the message lists what was
     */
    public Estimate estimate(String quantity) {
        Estimate estimate = estimates.get(quantity);
        return estimate != null ? estimate
                : Require.<Estimate>refuse("quantity", quantity, "one of " + estimates.keySet());
    }

    /** @return the mean of {@code quantity}, as {@link #estimate} finds it */
    public double mean(String quantity) {
        return estimate(quantity).mean();
    }
}
