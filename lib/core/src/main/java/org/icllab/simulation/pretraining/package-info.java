/** Paper A at finite dimension: contexts, features, the fit of Γ* and its exact errors. */
package org.icllab.simulation.pretraining;
