/** Paper B at finite dimension: contexts, residual attention, descent models and their training. */
package org.icllab.simulation.descent;
