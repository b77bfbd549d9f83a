/** Stochastic gradient descent on the reduced models. Knows no theory. */
package org.icllab.dynamics;
