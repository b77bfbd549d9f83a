/**
 * Dense linear algebra: the only code that touches native libraries, and safe from any number of threads.
 *
 * <p>See {@link org.icllab.linalg.Blas} for what computes and how many calls run at once.
 */
package org.icllab.linalg;
