/**
 * What the papers predict in the limit of large dimension: closed forms and scalar fixed points, nothing sampled.
 *
 * <p>Nothing here knows of a simulation, so that agreement between the two means something. Throughout,
 * \( \mathrm{tr} \) is the normalised trace and \( R = \frac1k\sum_j w_jw_j^\top \) the second moment of the
 * \( k = \kappa d \) pretraining tasks.
 */
package org.icllab.theory;
