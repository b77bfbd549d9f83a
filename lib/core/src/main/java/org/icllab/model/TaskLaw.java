package org.icllab.model;

/** The law of a regression task \( w \in \mathbb R^d \); both have \( \mathbb E\, ww^\top = I \). */
public enum TaskLaw {
    /** Uniform on \( |w|^2 = d \): what the paper's simulations use; the label variance is the same for every task. */
    SPHERE,
    /** \( w \sim \mathcal N(0, I_d) \): what the paper's theory assumes; the two differ by terms of order 1/d. */
    GAUSSIAN
}
