package org.icllab.theory.descent;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.icllab.Interrupt;

/**
 * A point that moves up a line with a velocity that depends on its place alone, \( \dot\gamma = v(\gamma) \), until
 * \( v = 0 \).
 *
 * <p>That is a quadrature, \( t = \int d\gamma/v \), taken panel by panel and inverted. A panel is long where \( 1/v \) is
 * smooth: on it \( \frac1v\frac{d\gamma}{ds} \) is a polynomial of degree 16 in a coordinate \( s \). Far from rest
 * \( \gamma \) grows as \( e^s \), which suits plateaus and power laws; once the place of rest is known, the distance from
 * it falls as \( e^{-s} \), which suits exponential approach. All tolerances are relative.
 */
final class Flow {
    private static final int DEGREE = 16;
    /** Of the last coefficients of a panel's polynomial, as parts of its least value. */
    private static final double TOLERANCE = 1e-13;
    /** Halving a panel makes smooth velocities smoother by 2¹⁵; where it is less than this, they are rounding. */
    private static final double IMPROVED = 16;
    /** Panels this short are not taken for bent by structure that longer ones do not resolve. */
    private static final double SHORT = 1.0 / 64;
    /** Velocities that are rounding to this part are no longer a motion. */
    private static final double ROUGHEST = 1e-3;
    /** Rounding of the velocity may shift γ by this part near rest, where a time hardly matters. */
    private static final double SHIFT = 2e-11;
    /** Velocities rougher than this on longer panels may also be bent. */
    private static final double ROUGH = 1e-6;
    /** Slower than this part of the velocity at the start is at rest: times there are near 1e280. */
    private static final double SLOWEST = 1e-280;
    /** Slower than γ in a time of 1e290 is at rest as well. */
    private static final double LONGEST = 1e290;
    /** Velocities that bend on panels this short are looked at farther ahead. */
    private static final double BENT = 1.0 / 8;
    /** A slope that is rounding and would not lower the loss by more than this while γ grows by e is rest. */
    private static final double GAIN = 1e-11;
    /** Shorter panels, as parts of γ, have nodes that rounding confuses. */
    private static final double FINEST = 1e-13;
    /** At this distance from rest, as a part of γ, what is left of the way has a closed form. */
    private static final double NEAR = 1e-10;
    /** After panels so much smoother than asked for, the next one may be longer. */
    private static final double EASY = 1e-3;
    private static final int MOST_PANELS = 20_000;
    private static final int MOST_STEPS = 100;
    private static final double[] NODES = new double[DEGREE + 1];
    /** Integrates polynomials up to degree 17 over [0, 1] exactly. */
    private static final GaussIntegrator GAUSS = new GaussIntegratorFactory().legendre(DEGREE / 2 + 1, 0, 1);

    static {
        for (int j = 0; j <= DEGREE; j++) {
            NODES[j] = Math.pow(Math.sin(Math.PI * j / (2 * DEGREE)), 2);
        }
    }

    private final Landscape landscape;
    private final DoubleUnaryOperator velocity;
    private final double edge;
    /** How far past the edge a panel may go: some direction there grows by e⁴. */
    private final double beyond;
    private final double horizon;
    private final double slowest;
    /** The unit in which γ grows as eˢ, less γ. */
    private final double offset;
    private double gamma;
    private double speed;
    private double time;
    private double rest = Double.POSITIVE_INFINITY;
    private boolean near;
    private double length = 1;
    private Panel panel;
    private int panels;

    /** @param horizon the last time that will be asked for */
    Flow(Landscape landscape, double start, DoubleUnaryOperator velocity, double horizon) {
        this.landscape = landscape;
        this.velocity = velocity;
        this.horizon = horizon;
        edge = landscape.edge();
        beyond = edge < Double.POSITIVE_INFINITY ? edge / landscape.depth() : 0;
        gamma = start;
        speed = velocity.applyAsDouble(start);
        slowest = SLOWEST * speed;
        // From 0 on, the way on which the first slope would take the loss from 1 to 0.
        offset = start > 0 ? 0 : landscape.loss(0) / speed;
        if (!(speed > 0)) {
            rest = start;
        } else if (!((offset + start) / speed > Double.MIN_NORMAL && (offset + start) / speed < 1 / Double.MIN_NORMAL)) {
            throw new ArithmeticException("the flow starts with speed " + speed + ": its times cannot be represented");
        }
    }

    /**
     * @param t not less than at the call before
     * @return \( \gamma(t) \)
     */
    double at(double t) {
        if (t == 0) {
            return gamma;
        }
        while (moving() && (panel == null || t > panel.endTime)) {
            Interrupt.check();
            advance();
        }
        if (panel == null || t <= panel.endTime) {
            return panel == null ? rest : panel.gammaAt(t);
        }
        return panel.afterwards(t);
    }

    private double velocity(double at) {
        double value = velocity.applyAsDouble(at);
        return value > Math.max(slowest, (offset + at) / LONGEST) ? value : Math.min(value, -slowest);
    }

    private boolean moving() {
        return !near && (rest - gamma > NEAR * rest || rest == Double.POSITIVE_INFINITY);
    }

    private void advance() {
        double rougher = Double.POSITIVE_INFINITY;
        while (true) {
            if (++panels > MOST_PANELS) {
                throw new ArithmeticException("the flow at gamma = " + gamma + ", time = " + time
                        + " is too steep to follow");
            }
            boolean approaching = rest < Double.POSITIVE_INFINITY;
            Panel next = new Panel(approaching ? Math.min(length, 4) : allowed());
            if (next.restsIn > 0) {
                rest = restBetween(next.restsAfter, next.restsIn);
                length = 1;
                rougher = Double.POSITIVE_INFINITY;
                if (!moving()) {
                    return;
                }
                continue;
            }
            double rough = next.roughness();
            double tolerance = approaching
                    ? Math.min(ROUGHEST, Math.max(TOLERANCE, SHIFT * rest / (rest - gamma))) : TOLERANCE;
            boolean noise = rough > rougher / IMPROVED && (rough < ROUGH || next.length <= SHORT)
                    || next.unit * next.length < FINEST * gamma;
            if (noise && (rough > ROUGHEST || next.unit * next.length < FINEST * gamma
                    || -landscape.slope(gamma) * gamma < GAIN)) {
                rest = approaching ? rest : gamma;
                near = true;
                return;
            }
            if (rough <= tolerance || noise) {
                length = rough < EASY * tolerance || noise || next.length < SHORT ? 2 * next.length : next.length;
                enter(next);
                return;
            }
            rougher = rough;
            length = next.length / 2;
            if (!approaching && length < BENT && restsAhead()) {
                length = 1;
                rougher = Double.POSITIVE_INFINITY;
            }
        }
    }

    /** Whether a zero of the velocity ahead is what bends it here. */
    private boolean restsAhead() {
        double unit = offset + gamma;
        double before = gamma;
        for (double s = length; s <= 1; s *= 2) {
            double ahead = gamma + Math.min(unit * Math.expm1(s), Math.max(edge - gamma, beyond));
            if (!(velocity(ahead) > 0)) {
                rest = restBetween(before, ahead);
                return true;
            }
            before = ahead;
        }
        return false;
    }

    /** The zero of the velocity between a place that moves and one that does not; the first, if it hardly moves itself. */
    private double restBetween(double low, double high) {
        return velocity(low) > 0 ? zero(this::velocity, low, high) : low;
    }

    /** How long a panel may be: not far past the edge of stability, nor far past what will be asked for. */
    private double allowed() {
        double unit = offset + gamma;
        double farthest = Math.max(edge - gamma, beyond);
        double needed = 2 * speed * (horizon - time);
        return Math.min(length, Math.min(Math.log1p(farthest / unit), Math.max(SHORT, Math.log1p(needed / unit))));
    }

    private void enter(Panel next) {
        panel = next;
        time = next.endTime;
        gamma = next.gammas[DEGREE];
        speed = next.speeds[DEGREE];
    }

    /**
     * The zero of a function that is positive at {@code low} and not at {@code high}, where it may be NaN or −Infinity:
     * Brent's method, to a few units in the last place.
     */
    static double zero(DoubleUnaryOperator function, double low, double high) {
        double middle = low + (high - low) / 2;
        if (!(low < middle && middle < high)) {
            return low;
        }
        double unit = function.applyAsDouble(low);
        DoubleUnaryOperator signed = x -> {
            double part = function.applyAsDouble(x) / unit;
            return part > 0 || part < 0 ? Math.max(part, -1) : -1;
        };
        return new BrentSolver(4e-16, Double.MIN_NORMAL, Double.MIN_VALUE)
                .solve(10_000, signed::applyAsDouble, low, high);
    }

    /** A stretch of the way, from where the flow is. */
    private final class Panel {
        private final double from = gamma;
        private final double startTime = time;
        private final boolean approaching = rest < Double.POSITIVE_INFINITY;
        private final double unit = approaching ? rest - gamma : offset + gamma;
        private final double length;
        private final double[] gammas = new double[DEGREE + 1];
        private final double[] speeds = new double[DEGREE + 1];
        /** dt/ds at the nodes. */
        private final double[] pace = new double[DEGREE + 1];
        private final double endTime;
        /** The first node without motion, and the node before; 0 if there is none. */
        private double restsIn;
        private double restsAfter;

        Panel(double length) {
            this.length = length;
            for (int j = 0; j <= DEGREE && restsIn == 0; j++) {
                double s = NODES[j] * length;
                gammas[j] = place(s);
                speeds[j] = j == 0 ? speed : velocity(gammas[j]);
                pace[j] = unit * Math.exp(approaching ? -s : s) / speeds[j];
                if (!(speeds[j] > 0)) {
                    restsIn = gammas[j];
                    restsAfter = gammas[Math.max(0, j - 1)];
                }
            }
            endTime = startTime + elapsed(length);
        }

        private double place(double s) {
            return from + unit * (approaching ? -Math.expm1(-s) : Math.expm1(s));
        }

        /** The size of the last two Chebyshev coefficients of the pace, as a part of its least value. */
        double roughness() {
            double last = 0;
            double before = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j <= DEGREE; j++) {
                double half = j == 0 || j == DEGREE ? 0.5 : 1;
                last += half * (j % 2 == 0 ? pace[j] : -pace[j]);
                before += half * pace[j] * Math.cos(Math.PI * j * (DEGREE - 1) / DEGREE);
                least = Math.min(least, pace[j]);
            }
            return (Math.abs(last) + 2 * Math.abs(before)) / DEGREE / least;
        }

        /** dt/ds between the nodes, by the barycentric formula. */
        private double pace(double s) {
            double above = 0;
            double below = 0;
            for (int j = 0; j <= DEGREE; j++) {
                double distance = s / length - NODES[j];
                if (distance == 0) {
                    return pace[j];
                }
                double weight = (j == 0 || j == DEGREE ? 0.5 : 1) * (j % 2 == 0 ? 1 : -1) / distance;
                above += weight * pace[j];
                below += weight;
            }
            return above / below;
        }

        /** The time from the panel's start to s: a sum of positive terms, right to the last digits for small s too. */
        private double elapsed(double s) {
            double sum = 0;
            for (int i = 0; i < GAUSS.getNumberOfPoints(); i++) {
                sum += GAUSS.getWeight(i) * pace(s * GAUSS.getPoint(i));
            }
            return s * sum;
        }

        /** Newton's method on the time, kept inside the panel. */
        double gammaAt(double t) {
            double target = t - startTime;
            double low = 0;
            double high = length;
            double s = length * (target / (endTime - startTime));
            for (int i = 0; i < MOST_STEPS; i++) {
                double missing = target - elapsed(s);
                low = missing >= 0 ? s : low;
                high = missing >= 0 ? high : s;
                double next = s + missing / pace(s);
                next = next >= low && next <= high ? next : (low + high) / 2;
                if (Math.abs(next - s) <= 1e-16 * s) {
                    break;
                }
                s = next;
            }
            return place(s);
        }

        /** The place after the last panel: \( v \propto \delta^m \) at the distance δ from rest, m from the last panel. */
        double afterwards(double t) {
            double left = rest - gamma;
            if (!(left > 0)) {
                return rest;
            }
            double power = Math.log(pace[DEGREE] / pace[0]) / length;
            double passed = (t - time) / pace[DEGREE];
            double decay = power * passed > -0.5 && power != 0 ? Math.log1p(power * passed) / power : passed;
            return rest - left * Math.exp(-decay);
        }
    }
}
