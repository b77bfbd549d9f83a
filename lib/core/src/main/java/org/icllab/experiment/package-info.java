/** Monte-Carlo trials in parallel, their estimates, and the log that keeps what is finished. */
package org.icllab.experiment;
