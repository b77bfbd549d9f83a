package org.icllab.model;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.icllab.Require;

/** How a setting's record is read and made anew: its components beside the parameters that declare them. */
final class SettingShape {
    private static final ClassValue<SettingShape> SHAPES = new ClassValue<>() {
        @Override
        protected SettingShape computeValue(Class<?> type) {
            return new SettingShape(type);
        }
    };

    private final List<Parameter> parameters;
    private final Class<?>[] types;
    private final MethodHandle[] read;
    private final MethodHandle make;

    private SettingShape(Class<?> type) {
        Require.that(type.isRecord(), type.getName() + ": a setting must be a record");
        RecordComponent[] components = type.getRecordComponents();
        types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        parameters = Arrays.stream(components).map(component -> declared(type, component)).toList();
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            make = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asType(MethodType.genericMethodType(types.length)).asSpreader(Object[].class, types.length);
            read = new MethodHandle[types.length];
            for (int i = 0; i < types.length; i++) {
                read[i] = lookup.unreflect(components[i].getAccessor())
                        .asType(MethodType.methodType(Object.class, Object.class));
            }
        } catch (ReflectiveOperationException hidden) {
            throw new IllegalArgumentException(type.getName() + ": a setting must be a public record", hidden);
        }
    }

    static SettingShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static Parameter declared(Class<?> type, RecordComponent component) {
        for (Field field : type.getFields()) {
            if (field.getType() == Parameter.class && Modifier.isStatic(field.getModifiers())) {
                Parameter parameter = constant(field);
                if (parameter != null && parameter.name().equals(component.getName())) {
                    return parameter;
                }
            }
        }
        throw new IllegalArgumentException(type.getName() + "." + component.getName()
                + ": no public Parameter constant declares it");
    }

    private static Parameter constant(Field field) {
        try {
            return (Parameter) field.get(null);
        } catch (IllegalAccessException hidden) {
            return null;
        }
    }

    List<Parameter> parameters() {
        return parameters;
    }

    double value(Object setting, Parameter parameter) {
        return number(component(setting, place(setting, parameter)));
    }

    /** @return the parameter with its value, as people write it: a flag as true or false, a choice by its name */
    String text(Object setting, int place) {
        Parameter parameter = parameters.get(place);
        Object component = component(setting, place);
        return component instanceof Number number ? parameter.text(number.doubleValue())
                : parameter.symbol() + " = " + component.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** @return the setting with each value of the parameter in turn */
    List<Object> with(Object setting, Parameter parameter, double... values) {
        int place = place(setting, parameter);
        Object[] components = new Object[types.length];
        for (int i = 0; i < components.length; i++) {
            components[i] = component(setting, i);
        }
        List<Object> all = new ArrayList<>(Require.given("values", values).length);
        for (double value : values) {
            components[place] = typed(types[place], parameters.get(place).check(value));
            all.add(call(() -> make.invoke(components)));
        }
        return all;
    }

    Object make(double... values) {
        Require.length("values", values.length, types.length);
        return call(() -> make.invoke(IntStream.range(0, types.length)
                .mapToObj(i -> typed(types[i], parameters.get(i).check(values[i]))).toArray()));
    }

    private int place(Object setting, Parameter parameter) {
        Require.given("parameter", parameter);
        for (int i = 0; i < types.length; i++) {
            if (parameters.get(i).name().equals(parameter.name())) {
                return i;
            }
        }
        return Require.<Integer>refuse("parameter", parameter,
                "one of " + parameters + " of a " + setting.getClass().getSimpleName());
    }

    private Object component(Object setting, int place) {
        return call(() -> read[place].invoke(setting));
    }

    private static double number(Object component) {
        return component instanceof Number number ? number.doubleValue()
                : component instanceof Boolean flag ? flag ? 1 : 0 : ((Enum<?>) component).ordinal();
    }

    private static Object typed(Class<?> type, double value) {
        return type == double.class ? (Object) value : type == int.class ? (Object) (int) value
                : type == boolean.class ? (Object) (value != 0) : type.getEnumConstants()[(int) value];
    }

    private interface Handle {
        Object call() throws Throwable;
    }

    private static Object call(Handle handle) {
        try {
            return handle.call();
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new IllegalStateException(checked);
        }
    }
}
