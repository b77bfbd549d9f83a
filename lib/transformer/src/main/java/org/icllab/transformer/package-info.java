/**
 * Attention models with all their matrices trained: what theory and the reduced models of
 * {@code org.icllab.simulation.descent} are compared with.
 *
 * <p>A {@link org.icllab.transformer.Training} puts together a {@link org.icllab.transformer.Model}, the
 * {@link org.icllab.transformer.Contexts} it learns from and an {@link org.icllab.transformer.Optimiser}. A model's
 * {@link org.icllab.transformer.Pass} goes forwards and back, by hand: models with softmax in single precision, in which the
 * papers train too, linear ones, which are compared with exact theory, in double. Weights, their updates, contexts, losses
 * and sums over contexts are in double precision. The package never imports {@code org.icllab.theory}.
 */
package org.icllab.transformer;
