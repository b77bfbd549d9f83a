package org.icllab.entries;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.icllab.linalg.Matrix;

/** What nobody should pass, for a working value of each type. */
final class BadValues {
    private static final double[] NUMBERS = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0, -1, 1.5,
        Double.MIN_VALUE, 1e-300, 1e-16, 1e16, 1e300, Double.MAX_VALUE, -Double.MAX_VALUE};
    private static final int[] INTEGERS = {0, -1, 1, 2, 7, Integer.MIN_VALUE, Integer.MAX_VALUE,
        // More numbers than there is memory for.
        (int) Math.min(Integer.MAX_VALUE - 9, Runtime.getRuntime().maxMemory() / Double.BYTES + 1)};

    private BadValues() {
    }

    /**
     * @param type of the parameter
     * @param good a value that works there; arrays are not changed
     */
    static List<Object> of(Class<?> type, Object good) {
        List<Object> bad = new ArrayList<>();
        if (!type.isPrimitive()) {
            bad.add(null);
        }
        if (type == double.class) {
            Arrays.stream(NUMBERS).forEach(bad::add);
        } else if (type == int.class) {
            Arrays.stream(INTEGERS).forEach(bad::add);
        } else if (type == long.class) {
            bad.addAll(List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE));
        } else if (type == boolean.class) {
            bad.addAll(List.of(true, false));
        } else if (type == String.class) {
            bad.addAll(List.of("", "two\nlines", "σ", "x".repeat(10_000)));
        } else if (type.isEnum()) {
            bad.addAll(Arrays.asList(type.getEnumConstants()));
        } else if (good instanceof double[] vector) {
            vectors(vector, bad);
        } else if (good instanceof float[] numbers) {
            bad.add(new float[0]);
            bad.add(new float[numbers.length - 1]);
            bad.add(new float[] {Float.NaN});
        } else if (good instanceof int[] integers) {
            integers(integers, bad);
        } else if (good instanceof double[][] rows) {
            tables(rows, bad);
        } else if (good instanceof Matrix matrix) {
            matrices(matrix, bad);
        } else if (good instanceof List<?> list) {
            lists(list, bad);
        } else if (good instanceof Optional<?>) {
            bad.add(Optional.empty());
        } else if (type.isInterface() && type.getPackageName().equals("java.util.function")) {
            functions(type, bad);
        }
        return bad;
    }

    private static void vectors(double[] good, List<Object> bad) {
        bad.add(new double[0]);
        bad.add(Arrays.copyOf(good, good.length + 1));
        for (double number : NUMBERS) {
            for (int place : new int[] {0, good.length - 1}) {
                if (place >= 0) {
                    double[] changed = good.clone();
                    changed[place] = number;
                    bad.add(changed);
                }
            }
            double[] all = good.clone();
            Arrays.fill(all, number);
            bad.add(all);
        }
        if (good.length > 0) {
            bad.add(Arrays.copyOf(good, good.length - 1));
            double[] reversed = good.clone();
            for (int i = 0; i < good.length; i++) {
                reversed[i] = good[good.length - 1 - i];
            }
            bad.add(reversed);
        }
    }

    private static void integers(int[] good, List<Object> bad) {
        bad.add(new int[0]);
        for (int number : INTEGERS) {
            int[] changed = good.clone();
            changed[good.length - 1] = number;
            bad.add(changed);
        }
        bad.add(Arrays.copyOf(good, good.length + 1));
    }

    private static void tables(double[][] good, List<Object> bad) {
        bad.add(new double[0][]);
        bad.add(new double[good.length][]);
        bad.add(new double[good.length][0]);
        double[][] ragged = good.clone();
        ragged[good.length - 1] = new double[] {1};
        bad.add(ragged);
        double[][] number = good.clone();
        number[0] = good[0].clone();
        number[0][0] = Double.NaN;
        bad.add(number);
    }

    private static void matrices(Matrix good, List<Object> bad) {
        for (int[] shape : new int[][] {{1, 1}, {1, 5}, {5, 1}, {2, 3}, {3, 2}, {4, 4}, {4, 5}, {5, 5}}) {
            Matrix other = Matrix.zeros(shape[0], shape[1]);
            Arrays.fill(other.data(), 0.5);
            bad.add(other);
        }
        for (double number : NUMBERS) {
            for (int place : new int[] {0, good.data().length - 1}) {
                Matrix changed = good.copy();
                changed.data()[place] = number;
                bad.add(changed);
            }
            Matrix all = good.copy();
            Arrays.fill(all.data(), number);
            bad.add(all);
        }
    }

    private static void lists(List<?> good, List<Object> bad) {
        bad.add(List.of());
        bad.add(Arrays.asList((Object) null));
        List<Object> more = new ArrayList<>(good);
        more.add(null);
        bad.add(more);
        if (!good.isEmpty()) {
            bad.add(good.subList(0, good.size() - 1));
            List<Object> doubled = new ArrayList<>(good);
            doubled.add(good.get(0));
            bad.add(doubled);
            List<Object> reversed = new ArrayList<>(good);
            Collections.reverse(reversed);
            bad.add(reversed);
            for (Object other : of(good.get(0).getClass(), good.get(0))) {
                List<Object> changed = new ArrayList<>(good);
                changed.set(0, other);
                bad.add(changed);
            }
        }
    }

    /** Functions that always give the same bad result, of whatever type they give. */
    private static void functions(Class<?> type, List<Object> bad) {
        Object[] results = {Double.NaN, Double.POSITIVE_INFINITY, -1.0, 0.0, 1e300, null, new double[0],
            new double[] {Double.NaN, Double.NaN, Double.NaN}, false, true};
        for (Object result : results) {
            bad.add(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                Class<?> gives = method.getReturnType();
                if (method.getDeclaringClass() == Object.class) {
                    return method.getName().equals("hashCode") ? (Object) 1 : method.getName().equals("equals") ? (Object) false
                            : "function of " + result;
                }
                if (gives == double.class) {
                    return result instanceof Double ? result : Double.NaN;
                }
                if (gives == boolean.class) {
                    return result instanceof Boolean ? result : Boolean.FALSE;
                }
                if (gives == int.class || gives == long.class) {
                    int number = result instanceof Double given ? (int) (double) given : -1;
                    return gives == int.class ? (Object) number : (Object) (long) number;
                }
                // Of functions from vectors to vectors, other results would not compile.
                return gives == void.class || result instanceof Number || result instanceof Boolean ? null : result;
            }));
        }
    }
}
