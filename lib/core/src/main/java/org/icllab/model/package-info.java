/** What theory and simulation both mean: settings and their parameters, quantities, spectra, task laws. */
package org.icllab.model;
