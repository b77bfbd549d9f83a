package org.icllab.theory.descent;

import org.icllab.model.Spectrum;

/**
 * Matrices \( \Gamma^k = \gamma I+\Xi^k \) of descent layers near one multiple of the identity, on randomly rotated contexts
 * with one Gaussian task each: what \( \Xi \) costs to second order, and how the gradient of one context scatters.
 *
 * <p>In the eigenbasis of a context, with \( u_i = 1-\gamma\lambda_i/L \) and \( w^k_{ij} = u_i^{L-1-k}u_j^k \), the loss is
 * \[ \frac1{L^2}\sum_{ij}\lambda_i\lambda_j\Bigl[\omega_j\lambda_j\Bigl(\sum_kw^k_{ij}X^k_{ij}\Bigr)^2
 *    +2\omega_i\lambda_iu_i^L\sum_{k\lt l}u_i^{L-1-l+k}u_j^{l-k-1}X^l_{ij}X^k_{ji}\Bigr] \]
 * above \( \mathcal L(\gamma) \), and the gradient is
 * \( G^k_{ij} = -\tfrac2L\lambda_iu_i^L\lambda_jw^k_{ij}\,b_ib_j \), \( b_i \sim \mathcal N(0,\omega_i) \). Haar rotations
 * turn \( \Xi \) into \( X \) and mix neither symmetric, antisymmetric nor traced matrices, whose entries then have known
 * mean squares. Tied layers share one \( X \), and sum over k.
 *
 * <p>Arrays are [part][k][l], the parts in the order symmetric without trace, antisymmetric, trace; one k where layers are
 * tied.
 */
final class RotatedFluctuations {
    private static final int SYMMETRIC = 0;
    private static final int SKEW = 1;
    private static final int TRACE = 2;
    private static final int PARTS = 3;

    private final double[] lambda;
    private final double[] power;
    private final int depth;
    private final int matrices;

    RotatedFluctuations(Spectrum spectrum, int depth, boolean tied) {
        lambda = spectrum.lambda();
        power = spectrum.power();
        this.depth = depth;
        matrices = tied ? 1 : depth;
    }

    /** @return no scatter */
    double[][][] none() {
        return new double[PARTS][matrices][matrices];
    }

    /** @return what \( \Xi \) of this covariance costs in each part: ½ Tr HC */
    static double[] excess(double[][][] curvature, double[][][] scatter) {
        double[] sums = new double[PARTS];
        for (int part = 0; part < PARTS; part++) {
            for (int k = 0; k < scatter[part].length; k++) {
                for (int l = 0; l < scatter[part].length; l++) {
                    sums[part] += curvature[part][k][l] * scatter[part][k][l] / 2;
                }
            }
        }
        return sums;
    }

    /** @return the covariance after a step: \( (1-\rho H)C(1-\rho H)+\rho^2S/B \) */
    double[][][] moved(double[][][] scatter, double[][][] curvature, double[][][] noise, double rate, int batch) {
        double[][][] next = none();
        for (int part = 0; part < PARTS; part++) {
            double[][] kept = new double[matrices][matrices];
            for (int k = 0; k < matrices; k++) {
                for (int l = 0; l < matrices; l++) {
                    kept[k][l] = (k == l ? 1 : 0) - rate * curvature[part][k][l];
                }
            }
            double[][] half = product(kept, scatter[part]);
            // H, and so what is kept, is symmetric.
            next[part] = product(half, kept);
            for (int k = 0; k < matrices; k++) {
                for (int l = 0; l < matrices; l++) {
                    next[part][k][l] += rate * rate / batch * noise[part][k][l];
                }
            }
        }
        return next;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] product = new double[a.length][a.length];
        for (int k = 0; k < a.length; k++) {
            for (int l = 0; l < a.length; l++) {
                for (int m = 0; m < a.length; m++) {
                    product[k][l] += a[k][m] * b[m][l];
                }
            }
        }
        return product;
    }

    /** @return H: the loss is ½ Σ H⟨Ξ, Ξ⟩ above that of γI */
    double[][][] curvature(double gamma) {
        double[][][] curvature = none();
        double d = lambda.length;
        double pair = 1 / ((d - 1) * (d + 2));
        double[][] powers = powers(gamma);
        double[][] squares = new double[matrices][matrices];
        double[][] crossings = new double[matrices][matrices];
        for (int i = 0; i < lambda.length; i++) {
            for (int j = 0; j < lambda.length; j++) {
                terms(i, j, powers, squares, crossings);
                for (int k = 0; k < matrices; k++) {
                    for (int l = 0; l < matrices; l++) {
                        double even = 2 * (squares[k][l] + crossings[k][l]) / depth / depth;
                        double odd = 2 * (squares[k][l] - crossings[k][l]) / depth / depth;
                        if (i == j) {
                            curvature[TRACE][k][l] += even / d;
                            curvature[SYMMETRIC][k][l] += d > 1 ? 2 * (1 - 1 / d) * pair * even : 0;
                        } else {
                            curvature[SYMMETRIC][k][l] += pair * even;
                            curvature[SKEW][k][l] += odd / (d * (d - 1));
                        }
                    }
                }
            }
        }
        return curvature;
    }

    /** @return S: the covariance of one context's gradient */
    double[][][] noise(double gamma) {
        double[][][] noise = none();
        double[][] powers = powers(gamma);
        double[] traces = new double[matrices];
        double[][] scattered = new double[matrices][matrices];
        for (int i = 0; i < lambda.length; i++) {
            for (int j = 0; j <= i; j++) {
                double[] here = gradient(i, j, powers);
                double[] there = gradient(j, i, powers);
                for (int k = 0; k < matrices; k++) {
                    traces[k] += i == j ? here[k] : 0;
                    for (int l = 0; l < matrices; l++) {
                        // Of Gaussian b: E b_i²b_j² = ω_iω_j, and 3ω_i² on the diagonal.
                        noise[SYMMETRIC][k][l] += i == j ? 3 * here[k] * here[l]
                                : (here[k] + there[k]) * (here[l] + there[l]) / 2;
                        noise[SKEW][k][l] += (here[k] - there[k]) * (here[l] - there[l]) / 2;
                        scattered[k][l] += i == j ? 2 * here[k] * here[l] : 0;
                    }
                }
            }
        }
        for (int k = 0; k < matrices; k++) {
            for (int l = 0; l < matrices; l++) {
                noise[TRACE][k][l] = scattered[k][l] / lambda.length;
                noise[SYMMETRIC][k][l] -= (traces[k] * traces[l] + scattered[k][l]) / lambda.length;
            }
        }
        return noise;
    }

    /** \( u_i^n \) for n = 0 … L. */
    private double[][] powers(double gamma) {
        double[][] powers = new double[lambda.length][depth + 1];
        for (int i = 0; i < lambda.length; i++) {
            powers[i][0] = 1;
            for (int n = 1; n <= depth; n++) {
                powers[i][n] = powers[i][n - 1] * (1 - gamma * lambda[i] / depth);
            }
        }
        return powers;
    }

    /** The two products of a pair of directions. */
    private void terms(int i, int j, double[][] powers, double[][] squares, double[][] crossings) {
        double pair = lambda[i] * lambda[j];
        double[] paths = paths(powers[i], powers[j]);
        double end = pair * power[i] * powers[i][depth];
        double all = 0;
        for (int apart = 1; apart < depth && matrices == 1; apart++) {
            all += 2 * (depth - apart) * between(powers[i], powers[j], apart);
        }
        for (int k = 0; k < matrices; k++) {
            for (int l = 0; l < matrices; l++) {
                squares[k][l] = pair * power[j] * paths[k] * paths[l];
                crossings[k][l] = end * (k == l ? all : between(powers[i], powers[j], Math.abs(k - l)));
            }
        }
    }

    private double between(double[] own, double[] other, int apart) {
        return own[depth - 1 - apart] * other[apart - 1];
    }

    /** \( w^k_{ij} \), or their sum. */
    private double[] paths(double[] own, double[] other) {
        double[] paths = new double[matrices];
        for (int k = 0; k < depth; k++) {
            paths[matrices == 1 ? 0 : k] += own[depth - 1 - k] * other[k];
        }
        return paths;
    }

    /** \( G_{ij} \) for tasks of unit scatter, \( b_i = \sqrt{\omega_i} \). */
    private double[] gradient(int i, int j, double[][] powers) {
        double[] gradient = paths(powers[i], powers[j]);
        double factor = -2.0 / depth * Math.sqrt(lambda[i] * lambda[j] * power[i] * power[j]) * powers[i][depth];
        for (int k = 0; k < matrices; k++) {
            gradient[k] *= factor;
        }
        return gradient;
    }
}
