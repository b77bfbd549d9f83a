package org.icllab.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.icllab.study.Probe;
import org.junit.jupiter.api.Test;

class SettingTest {
    @Test
    void aSettingIsReadAndChangedByItsParameters() {
        Probe probe = Probe.BASE.with(Probe.SIZE, 7).with(Probe.LOUD, 1).with(Probe.COLOUR, 1).with(Probe.DEVIATION, 2);
        assertEquals(new Probe(7, 1, 2, true, Probe.Colour.GREEN), probe);
        assertEquals(List.of(7.0, 1.0, 2.0, 1.0, 1.0), probe.parameters().stream().map(probe::value).toList());
        assertEquals("n = 7, μ = 1, σ = 2, loud = true, colour = green", probe.text());
        assertTrue(probe.has(Probe.MEAN.atLeast(0)));
        assertFalse(probe.has(Pretraining.KAPPA));
    }

    @Test
    void whatIsOutOfRangeIsRefusedBySymbolValueAndRange() {
        for (double bad : new double[] {0, -1, 2.5, Double.NaN, 1e10}) {
            assertThrows(IllegalArgumentException.class, () -> Probe.BASE.with(Probe.SIZE, bad), "" + bad);
        }
        assertEquals("n = 2.5: must be an integer ≥ 1 (how many)",
                assertThrows(IllegalArgumentException.class, () -> Probe.BASE.with(Probe.SIZE, 2.5)).getMessage());
        assertEquals("σ = -1: must be ≥ 0, possibly ∞ (deviation)",
                assertThrows(IllegalArgumentException.class, () -> new Probe(1, 0, -1, false, Probe.Colour.RED)).getMessage());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Probe.BASE.with(Pretraining.KAPPA, 1)).getMessage()
                .startsWith("parameter = κ: must be one of [n, μ, σ, loud, colour]"));
    }

    @Test
    void minusZeroIsZero() {
        assertEquals(0.0, 1 / Double.POSITIVE_INFINITY);
        assertEquals(Double.POSITIVE_INFINITY, 1 / Probe.BASE.with(Probe.DEVIATION, -0.0).deviation());
    }

    /** Every record of the library that is a setting: each component has a parameter, and the constructor asks it. */
    @Test
    void everySettingHoldsEveryComponentToItsRange() throws Exception {
        var library = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.icllab");
        int checked = 0;
        for (JavaClass found : library) {
            Class<?> type = Class.forName(found.getName(), false, getClass().getClassLoader());
            if (type.isRecord() && Setting.class.isAssignableFrom(type)) {
                checked += componentsHeldToTheirRange(type);
            }
        }
        assertTrue(checked > 0);
    }

    private static int componentsHeldToTheirRange(Class<?> type) throws Exception {
        List<Parameter> parameters = SettingShape.of(type).parameters();
        RecordComponent[] components = type.getRecordComponents();
        Constructor<?> constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        for (int i = 0; i < components.length; i++) {
            Class<?> kind = components[i].getType();
            assertTrue(kind == int.class || kind == double.class || kind == boolean.class || kind.isEnum(),
                    type + "." + components[i].getName());
            if (kind == double.class || kind == int.class) {
                Parameter parameter = parameters.get(i);
                Object bad = kind == int.class ? (Object) outside(parameter) : (Object) Double.NaN;
                Object[] arguments = new Object[components.length];
                for (int j = 0; j < arguments.length; j++) {
                    arguments[j] = j == i ? bad : inside(components[j].getType(), parameters.get(j));
                }
                var refused = assertThrows(InvocationTargetException.class, () -> constructor.newInstance(arguments),
                        type + "." + components[i].getName());
                assertTrue(refused.getCause() instanceof IllegalArgumentException
                        && refused.getCause().getMessage().contains(parameter.meaning()), "" + refused.getCause());
            }
        }
        return components.length;
    }

    private static int outside(Parameter parameter) {
        return parameter.range().contains(Integer.MIN_VALUE) ? Integer.MAX_VALUE : Integer.MIN_VALUE;
    }

    private static Object inside(Class<?> type, Parameter parameter) {
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type == boolean.class) {
            return false;
        }
        for (double value : new double[] {1, 0.5, 2, 16, 64, 0}) {
            if (parameter.range().contains(value) && (type == double.class || value == Math.rint(value))) {
                return type == int.class ? (Object) (int) value : (Object) value;
            }
        }
        throw new IllegalStateException("no value for " + parameter);
    }
}
