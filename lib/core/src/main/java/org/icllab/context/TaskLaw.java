package org.icllab.context;

import org.icllab.random.RandomStream;

/** The law of a regression task \( w \in \mathbb R^d \); both have \( \mathbb E\, ww^\top = I \). */
public enum TaskLaw {
    /** Uniform on \( |w|^2 = d \): what the paper's simulations use; the label variance is the same for every task. */
    SPHERE {
        @Override
        double[] draw(int dimension, RandomStream stream) {
            return stream.nextOnSphere(dimension, Math.sqrt(dimension));
        }

        @Override
        double meanFourthPower(int dimension) {
            return 1;
        }
    },

    /** \( w \sim \mathcal N(0, I_d) \): what the paper's theory assumes; the two differ by terms of order 1/d. */
    GAUSSIAN {
        @Override
        double[] draw(int dimension, RandomStream stream) {
            double[] task = new double[dimension];
            stream.fillGaussian(task, 0, dimension, 1);
            return task;
        }

        @Override
        double meanFourthPower(int dimension) {
            return 1 + 2.0 / dimension;
        }
    };

    abstract double[] draw(int dimension, RandomStream stream);

    /** \( \mathbb E (|w|^2/d)^2 \). */
    abstract double meanFourthPower(int dimension);
}
