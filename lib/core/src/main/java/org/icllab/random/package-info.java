/**
 * Seeded, splittable random streams: the same seed gives the same bits, whatever the thread count, the processor or the
 * JDK (from 17 on). {@link org.icllab.random.Haar} alone passes its normal numbers through LAPACK: its frames are the
 * same to rounding.
 */
package org.icllab.random;
