/**
 * In-context learning by linear attention: exact theory and simulation.
 *
 * <p>Ground floor first, each package uses only those below it: {@code linalg}, {@code random}, {@code model} (settings,
 * parameters, quantities, studies), {@code theory} and {@code simulation}, {@code study} (which runs them). Theory and
 * simulation share the statement of the problem and no formula.
 */
package org.icllab;
