package org.icllab.theory;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.DoubleUnaryOperator;
import org.icllab.Interrupt;

/**
 * The integral of a function of which nothing is known: the rule of Gauss and Kronrod on panels, of which the one with
 * the largest error is halved until all errors together are small.
 *
 * <p>What no sample shows cannot be integrated. Panels in which every sample is exactly 0, as where a narrow peak
 * underflows, are therefore halved to a finer mesh before a 0 is believed.
 */
final class AdaptiveQuadrature {
    private static final double TOLERANCE = 1e-12;
    private static final int PANELS = 1 << 6;
    private static final double FINEST_ZERO = 1.0 / (1 << 13);
    private static final int MOST_PANELS = 1 << 16;
    /** Kronrod's nodes in [0, 1) from outside in, every second one of Gauss's; the centre is the last. */
    private static final double[] NODES = {0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
        0.864864423359769072789712788640926, 0.741531185599394439863864773280788, 0.586087235467691130294144691693013,
        0.405845151377397166906606412076961, 0.207784955007898467600689403773245, 0};
    private static final double[] KRONROD = {0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
        0.104790010322250183839876322541518, 0.140653259715525918745189590510238, 0.169004726639267902826583426598550,
        0.190350578064785409913256402421014, 0.204432940075298892414161999234649, 0.209482141084727828012999174891714};
    private static final double[] GAUSS = {0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
        0.381830050505118944950369775488975, 0.417959183673469387755102040816327};

    private AdaptiveQuadrature() {
    }

    private record Panel(double low, double high, double value, double size, double error) {
    }

    /**
     * @param f finite in (low, high)
     * @return the integral, to 1e-12 of that of |f|
     * @throws ArithmeticException if f is not finite at a point, or 2¹⁶ panels do not settle it
     */
    static double integral(DoubleUnaryOperator f, double low, double high) {
        PriorityQueue<Panel> panels = new PriorityQueue<>(Comparator.comparingDouble(Panel::error).reversed());
        for (int i = 0; i < PANELS; i++) {
            seen(panels, f, low + (high - low) * i / PANELS, low + (high - low) * (i + 1) / PANELS,
                    FINEST_ZERO * (high - low));
        }
        double error = sum(panels, true);
        double size = sum(panels, false);
        while (error > TOLERANCE * size) {
            if (panels.size() >= MOST_PANELS) {
                throw new ArithmeticException("not settled to " + TOLERANCE + " by " + MOST_PANELS + " panels");
            }
            Interrupt.check();
            Panel worst = panels.poll();
            double middle = (worst.low + worst.high) / 2;
            Panel left = panel(f, worst.low, middle);
            Panel right = panel(f, middle, worst.high);
            error += left.error + right.error - worst.error;
            size += left.size + right.size - worst.size;
            panels.add(left);
            panels.add(right);
            // Differences of large errors leave rounding; it is summed anew before it decides.
            if (error <= TOLERANCE * size || panels.size() % PANELS == 0) {
                error = sum(panels, true);
                size = sum(panels, false);
            }
        }
        return panels.stream().mapToDouble(Panel::value).sum();
    }

    private static double sum(PriorityQueue<Panel> panels, boolean errors) {
        return panels.stream().mapToDouble(errors ? Panel::error : Panel::size).sum();
    }

    private static void seen(PriorityQueue<Panel> panels, DoubleUnaryOperator f, double low, double high, double finest) {
        Panel panel = panel(f, low, high);
        if (panel.size > 0 || high - low <= finest) {
            panels.add(panel);
        } else {
            seen(panels, f, low, (low + high) / 2, finest);
            seen(panels, f, (low + high) / 2, high, finest);
        }
    }

    private static Panel panel(DoubleUnaryOperator f, double low, double high) {
        double centre = (low + high) / 2;
        double half = (high - low) / 2;
        double kronrod = 0;
        double gauss = 0;
        double size = 0;
        for (int i = 0; i < NODES.length; i++) {
            double right = finite(f, centre + half * NODES[i]);
            double left = NODES[i] == 0 ? 0 : finite(f, centre - half * NODES[i]);
            kronrod += KRONROD[i] * (left + right);
            size += KRONROD[i] * (Math.abs(left) + Math.abs(right));
            gauss += i % 2 == 1 ? GAUSS[i / 2] * (left + right) : 0;
        }
        // The error of Gauss's rule is known; that of Kronrod's is its power 3/2 at least, as in QUADPACK.
        double doubt = size > 0 ? Math.abs(kronrod - gauss) / size : 0;
        double error = size * Math.min(doubt, Math.pow(200 * doubt, 1.5));
        // A panel as narrow as its own rounding has no error that can be halved.
        boolean point = centre + half * NODES[6] == centre;
        return new Panel(low, high, half * kronrod, half * size, point ? 0 : half * error);
    }

    private static double finite(DoubleUnaryOperator f, double x) {
        double value = f.applyAsDouble(x);
        if (!Double.isFinite(value)) {
            throw new ArithmeticException("the function is " + value + " at a point of the support");
        }
        return value;
    }
}
