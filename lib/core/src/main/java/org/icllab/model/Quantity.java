package org.icllab.model;

import org.icllab.Require;

/**
 * A number that a study gives, by theory or by simulation.
 *
 * @param symbol as formulas and frames write it, such as {@code e_ICL}
 * @param meaning in words; may be empty
 */
public record Quantity(String symbol, String meaning) {
    public Quantity {
        Require.given("symbol, meaning", symbol, meaning);
    }

    /** @return the quantity of that symbol and meaning */
    public static Quantity of(String symbol, String meaning) {
        return new Quantity(symbol, meaning);
    }

    /** @return an axis's label: {@code e_ICL  (error on new tasks)} */
    public String label() {
        return meaning.isEmpty() ? symbol : symbol + "  (" + meaning + ")";
    }

    /** @return the symbol */
    @Override
    public String toString() {
        return symbol;
    }
}
