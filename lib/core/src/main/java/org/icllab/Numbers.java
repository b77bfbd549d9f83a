package org.icllab;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as people write them, and as identities are made of them. */
public final class Numbers {
    /** Digits that count: what differs only behind them, as 1.2 and 1.2000000000000002 do, is one number. */
    private static final MathContext COUNTED = new MathContext(12);
    private static final MathContext SHOWN = new MathContext(6);
    private static final double PLAIN_FROM = 1e-4;
    private static final double PLAIN_TO = 1e7;

    private Numbers() {
    }

    /** @return {@code value} to six significant digits: {@code 4}, {@code 0.05}, {@code 1e-6}, {@code ∞} */
    public static String text(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = rounded(value, SHOWN);
        double size = Math.abs(value);
        if (size >= PLAIN_FROM && size < PLAIN_TO) {
            return rounded.toPlainString();
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
    }

    /** @return {@code value} to so many significant digits, at most twelve: 0.236 for 0.23632522 */
    public static double rounded(double value, int digits) {
        Require.finite("value", value);
        Require.within("digits", digits, 1, COUNTED.getPrecision());
        return new BigDecimal(value).round(new MathContext(digits)).doubleValue();
    }

    /** @return twelve significant digits of {@code value}, in one way only and in ASCII */
    public static String canonical(double value) {
        return Double.isFinite(value) ? value == 0 ? "0" : rounded(value, COUNTED).toString() : Double.toString(value);
    }

    private static BigDecimal rounded(double value, MathContext digits) {
        return new BigDecimal(value).round(digits).stripTrailingZeros();
    }
}
