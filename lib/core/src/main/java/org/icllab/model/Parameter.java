package org.icllab.model;

import org.icllab.Numbers;
import org.icllab.Require;

/**
 * One number of a setting: its name, symbol, meaning and range, declared once for theory, simulation, frames, figures
 * and notebooks.
 *
 * <p>Flags are 0 or 1, choices the place of an enum's constant.
 *
 * @param name of the record component that holds it
 * @param symbol as formulas write it, such as {@code κ}
 * @param definition what it is in other symbols, such as {@code k/d}; may be empty
 * @param meaning in words
 * @param kind what type of number it is
 * @param range what values it may take
 */
public record Parameter(String name, String symbol, String definition, String meaning, Kind kind, Range range) {
    public Parameter {
        Require.given("name, symbol, definition, meaning, kind, range", name, symbol, definition, meaning, kind, range);
    }

    /** The type of a parameter. */
    public enum Kind {
        /** A {@code double}. */
        REAL,
        /** An {@code int}. */
        INTEGER,
        /** A {@code boolean}. */
        FLAG,
        /** A constant of an enum. */
        CHOICE
    }

    /**
     * @param name of the record component that holds it
     * @param symbol as the paper writes it
     * @param definition such as P/D, or empty
     * @param meaning in a few words
     * @param range of its values
     * @return a real parameter
     */
    public static Parameter real(String name, String symbol, String definition, String meaning, Range range) {
        return new Parameter(name, symbol, definition, meaning, Kind.REAL, range);
    }

    /**
     * @param name of the record component that holds it
     * @param symbol as the paper writes it
     * @param definition such as P/D, or empty
     * @param meaning in a few words
     * @param range of its values
     * @return a parameter that is an integer
     */
    public static Parameter integer(String name, String symbol, String definition, String meaning, Range range) {
        return new Parameter(name, symbol, definition, meaning, Kind.INTEGER, range);
    }

    /**
     * @param name of the record component that holds it
     * @param symbol as the paper writes it
     * @param meaning in a few words
     * @return a parameter that is true (1) or false (0)
     */
    public static Parameter flag(String name, String symbol, String meaning) {
        return new Parameter(name, symbol, "", meaning, Kind.FLAG, Range.within(0, 1));
    }

    /**
     * @param name of the record component that holds it
     * @param symbol as the paper writes it
     * @param meaning in a few words
     * @param constants the enum
     * @return a parameter that is one of an enum's constants, by its place among them
     */
    public static Parameter choice(String name, String symbol, String meaning, Class<? extends Enum<?>> constants) {
        Require.given("constants", constants);
        return new Parameter(name, symbol, "", meaning, Kind.CHOICE,
                Range.within(0, constants.getEnumConstants().length - 1));
    }

    /** @return this parameter, held to values at least {@code low} */
    public Parameter atLeast(double low) {
        return held(Range.atLeast(low).orInfinite());
    }

    /** @return this parameter, held to values above {@code low} */
    public Parameter above(double low) {
        return held(Range.above(low).orInfinite());
    }

    /** @return this parameter, held to values in [{@code low}, {@code high}] */
    public Parameter within(double low, double high) {
        return held(Range.within(low, high));
    }

    /** @return this parameter, held to finite values */
    public Parameter finite() {
        return held(Range.finite());
    }

    private Parameter held(Range further) {
        return new Parameter(name, symbol, definition, meaning, kind, range.and(further));
    }

    /**
     * @param value of the parameter
     * @return {@code value}; −0 as 0
     * @throws IllegalArgumentException if it is not in range, or should be an integer and is not: names symbol, value
     *     and range
     */
    public double check(double value) {
        return check(symbol, value);
    }

    /**
     * As {@link #check(double)}, with the name that the caller knows the parameter by.
     *
     * @param known the name in the message
     * @param value of the parameter
     * @return {@code value}; −0 as 0
     * @throws IllegalArgumentException as there
     */
    public double check(String known, double value) {
        boolean fits = range.contains(value) && (kind == Kind.REAL || value == (int) value);
        return fits ? value + 0.0 : Require.refuse(known, value, must());
    }

    /**
     * As {@link #check(double)}, of an integer.
     *
     * @param value of the parameter
     * @return {@code value}
     * @throws IllegalArgumentException as there
     */
    public int check(int value) {
        return (int) check((double) value);
    }

    /** @return what a value must be, with the meaning: {@code > 0, possibly ∞ (distinct pretraining tasks …)} */
    public String must() {
        return (kind == Kind.INTEGER ? "an integer " : "") + range + " (" + meaning + ")";
    }

    /** @return the column's name in a frame: {@code κ = k/d} */
    public String header() {
        return definition.isEmpty() ? symbol : symbol + " = " + definition;
    }

    /** @return an axis's label: {@code κ = k/d  (distinct pretraining tasks per dimension)} */
    public String label() {
        return header() + "  (" + meaning + ")";
    }

    /** @return the parameter with a value, as text: {@code κ = 0.5} */
    public String text(double value) {
        return symbol + " = " + Numbers.text(value);
    }

    /** @return the symbol */
    @Override
    public String toString() {
        return symbol;
    }
}
