/** Running a study on a grid of settings: engine, store, estimates, comparison with theory. */
package org.icllab.study;
