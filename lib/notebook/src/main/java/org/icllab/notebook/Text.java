package org.icllab.notebook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/** Numbers and column names as a reader sees them. */
final class Text {
    private static final Map<Integer, String> GREEK = greek();
    private static final Map<Integer, String> LATEX = latex();
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private Text() {
    }

    /** @return {@code raw} with the characters that mean something in HTML or XML escaped */
    static String escape(String raw) {
        return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /** @return {@code value} to {@code digits} significant digits: {@code 0.25}, {@code 12000}, {@code 3·10⁻⁷}, {@code ∞} */
    static String number(double value, int digits) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
        if (rounded.signum() == 0) {
            return "0";
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        boolean wholeNumber = Math.rint(value) == value && Math.abs(value) < 1e9;
        String shown;
        if (wholeNumber) {
            shown = String.valueOf((long) value);
        } else if (exponent < -4 || exponent > 6) {
            String factor = rounded.movePointLeft(exponent).toPlainString();
            shown = (factor.equals("1") ? "" : factor.equals("-1") ? "-" : factor + "·") + powerOfTen(exponent);
        } else {
            shown = rounded.toPlainString();
        }
        return shown.replace('-', '−');
    }

    /** @return {@code 10⁻³} */
    static String powerOfTen(int exponent) {
        StringBuilder power = new StringBuilder(exponent < 0 ? "10⁻" : "10");
        for (char digit : String.valueOf(Math.abs(exponent)).toCharArray()) {
            power.append(SUPERSCRIPTS.charAt(digit - '0'));
        }
        return power.toString();
    }

    /** @return the letters and digits of {@code name} in ASCII, Greek ones by name, a hyphen for all that is between them */
    static String fileName(String name) {
        StringBuilder plain = new StringBuilder();
        name.codePoints().forEach(c -> plain.append(GREEK.containsKey(c) ? "-" + GREEK.get(c) + "-" : Character.toString(c)));
        return Normalizer.normalize(plain, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "")
                .replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    /** @return {@code raw} in LaTeX, with all that is not a letter of text in math mode, and {@code _ICL} as an index */
    static String latex(String raw) {
        StringBuilder latex = new StringBuilder();
        raw.codePoints().forEach(c -> {
            int power = SUPERSCRIPTS.indexOf(c);
            if (power >= 0) {
                latex.append("$^{").append(power).append("}$");
            } else if (GREEK.containsKey(c)) {
                latex.append("$\\").append(GREEK.get(c)).append('$');
            } else {
                latex.append(LATEX.getOrDefault(c, Character.toString(c)));
            }
        });
        return latex.toString().replace("}$$^{", "").replaceAll("_([A-Za-z0-9]+)", "\\$_{\\\\mathrm{$1}}\\$")
                .replaceAll("_(?!\\{)", "\\\\_");
    }

    private static Map<Integer, String> latex() {
        Map<Integer, String> characters = new HashMap<>();
        "&%#${}".chars().forEach(c -> characters.put(c, "\\" + (char) c));
        String[] others = {"\\", "\\textbackslash{}", "^", "\\textasciicircum{}", "~", "\\textasciitilde{}", "−", "$-$",
            "⁻", "$^{-}$", "·", "$\\cdot$", "×", "$\\times$", "±", "$\\pm$", "∞", "$\\infty$", "≤", "$\\leq$", "≥", "$\\geq$",
            "→", "$\\to$", "∈", "$\\in$", "√", "$\\surd$", "ℓ", "$\\ell$", "𝓛", "$\\mathcal{L}$", "′", "$'$", "‖", "$\\|$",
            "⋆", "$\\star$", "₁", "$_{1}$", "₂", "$_{2}$"};
        for (int i = 0; i < others.length; i += 2) {
            characters.put(others[i].codePointAt(0), others[i + 1]);
        }
        return characters;
    }

    private static Map<Integer, String> greek() {
        String[] names = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
            "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"};
        Map<Integer, String> letters = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            letters.put('α' + i, names[i]);
            letters.put('Α' + i, Character.toUpperCase(names[i].charAt(0)) + names[i].substring(1));
        }
        return letters;
    }

    /** @return the symbol that a column name starts with: {@code τ} of {@code τ = n/d²} */
    static String symbol(String columnName) {
        int end = columnName.indexOf(" = ");
        return (end < 0 ? columnName : columnName.substring(0, end)).strip();
    }
}
