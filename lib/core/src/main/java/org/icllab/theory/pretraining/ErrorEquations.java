package org.icllab.theory.pretraining;

/**
 * Self-consistent equations of {@link FiniteSizeRisk} with a penalty
 * \( \tfrac nd\mathrm{Tr}\,\Gamma(\lambda I + \eta_IT_I + \eta_RT_R)\Gamma^\top \) in place of the ridge: the errors are derivatives in
 * η.
 */
interface ErrorEquations {
    /**
     * What the equations give.
     *
     * @param state the unknowns, from which a neighbouring η is solved quickly
     * @param onNew the \( \eta_I \) that changes K as much as K is, in one direction at least
     * @param onOwn the same of \( \eta_R \)
     * @param learned γ = (1/d) E Tr Γ_1
     * @param own \( \tfrac1d \) E w·Γ[w; v] over the pool's tasks
     * @param objective the least penalised sum of squares, over n
     */
    record Solution(double[] state, double onNew, double onOwn, double learned, double own, double objective) {
    }

    /** @return the solution at η = 0, from scratch */
    Solution solve();

    /** @return the solution at \( \eta_I \), \( \eta_R \), from one nearby */
    Solution solve(double[] start, double onNew, double onOwn);
}
