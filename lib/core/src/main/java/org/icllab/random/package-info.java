/** Seeded, splittable random streams: the same seed gives the same bits whatever the thread count. */
package org.icllab.random;
