/** Linear attention in its reduced form: fitting Γ to pretraining contexts and its exact error. Knows no theory. */
package org.icllab.attention;
