/** The Bayes estimators that linear attention is measured against. */
package org.icllab.simulation.baseline;
