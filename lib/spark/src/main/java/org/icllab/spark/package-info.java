/** Spark's driver: takes orders from a notebook's kernel, and runs them on a cluster's executors. */
package org.icllab.spark;
