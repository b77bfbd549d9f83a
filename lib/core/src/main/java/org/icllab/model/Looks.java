package org.icllab.model;

import java.util.stream.IntStream;

/** When a training is looked at that spans decades: after steps evenly spaced in the logarithm. */
final class Looks {
    private Looks() {
    }

    /** @return at most {@code most} ≥ 2 of the steps 1 … {@code last}, ascending, the first and the last among them */
    static int[] upTo(int last, int most) {
        return IntStream.range(0, most).map(i -> (int) Math.rint(StrictMath.pow(last, i / (most - 1.0)))).distinct().toArray();
    }
}
