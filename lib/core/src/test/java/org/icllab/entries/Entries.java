package org.icllab.entries;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.icllab.Require;
import org.icllab.linalg.Matrix;

/** The public classes of the library, and what can be called of them. */
final class Entries {
    private Entries() {
    }

    /** @return every public class that lies where {@code one} of them does, by name; not what needs a running kernel */
    static List<Class<?>> classes(Class<?> one) {
        Path root;
        try {
            root = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString().replace('/', '.').replace('\\', '.'))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class")).sorted()
                    .<Class<?>>flatMap(name -> load(name.substring(0, name.length() - ".class".length())).stream())
                    .filter(Entries::isPublic).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Class<?>> load(String name) {
        try {
            return Optional.of(Class.forName(name));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        } catch (NoClassDefFoundError ofTheKernel) {
            return Optional.empty();
        }
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) && (type.getDeclaringClass() == null || isPublic(type.getDeclaringClass()));
    }

    /** @return public constructors and methods that take anything, or that read an instance, in a fixed order */
    static List<Executable> of(Class<?> type) {
        List<Executable> entries = new ArrayList<>();
        if (!type.isInterface() && !Modifier.isAbstract(type.getModifiers())) {
            entries.addAll(Arrays.asList(type.getConstructors()));
        }
        Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && !method.isBridge())
                .filter(method -> !(type.isInterface() && Modifier.isAbstract(method.getModifiers())))
                .filter(method -> !Throwable.class.isAssignableFrom(type) || Modifier.isStatic(method.getModifiers()))
                .forEach(entries::add);
        entries.removeIf(entry -> entry.getName().equals("equals") || entry.getName().equals("valueOf"));
        // The checks themselves, of which RequireTest knows.
        entries.removeIf(entry -> type == Require.class || type == Matrix.class && entry.getName().equals("require"));
        entries.sort(Comparator.comparing(Entries::name));
        return entries;
    }

    static boolean needsInstance(Executable entry) {
        return entry instanceof Method && !Modifier.isStatic(entry.getModifiers());
    }

    /** @return such as {@code Matrix.wrap(int,int,double[])} */
    static String name(Executable entry) {
        String of = shortName(entry.getDeclaringClass());
        String types = Arrays.stream(entry.getParameters()).map(Parameter::getType).map(Class::getSimpleName)
                .collect(Collectors.joining(","));
        return (entry instanceof Method ? of + "." + entry.getName() : "new " + of) + "(" + types + ")";
    }

    /** @return whether the Javadoc of the entry's class, or of an interface that it implements, speaks of the exception */
    static boolean documents(Executable entry, Class<?> exception) {
        Class<?> type = entry.getDeclaringClass();
        return Stream.concat(Stream.of(type), Arrays.stream(type.getInterfaces()))
                .anyMatch(each -> comments(each).anyMatch(line -> line.contains(exception.getSimpleName())));
    }

    private static Stream<String> comments(Class<?> type) {
        String name = type.getName().replaceAll("\\$.*", "").replace('.', '/') + ".java";
        Path own = Path.of("src/main/java", name);
        Path file = Files.exists(own) ? own : Path.of("../core/src/main/java", name);
        try {
            return !Files.exists(file) ? Stream.empty() : Files.readAllLines(file).stream()
                    .filter(line -> line.strip().startsWith("*") || line.strip().startsWith("/**"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String shortName(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }
}
