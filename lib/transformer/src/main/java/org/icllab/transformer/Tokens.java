package org.icllab.transformer;

import org.icllab.Require;

/** A context as paper A's models read it: tokens (x, y), the query's last, with 0 for its label. */
final class Tokens {
    private Tokens() {
    }

    /** @throws IllegalArgumentException if contexts of this size do not suit a model of this dimension */
    static void check(Batch.Size size, int dimension) {
        Require.length("size.dimension", Require.given("size", size).dimension(), dimension);
        Require.that(size.evaluated() == 1, "evaluated = " + size.evaluated() + ": a context of tokens must have one query");
    }
}
