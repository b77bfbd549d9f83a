/** The library's speed, measured: {@code java -jar lib/bench/target/icllab-bench.jar}. */
package org.icllab.bench;
