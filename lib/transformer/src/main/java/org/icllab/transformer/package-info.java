/**
 * Attention models trained by automatic differentiation, on DJL's PyTorch engine: what theory and the hand-written
 * dynamics of {@code org.icllab.simulation.descent} are compared with.
 *
 * <p>A {@link org.icllab.transformer.Training} puts together a {@link org.icllab.transformer.Model}, the
 * {@link org.icllab.transformer.Contexts} it learns from and an {@link org.icllab.transformer.Optimiser}; numbers are
 * in single precision. The package never imports {@code org.icllab.theory}.
 */
package org.icllab.transformer;
