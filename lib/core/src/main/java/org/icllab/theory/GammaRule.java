package org.icllab.theory;

import java.util.Arrays;
import org.icllab.Require;

/**
 * A Gauss rule: \( \sum_i w_if(x_i) \) is the expectation of f, exactly for polynomials of degree up to 2n − 1.
 *
 * <p>With s = 1/V, the gamma law of mean 1 and variance V has orthogonal polynomials whose Jacobi matrix, in the
 * variable \( (x-1)/\sqrt V \), has the diagonal \( 2i\sqrt V \) and beside it \( \sqrt{i(1+(i-1)V)} \), i from 0 and 1
 * on. At V = 0 that is the normal law's. A chi-square number of k degrees of freedom, over k, has V = 2/k.
 *
 * @param nodes \( x_i \), ascending
 * @param weights \( w_i \ge 0 \), of sum 1; 0 only where the weight is too small a number
 * @see "Golub, Welsch 1969"
 */
public record GammaRule(double[] nodes, double[] weights) {
    private static final int MOST_SWEEPS = 60;
    private static final double WIDEST = 1e30;
    private static final double ROUNDING = 1e-9;

    /** @throws IllegalArgumentException if these are not such numbers, or there are not as many nodes as weights */
    public GammaRule {
        nodes = Require.finite("nodes", nodes).clone();
        weights = Require.nonNegative("weights", Require.length("weights", weights, nodes.length));
        for (int i = 1; i < nodes.length; i++) {
            Require.that(nodes[i] >= nodes[i - 1], "nodes: must be ascending");
        }
        Require.within("sum of weights", Arrays.stream(weights).sum(), 1 - ROUNDING, 1 + ROUNDING);
    }

    /** @return how many nodes there are */
    public int count() {
        return nodes.length;
    }

    /**
     * @param index in 0 … count − 1
     * @return that node; they ascend
     * @throws IllegalArgumentException if there is none
     */
    public double node(int index) {
        return nodes[own(index)];
    }

    /**
     * @param index in 0 … count − 1
     * @return the weight of that node
     * @throws IllegalArgumentException if there is none
     */
    public double weight(int index) {
        return weights[own(index)];
    }

    private int own(int index) {
        return index >= 0 && index < nodes.length ? index : Require.refuse("index", index, "in 0 … " + (nodes.length - 1));
    }

    /** @return a copy of the nodes, ascending */
    @Override
    public double[] nodes() {
        return nodes.clone();
    }

    /** @return a copy of the weights, whose sum is 1 */
    @Override
    public double[] weights() {
        return weights.clone();
    }

    /**
     * @param variance V, in [0, 1e30]
     * @param count n in 1 … 60
     * @return the rule of the gamma law of mean 1 and that variance; at 0 all nodes are 1
     */
    public static GammaRule of(double variance, int count) {
        Require.within("variance", variance, 0, WIDEST);
        GammaRule standard = standard(variance, count);
        double spread = Math.sqrt(variance);
        double[] nodes = standard.nodes();
        for (int i = 0; i < count; i++) {
            // A gamma number is positive; its least node can be below rounding.
            nodes[i] = Math.max(1 + spread * nodes[i], Double.MIN_NORMAL);
        }
        return new GammaRule(nodes, standard.weights);
    }

    /** @return the rule of the standard normal law with {@code count} nodes in 1 … 60 */
    public static GammaRule normal(int count) {
        return standard(0, count);
    }

    /** Of (x − 1)/√V. */
    private static GammaRule standard(double variance, int count) {
        Require.within("count", count, 1, 60);
        double[] diagonal = new double[count];
        double[] beside = new double[count];
        for (int i = 0; i < count; i++) {
            diagonal[i] = 2 * i * Math.sqrt(variance);
            beside[i] = Math.sqrt((i + 1) * (1 + i * variance));
        }
        beside[count - 1] = 0;
        double[] first = new double[count];
        first[0] = 1;
        for (int l = 0; l < count; l++) {
            diagonalise(diagonal, beside, first, l);
        }
        for (int i = 0; i < count; i++) {
            first[i] *= first[i];
        }
        sort(diagonal, first);
        return new GammaRule(diagonal, first);
    }

    /** By nodes, so that the i-th node moves continuously with the variance. */
    private static void sort(double[] nodes, double[] weights) {
        for (int i = 1; i < nodes.length; i++) {
            for (int j = i; j > 0 && nodes[j] < nodes[j - 1]; j--) {
                double node = nodes[j];
                nodes[j] = nodes[j - 1];
                nodes[j - 1] = node;
                double weight = weights[j];
                weights[j] = weights[j - 1];
                weights[j - 1] = weight;
            }
        }
    }

    /** Implicit QL steps with Wilkinson's shift until the l-th eigenvalue stands alone; of the vectors, their first entries. */
    private static void diagonalise(double[] diagonal, double[] beside, double[] first, int l) {
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            int m = l;
            while (m < diagonal.length - 1
                    && Math.abs(beside[m]) > Math.ulp(Math.abs(diagonal[m]) + Math.abs(diagonal[m + 1])) / 2) {
                m++;
            }
            if (m == l) {
                return;
            }
            double g = (diagonal[l + 1] - diagonal[l]) / (2 * beside[l]);
            double r = Math.hypot(g, 1);
            g = diagonal[m] - diagonal[l] + beside[l] / (g + Math.copySign(r, g));
            double s = 1;
            double c = 1;
            double p = 0;
            for (int i = m - 1; i >= l; i--) {
                double f = s * beside[i];
                double b = c * beside[i];
                r = Math.hypot(f, g);
                beside[i + 1] = r;
                if (r == 0) {
                    diagonal[i + 1] -= p;
                    beside[m] = 0;
                    break;
                }
                s = f / r;
                c = g / r;
                g = diagonal[i + 1] - p;
                r = (diagonal[i] - g) * s + 2 * c * b;
                p = s * r;
                diagonal[i + 1] = g + p;
                g = c * r - b;
                double turned = first[i + 1];
                first[i + 1] = s * first[i] + c * turned;
                first[i] = c * first[i] - s * turned;
            }
            if (r != 0 || m == l + 1) {
                diagonal[l] -= p;
                beside[l] = g;
                beside[m] = 0;
            }
        }
    }
}
