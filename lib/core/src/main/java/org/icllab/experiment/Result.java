package org.icllab.experiment;

import java.util.Map;

/**
 * What a sweep measured at one point.
 *
 * @param point the setting
 * @param estimates from quantity to its estimate, in the order the trial returns them
 */
public record Result(Point point, Map<String, Estimate> estimates) {
}
