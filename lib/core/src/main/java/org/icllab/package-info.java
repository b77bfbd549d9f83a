/**
 * ICL Lab: in-context learning by linear attention, after arXiv 2405.11751 (paper A) and arXiv 2510.01098 (paper B).
 *
 * <p>Packages from the ground floor up, each using only those before it: {@code linalg}, {@code random}, {@code theory},
 * {@code context}, {@code attention}, {@code dynamics}, {@code experiment}. Theory and simulation share no formula.
 */
package org.icllab;
