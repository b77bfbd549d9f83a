package org.icllab.theory.pretraining;

import java.util.Arrays;
import org.icllab.linalg.Vectors;
import org.icllab.model.Pretraining;
import org.icllab.model.TaskLaw;
import org.icllab.theory.FixedPoint;
import org.icllab.theory.GammaRule;

/**
 * The self-consistent equations of {@link FiniteSizeRisk} for one pool of k &lt; d tasks, as it is: K is a matrix of k + 1 rows on
 * the tasks' span and the last coordinate, and a number c on all that is across.
 *
 * <p>Given a task and S, a = [h; s] is Gaussian, of mean \( S[w;v] \) and variance \( S\frac d\ell(vI - ww^\top/d) \). With
 * \[ \frac\chi{1+g} = \int_0^\infty e^{-u/\chi}e^{-\frac dn ua^\top Ka}\,du \]
 * every expectation over a is a Gaussian integral, known exactly: a's law under the weight \( e^{-\frac dn ua^\top Ka} \) has the
 * variance \( (V^{-1} + 2\frac dnuK)^{-1} \). What is left are sums over u, S and χ. At λ = 0 with fewer contexts than
 * parameters K and the 1 of 1 + g are what they are in {@link FiniteSizeEquations}.
 */
final class FewTasksEquations implements ErrorEquations {
    private static final double TOLERANCE = 1e-12;
    private static final double LONGEST = 2;
    private static final int INTEGRAL_NODES = 6;

    private final int d;
    private final double n;
    private final int k;
    private final double rho;
    private final double ridge;
    private final double unit;
    private final GammaRule chi;
    private final GammaRule squares;
    private final GammaRule exponential = GammaRule.of(1, INTEGRAL_NODES);
    private final Task[] tasks;
    /** E aaᵀ of new tasks, a diagonal; the last entry is the last coordinate's, those before are alike. */
    private final double newSquare;
    private final double newLast;
    /** E aaᵀ of the pool's tasks, on the span and the last coordinate, and across. */
    private final double[][] ownSquare;
    private double ownAcross;

    /**
     * @param pool k rows \( w_j/\sqrt d \), of k coordinates in a basis of their span: the symmetric root of the tasks' Gram matrix
     *     over d, so that tasks which are alike change places where their coordinates do
     */
    FewTasksEquations(Pretraining setting, TaskLaw law, double[][] pool) {
        d = setting.dimension();
        n = setting.contexts();
        k = pool.length;
        rho = setting.rho();
        boolean interpolates = setting.lambda() == 0 && n < (double) d * (d + 1);
        ridge = interpolates ? 1 : setting.lambda();
        unit = interpolates ? 0 : 1;
        double length = setting.contextLength();
        chi = FiniteSizeEquations.chiSquare(d);
        squares = FiniteSizeEquations.chiSquare(length);
        newSquare = (1 + rho) * d / length + 1 + 1 / length;
        newLast = ((1 + rho) * (1 + rho) + (law == TaskLaw.SPHERE ? 0 : 2.0 / d)) * (1 + 2 / length);
        ownSquare = new double[k + 1][k + 1];
        tasks = new Task[k];
        for (int j = 0; j < k; j++) {
            tasks[j] = new Task(pool[j], first(pool, j), length);
            tasks[j].addSquare(ownSquare, length);
            ownAcross += tasks[j].noise / k;
        }
    }

    /** @return the first task with which this one can change places */
    private static int first(double[][] pool, int task) {
        for (int other = 0; other < task; other++) {
            boolean alike = true;
            for (int p = 0; p < pool.length; p++) {
                for (int q = 0; q < pool.length; q++) {
                    alike &= pool[p][q] == pool[swap(p, task, other)][swap(q, task, other)];
                }
            }
            if (alike) {
                return other;
            }
        }
        return task;
    }

    private static int swap(int index, int one, int other) {
        return index == one ? other : index == other ? one : index;
    }

    /** One task of the pool. */
    private final class Task {
        /** The first that is like it, whose sums are its own but for the places of two coordinates. */
        private final int like;
        private final double norm;
        private final double[] place;
        /** [w; v]. */
        private final double[] mean;
        /** The variance of a, over S: its root within the span, and its value across. */
        private final double[][] root = new double[k][k];
        private final double noise;

        Task(double[] row, int like, double length) {
            this.like = like;
            norm = Vectors.dot(row, row);
            place = new double[k];
            mean = new double[k + 1];
            mean[k] = norm + rho;
            noise = (norm + rho) * d / length;
            for (int p = 0; p < k; p++) {
                place[p] = mean[p] = Math.sqrt(d) * row[p];
                for (int q = 0; q < k; q++) {
                    double along = row[p] * row[q] / norm;
                    root[p][q] = Math.sqrt(rho * d / length) * along + Math.sqrt(noise) * ((p == q ? 1 : 0) - along);
                }
            }
        }

        private void addSquare(double[][] sum, double length) {
            for (int p = 0; p <= k; p++) {
                for (int q = 0; q <= k; q++) {
                    double variance = p < k && q < k ? Vectors.dot(root[p], root[q]) : 0;
                    sum[p][q] += (mean[p] * mean[q] * (1 + 2 / length) + variance) / k;
                }
            }
        }
    }

    @Override
    public Solution solve() {
        double load = n / d / (d + 1);
        double share = load > 1 ? 1 - 1 / load + 1e-3 : ridge * load / (1 - load + 1e-3);
        double[][] precision = new double[k + 1][k + 1];
        for (int p = 0; p <= k; p++) {
            for (int q = 0; q <= k; q++) {
                precision[p][q] = share * ownSquare[p][q] + (p == q ? ridge : 0);
            }
        }
        return solve(state(precision, ridge + share * ownAcross), 0, 0);
    }

    @Override
    public Solution solve(double[] start, double onNew, double onOwn) {
        double[] state = FixedPoint.solve(x -> new Step(x, onNew, onOwn).next(), start, LONGEST, TOLERANCE);
        return new Step(state, onNew, onOwn).solution();
    }

    /** [ln c, and of the Cholesky factor C of K^{-1} the logarithms of the diagonal, and rows over their diagonal entries]. */
    private double[] state(double[][] precision, double across) {
        double[] state = new double[1 + (k + 1) * (k + 2) / 2];
        state[0] = -Math.log(across);
        double[][] factor = new double[k + 1][];
        int at = 1;
        for (int p = 0; p <= k; p++) {
            factor[p] = new double[p + 1];
            double rest = precision[p][p];
            for (int q = 0; q < p; q++) {
                double sum = precision[p][q];
                for (int i = 0; i < q; i++) {
                    sum -= factor[p][i] * factor[q][i];
                }
                factor[p][q] = sum / factor[q][q];
                rest -= factor[p][q] * factor[p][q];
            }
            factor[p][p] = Math.sqrt(rest);
            for (int q = 0; q < p; q++) {
                state[at++] = factor[p][q] / factor[p][p];
            }
            state[at++] = Math.log(rest) / 2;
        }
        return state;
    }

    private double[][] inverse(double[] state) {
        double[][] factor = new double[k + 1][k + 1];
        int at = 1;
        for (int p = 0; p <= k; p++) {
            double diagonal = Math.exp(state[at + p]);
            for (int q = 0; q < p; q++) {
                factor[p][q] = state[at + q] * diagonal;
            }
            factor[p][p] = diagonal;
            at += p + 1;
        }
        double[][] inverse = new double[k + 1][k + 1];
        for (int p = 0; p <= k; p++) {
            for (int q = 0; q <= k; q++) {
                inverse[p][q] = Vectors.dot(factor[p], factor[q]);
            }
        }
        invert(inverse);
        return inverse;
    }

    /** Overwrites a positive definite matrix by its inverse and returns its determinant. */
    private static double invert(double[][] matrix) {
        double determinant = 1;
        for (int p = 0; p < matrix.length; p++) {
            double pivot = matrix[p][p];
            determinant *= pivot;
            matrix[p][p] = 1;
            for (int j = 0; j < matrix.length; j++) {
                matrix[p][j] /= pivot;
            }
            for (int i = 0; i < matrix.length; i++) {
                if (i != p) {
                    double factor = matrix[i][p];
                    matrix[i][p] = 0;
                    for (int j = 0; j < matrix.length; j++) {
                        matrix[i][j] -= factor * matrix[p][j];
                    }
                }
            }
        }
        return determinant;
    }

    /** One pass over all nodes at a state. */
    private final class Step {
        private final double[] state;
        private final double c;
        private final double[][] inverse;
        private final double[][] precision = new double[k + 1][k + 1];
        private double across;
        /** Γ̄ on the span; of each task E χa/(1+g). */
        private final double[][] map = new double[k][k + 1];
        private final double[][] scattered = new double[k][k + 1];
        /** E (χ|w|²/d + ρ)/(1+g). */
        private double squared;

        Step(double[] state, double onNew, double onOwn) {
            this.state = state;
            c = Math.exp(state[0]);
            inverse = inverse(state);
            across = ridge + onNew * newSquare + onOwn * ownAcross;
            for (int p = 0; p <= k; p++) {
                for (int q = 0; q <= k; q++) {
                    precision[p][q] = onOwn * ownSquare[p][q];
                }
                precision[p][p] += ridge + onNew * (p < k ? newSquare : newLast);
            }
            for (int j = 0; j < k; j++) {
                if (tasks[j].like == j) {
                    new Sums(tasks[j]).gather(j);
                }
                double[] image = times(inverse, scattered[j]);
                for (int p = 0; p < k; p++) {
                    for (int q = 0; q <= k; q++) {
                        map[p][q] += tasks[j].place[p] * image[q] / k;
                    }
                }
            }
        }

        private double[] next() {
            return state(precision, across);
        }

        private Solution solution() {
            double learned = 0;
            double own = 0;
            double objective = squared;
            for (int j = 0; j < k; j++) {
                learned += map[j][j] / d;
                own += Vectors.dot(tasks[j].place, times(map, tasks[j].mean)) / d / k;
                objective -= Vectors.dot(tasks[j].place, times(map, scattered[j])) / d / k;
            }
            // Tr KT, which no direction's share of K is above.
            double byNew = inverse[k][k] * newLast;
            double byOwn = 0;
            for (int p = 0; p <= k; p++) {
                byNew += p < k ? inverse[p][p] * newSquare : 0;
                byOwn += Vectors.dot(inverse[p], ownSquare[p]);
            }
            return new Solution(state, 1 / Math.max(c * newSquare, byNew), 1 / Math.max(c * ownAcross, byOwn),
                    learned, own, objective);
        }

        private static double[] times(double[][] matrix, double[] vector) {
            double[] product = new double[matrix.length];
            for (int p = 0; p < product.length; p++) {
                product[p] = Vectors.dot(matrix[p], vector);
            }
            return product;
        }

        /** Expectations over one task's contexts. In the coordinates of its root, a is S[w;v] and a normal part. */
        private final class Sums {
            private final Task task;
            private final double[] form;
            private final double meanForm;
            /** K's form on the normal part, and between that and the mean. */
            private final double[][] normalForm = new double[k][k];
            private final double[] mixedForm;
            private double acrossSum;
            private double squaredSum;
            private double first;
            private double second;
            private final double[] shift = new double[k];
            private final double[] squareShift = new double[k];
            private final double[][] square = new double[k][k];

            Sums(Task task) {
                this.task = task;
                form = times(inverse, task.mean);
                meanForm = Vectors.dot(form, task.mean);
                mixedForm = times(task.root, Arrays.copyOf(form, k));
                double trace = 0;
                for (int p = 0; p < k; p++) {
                    double[] image = times(inverse, Arrays.copyOf(task.root[p], k + 1));
                    for (int q = 0; q < k; q++) {
                        normalForm[p][q] = Vectors.dot(task.root[q], Arrays.copyOf(image, k));
                    }
                    trace += normalForm[p][p];
                }
                double noiseForm = trace + (d - k) * task.noise * c;
                for (int i = 0; i < squares.count(); i++) {
                    double s = squares.node(i);
                    // Where the integrand has fallen to 1/e.
                    double range = 1 / (unit + s * (s * meanForm + noiseForm) * d / n);
                    for (int j = 0; j < exponential.count(); j++) {
                        double node = exponential.node(j);
                        add(s, node * range, squares.weight(i) * exponential.weight(j) * Math.exp(node) * range);
                    }
                }
            }

            private void add(double s, double u, double weight) {
                double perContext = u * d / n;
                double theta = 2 * perContext * s;
                double[][] variance = new double[k][k];
                for (int p = 0; p < k; p++) {
                    for (int q = 0; q < k; q++) {
                        variance[p][q] = theta * normalForm[p][q];
                    }
                    variance[p][p]++;
                }
                double determinant = invert(variance);
                double[] moved = times(variance, mixedForm);
                double left = meanForm - theta * Vectors.dot(mixedForm, moved);
                double tail = 1 + theta * task.noise * c;
                double decay = Math.exp(-perContext * s * s * left) * Math.pow(tail, -0.5 * (d - k)) / Math.sqrt(determinant);
                double withChi = 0;
                double without = 0;
                for (int x = 0; x < chi.count(); x++) {
                    double part = chi.weight(x) * Math.exp(-unit * u / chi.node(x));
                    withChi += part;
                    without += part / chi.node(x);
                }
                double mass = weight * decay * withChi;
                first += mass * s;
                second += mass * s * s;
                acrossSum += mass * s * task.noise / tail;
                squaredSum += task.norm * mass + rho * weight * decay * without;
                for (int p = 0; p < k; p++) {
                    double shifted = mass * s * theta * moved[p];
                    shift[p] += shifted;
                    squareShift[p] += shifted * s;
                    for (int q = 0; q < k; q++) {
                        square[p][q] += shifted * s * theta * moved[q] + mass * s * variance[p][q];
                    }
                }
            }

            /** Adds the expectations of this task and of those like it. */
            private void gather(int own) {
                double[] moved = Arrays.copyOf(times(task.root, shift), k + 1);
                double[] slant = Arrays.copyOf(times(task.root, squareShift), k + 1);
                double[][] sum = new double[k + 1][k + 1];
                for (int p = 0; p <= k; p++) {
                    for (int q = 0; q <= k; q++) {
                        double normal = p < k && q < k ? Vectors.dot(task.root[p], times(square, task.root[q])) : 0;
                        sum[p][q] = (second * task.mean[p] * task.mean[q] - task.mean[p] * slant[q] - slant[p] * task.mean[q]
                                + normal) / k;
                    }
                }
                for (int j = own; j < k; j++) {
                    if (tasks[j].like == own) {
                        across += acrossSum / k;
                        squared += squaredSum / k;
                        for (int p = 0; p <= k; p++) {
                            scattered[j][swap(p, own, j)] = first * task.mean[p] - moved[p];
                            for (int q = 0; q <= k; q++) {
                                precision[swap(p, own, j)][swap(q, own, j)] += sum[p][q];
                            }
                        }
                    }
                }
            }
        }
    }
}
