package org.icllab.theory.pretraining;

import org.icllab.model.Pretraining;
import org.icllab.model.TaskLaw;
import org.icllab.theory.FixedPoint;
import org.icllab.theory.GammaRule;

/**
 * The self-consistent equations of {@link FiniteSizeRisk}, whose symbols these are, averaged over pools of many tasks, and
 * for fresh tasks.
 *
 * <p>K is \( \tfrac nd \) times the mean resolvent here. At λ = 0 with fewer contexts than parameters it is λ times that,
 * and the 1 of 1 + g becomes 0: one set of equations has both limits, by {@code ridge} and {@code unit}.
 */
final class FiniteSizeEquations implements ErrorEquations {
    private static final double TOLERANCE = 1e-12;
    /** Most unknowns are logarithms. */
    private static final double LONGEST = 2;
    private static final int NORMAL_NODES = 3;
    private static final int REST_NODES = 4;
    private static final int SPREAD_NODES = 3;
    private static final int TASK_NODES = 3;
    private static final int COUNT_NODES = 3;
    /** Of the whole, before those of each task node. */
    private static final int FIRST = 3;
    private static final int UNKNOWNS = 5;
    /** Below the pole of \( 1/(1-y) \): reached only on the way. */
    private static final double MOST = 0.98;
    private static final double LARGEST_SPREAD = 4;
    /** The largest of K over its mean, about, where tasks are few. */
    private static final double SPREAD = 10;

    private final int d;
    private final double n;
    /** 1/k, 0 for k = ∞. */
    private final double share;
    private final double kappa;
    private final double length;
    private final double rho;
    private final double ridge;
    private final double unit;
    private final GammaRule chi;
    private final GammaRule squares;
    private final GammaRule normal = GammaRule.normal(NORMAL_NODES);
    private final GammaRule norms;
    /** The number of a task's contexts beside the one that looks, over its mean. */
    private final GammaRule counts;

    FiniteSizeEquations(Pretraining setting, TaskLaw law) {
        d = setting.dimension();
        n = setting.contexts();
        double k = setting.tasks();
        share = 1 / k;
        kappa = k / d;
        length = setting.contextLength();
        rho = setting.rho();
        boolean ridgeless = setting.lambda() == 0;
        boolean interpolates = ridgeless && n < (double) d * (d + 1);
        ridge = interpolates ? 1 : setting.lambda();
        unit = interpolates ? 0 : 1;
        chi = chiSquare(d);
        squares = chiSquare(length);
        counts = GammaRule.of(pooled() ? (1 - share) / (n * share) : 0, pooled() ? COUNT_NODES : 1);
        norms = law == TaskLaw.SPHERE ? GammaRule.of(0, 1) : GammaRule.of(2.0 / d, TASK_NODES);
    }

    /** Enough nodes for functions like 1/x, whose error is n! Γ(s)/Γ(s+n) with s half of the degrees of freedom. */
    static GammaRule chiSquare(double degrees) {
        int count = degrees >= 1000 ? 2 : degrees >= 180 ? 3 : degrees >= 80 ? 4 : degrees >= 30 ? 6 : degrees >= 15 ? 8
                : degrees >= 7 ? 12 : 20;
        return GammaRule.of(2 / degrees, count);
    }

    /** A variance as it may be met on the way, where a state can be far from any solution. */
    private static double bounded(double variance) {
        return variance <= LARGEST_SPREAD ? variance : LARGEST_SPREAD;
    }

    private boolean pooled() {
        return share > 0;
    }

    /** Task nodes: squared length, place in the spread of K without the task, number of contexts. */
    private int tasks() {
        return (pooled() ? TASK_NODES : 1) * norms.count() * counts.count();
    }

    @Override
    public Solution solve() {
        double[] start = new double[FIRST + UNKNOWNS * tasks()];
        double load = n / d / (d + 1);
        double guess = -Math.log(load > 1 ? ridge + 1 - 1 / load + 1e-3 : ridge / (1 - load + 1e-3) + 1e-3 * ridge + 1e-9);
        start[0] = guess;
        start[1] = guess;
        for (int task = 0; task < tasks(); task++) {
            int at = FIRST + UNKNOWNS * task;
            start[at] = start[at + 3] = Math.log(share > 0 ? share / 2 : 1);
            start[at + 1] = 1 + rho;
            start[at + 4] = Math.log(1e-3);
        }
        return solve(start, 0, 0);
    }

    @Override
    public Solution solve(double[] start, double onNew, double onOwn) {
        double[] state = FixedPoint.solve(x -> new Step(x, onNew, onOwn).next(), start, LONGEST, TOLERANCE);
        return new Step(state, onNew, onOwn).solution();
    }

    /** One pass over all nodes at a state: [ln c, ln c_s without a task, Y, and for each task node
     * ln 𝒜_tt, 𝒜_ts/𝒜_tt, det 𝒜/𝒜_tt², ln B and ln V_ξ]. */
    private final class Step {
        private final double[] state;
        private final double onNew;
        private final double onOwn;
        private final double c;
        private final double last;
        private final double response;
        private final double tailSquare;
        /** Sums over task nodes, weighted. */
        private double total;
        private double lastShare;
        private double lastMean;
        private double ownLast;
        private double ownTotal;
        private double responseSquared;
        private double learned;
        private double own;
        private double objective;
        private final double[] group;

        Step(double[] state, double onNew, double onOwn) {
            this.state = state;
            this.onNew = onNew;
            this.onOwn = onOwn;
            c = Math.exp(state[0]);
            last = Math.exp(state[1]);
            response = pooled() ? Math.max(0, Math.min(1, state[2])) : 0;
            tailSquare = 1 / (1 - Math.min(MOST, kappa < Double.POSITIVE_INFINITY ? kappa * response * response : 0));
            group = new double[UNKNOWNS * tasks()];
            run();
        }

        private void run() {
            double[] weights = new double[tasks()];
            TaskNode[] nodes = new TaskNode[tasks()];
            double variance = pooled() ? 2.0 / (d + 2) * (tailSquare - 1) : 0;
            GammaRule zeta = GammaRule.of(bounded(variance), pooled() ? TASK_NODES : 1);
            double meanForm = 0;
            int at = 0;
            for (int i = 0; i < norms.count(); i++) {
                for (int j = 0; j < zeta.count(); j++) {
                    for (int m = 0; m < counts.count(); m++) {
                        weights[at] = norms.weight(i) * zeta.weight(j) * counts.weight(m);
                        nodes[at] = new TaskNode(norms.node(i), zeta.node(j), counts.node(m), at);
                        meanForm += weights[at] * nodes[at].tt / norms.node(i);
                        at++;
                    }
                }
            }
            double across = (d * c - meanForm / d) / (d - 1);
            // ω needs the mean of γ over the nodes: the sums come first.
            for (int task = 0; task < nodes.length; task++) {
                nodes[task].integrate(across);
                gather(nodes[task], weights[task], across);
            }
            for (int first = 0; first < nodes.length; first += counts.count()) {
                join(nodes, first, weights);
            }
            for (int task = 0; task < nodes.length; task++) {
                nodes[task].explain(learned);
                own += weights[task] * nodes[task].own;
                objective += weights[task] * nodes[task].objective;
            }
        }

        /**
         * Joins the nodes of one task that differ in its number of contexts. Across the task these act on all other tasks,
         * whatever that number is. And E m f(m − 1) = E m · E f(m) shall hold for f = g_w/(1+g), as it does for Poisson's law.
         */
        private void join(TaskNode[] nodes, int first, double[] weights) {
            double weight = 0;
            double moved = 0;
            double across = 0;
            double seen = 0;
            double counted = 0;
            for (int m = 0; m < counts.count(); m++) {
                TaskNode node = nodes[first + m];
                weight += weights[first + m];
                moved += counts.weight(m) * node.moved();
                across += counts.weight(m) * node.across;
                seen += counts.weight(m) * node.single;
                counted += counts.weight(m) * node.single * node.repeats;
            }
            for (int m = 0; m < counts.count(); m++) {
                nodes[first + m].close(seen / counted, across);
            }
            // The pool's spread alone: that of single contexts is 1/d of it.
            responseSquared += weight * moved * moved;
        }

        private void gather(TaskNode node, double weight, double across) {
            total += weight * node.total;
            lastShare += weight * node.lastShare;
            lastMean += weight * node.ss;
            ownLast += weight * (node.testTs * node.ts + node.testSs * node.ss);
            ownTotal += weight * (node.testTt * node.tt + 2 * node.testTs * node.ts + node.testSs * node.ss
                    + node.blur * (d - 1) * across);
            learned += weight * node.learned;
        }

        double[] next() {
            double[] next = state.clone();
            double lastTest = (1 + rho) * (1 + rho) * (1 + 2 / length) * normSquareFactor();
            double squareTest = (1 + rho) * d / length + 1 + 1 / length;
            next[1] = state[1] - Math.log((ridge + onNew * lastTest) * lastMean + onOwn * ownLast + lastShare);
            double rest = (ridge + onNew * squareTest) * d * c + onOwn * (ownTotal - ownLast) + total - lastShare;
            next[0] = state[0] + Math.log(d / rest);
            if (pooled()) {
                next[2] = Math.sqrt(responseSquared);
                System.arraycopy(group, 0, next, FIRST, group.length);
            }
            return next;
        }

        /** E v² over test tasks, beside (1+ρ)². */
        private double normSquareFactor() {
            return norms.count() == 1 ? 1 : 1 + 2.0 / d / ((1 + rho) * (1 + rho));
        }

        Solution solution() {
            double scale = 1 / (SPREAD * c * (1 + (1 + rho) * d / length));
            return new Solution(state, scale, scale, learned, own, objective);
        }

        /** Contexts of tasks of one length, at one place of K's spread. */
        private final class TaskNode {
            private final double norm;
            private final double zeta;
            private final double count;
            private final double v;
            private final int at;
            /** Of the group's whole share of \( K^{-1} \): 𝒜 + (η_R/k)𝒯. */
            private final double groupTt;
            private final double groupOwn;
            private final double without;
            /** U, K on the task and on the last coordinate. */
            private final double tt;
            private final double ts;
            private final double ss;
            /** 𝒯, a summary's second moment on the same two, and across the task. */
            private final double testTt;
            private final double testTs;
            private final double testSs;
            private final double blur;
            private final double acrossShare;
            private double total;
            private double lastShare;
            private double spread;
            private double single;
            private double learned;
            private double own;
            private double objective;
            /** Sums that the objective is made of once ω is known. */
            private double meanT;
            private double meanS;
            private double crossed;
            private double plain;
            private double scattered;
            private double scatteredT;
            private double scatteredS;
            /** m f(m − 1)/f(m) over the mean of m: a task's contexts see one another, and none itself. */
            private double repeats;
            /** B of this number of contexts. */
            private double across;

            TaskNode(double norm, double zeta, double count, int at) {
                this.norm = norm;
                this.zeta = zeta;
                this.count = count;
                this.at = at;
                v = norm + rho;
                blur = v * d / length;
                testTt = 1 + 1 / length + v / (length * norm);
                testTs = v * (1 + 2 / length);
                testSs = v * v * (1 + 2 / length);
                double own = onOwn * share;
                int first = FIRST + UNKNOWNS * at;
                double along = pooled() ? Math.exp(state[first]) : 0;
                double slant = state[first + 1];
                double other = Math.max(0, state[first + 2]);
                groupOwn = along;
                groupTt = along + own * testTt;
                double groupTs = along * slant + own * testTs;
                double groupSs = along * (slant * slant + other) + own * testSs;
                acrossShare = (pooled() ? Math.exp(state[first + 3]) : 0) + own * blur;
                without = d * c * norm * ((1 + tailSquare * response / d) * zeta + acrossShare * c);
                // U = (U₀⁻¹ + 𝒜)⁻¹ for 2×2 matrices; 𝒜 is nearly singular, and its determinant known apart.
                double mixed = along * (testSs + (slant * slant + other) * testTt - 2 * slant * testTs)
                        + own * (testTt * testSs - testTs * testTs);
                double singular = along * along * other + own * mixed;
                double a = 1 / without + groupTt;
                double b = 1 / last + groupSs;
                double determinant = 1 / without / last + groupSs / without + groupTt / last + singular;
                tt = b / determinant;
                ts = -groupTs / determinant;
                ss = a / determinant;
            }

            /** By how much of itself the task lowers K's form on it. */
            private double moved() {
                return groupTt * (tt + 2 * v * ts + v * v * ss);
            }

            /** All expectations over χ, S, the noise along the task, the rest across it, and ξ. */
            private void integrate(double formAcross) {
                double mean = blur * (d - 1) * formAcross;
                double slant = pooled() ? tt * tt / (without * without) * d * norm * c * c * (tailSquare - 1) : 0;
                double restVariance = 2.0 / (d - 1) * tailSquare + 4 * blur * slant / (mean * mean);
                GammaRule rest = GammaRule.of(bounded(restVariance), REST_NODES);
                GammaRule xi = GammaRule.of(pooled() ? bounded(Math.exp(state[FIRST + UNKNOWNS * at + 4])) : 0,
                        pooled() ? SPREAD_NODES : 1);
                double perContext = d / n;
                double sumTt = 0;
                double sumTs = 0;
                double sumSs = 0;
                double crossSum = 0;
                double sumAcross = 0;
                for (int i = 0; i < squares.count(); i++) {
                    double square = squares.node(i);
                    double s = v * square;
                    for (int z = 0; z < NORMAL_NODES; z++) {
                        double t = square + Math.sqrt(rho * square / (length * norm)) * normal.node(z);
                        double outer = squares.weight(i) * normal.weight(z);
                        double alongT = t * tt + s * ts;
                        double alongS = t * ts + s * ss;
                        double form = t * alongT + s * alongS;
                        for (int p = 0; p < xi.count(); p++) {
                            double factor = xi.node(p);
                            for (int r = 0; r < REST_NODES; r++) {
                                double weight = outer * xi.weight(p) * rest.weight(r);
                                double h = factor * form + mean * square * rest.node(r);
                                double zeroth = 0;
                                double first = 0;
                                double second = 0;
                                for (int x = 0; x < chi.count(); x++) {
                                    double value = chi.node(x);
                                    double inverse = 1 / (unit + value * h * perContext);
                                    double weighted = chi.weight(x) * inverse;
                                    double ratio = value * inverse;
                                    zeroth += weighted;
                                    first += weighted * value;
                                    second += chi.weight(x) * ratio * ratio;
                                }
                                zeroth *= weight;
                                first *= weight;
                                second *= weight;
                                double scaled = factor * first;
                                total += h * first;
                                lastShare += scaled * s * alongS;
                                learned += scaled * alongT;
                                sumTt += scaled * t * t;
                                sumTs += scaled * t * s;
                                sumSs += scaled * s * s;
                                sumAcross += first * square * rest.node(r);
                                crossSum += second * 2 * t * square;
                                double part = factor * form * perContext;
                                spread += part * part * second;
                                single += part * first;
                                meanT += t * first;
                                plain += zeroth;
                                scattered += first;
                                scatteredT += scaled * t;
                                scatteredS += scaled * s;
                            }
                        }
                    }
                }
                crossed = crossSum * blur * slant * perContext;
                learned = (learned - crossed) / d;
                double ratio = sumTs / sumTt;
                double load = Math.min(MOST, n * share / d * count * spread);
                repeats = count * (1 + (single - spread) / (d * (1 - load)));
                across = share * blur * sumAcross;
                int own = UNKNOWNS * at;
                group[own] = Math.log(share * sumTt);
                group[own + 1] = ratio;
                group[own + 2] = sumSs / sumTt - ratio * ratio;
                group[own + 4] = Math.log(2.0 / (d + 2) * load / (1 - load));
            }

            private void close(double factor, double meanAcross) {
                repeats *= factor;
                group[UNKNOWNS * at] += Math.log(repeats);
                group[UNKNOWNS * at + 3] = Math.log(meanAcross);
            }

            /** ω, what Γ makes of the task and of the last coordinate, and the objective from it. */
            private void explain(double gamma) {
                double omegaT;
                double omegaS;
                double slope = 0;
                if (pooled()) {
                    double full = groupOwn / groupTt;
                    double place = (1 + tailSquare * response / d) * zeta;
                    double before = norm * (full - (full - gamma) * place + gamma * acrossShare * c);
                    double left = before / without;
                    omegaT = left * tt + norm * share * repeats * (scatteredT * tt + scatteredS * ts);
                    omegaS = left * ts + norm * share * repeats * (scatteredT * ts + scatteredS * ss);
                    slope = (full - gamma) / c;
                } else {
                    omegaT = norm * gamma;
                    omegaS = 0;
                }
                own = omegaT + v * omegaS;
                // χ(|w|²/d − w·Γa/d) + ρ with w − Γ[w; v] scaled by 1 + ξ.
                objective = norm * (scattered - meanT) + norm * scatteredT - omegaT * scatteredT - omegaS * scatteredS
                        + rho * plain - slope / d * crossed;
            }
        }
    }
}
