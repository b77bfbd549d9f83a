package org.icllab.notebook;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;

/**
 * The library's sources, from which the kernel shows the Javadoc of the class or method in which the cursor stands
 * (Shift+Tab in JupyterLab).
 *
 * <p>JShell looks for Javadoc in the JDK's own sources, and has no public way to name others: its list of places is
 * reached by reflection, which JJava's launcher opens. Where that fails, names are shown without a word, as before.
 */
final class Sources {
    private Sources() {
    }

    /** Tells the shell that runs the cells of the sources beside the library's jar. */
    static void tell() {
        Kernel.shell().ifPresent(shell -> tell(shell, beside(Sources.class)));
    }

    static void tell(JShell shell, List<Path> sources) {
        try {
            SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
            Method find = analysis.getClass().getDeclaredMethod("findSources");
            find.setAccessible(true);
            List<Object> places = new ArrayList<>((List<?>) find.invoke(analysis));
            sources.stream().filter(source -> !places.contains(source)).forEach(places::add);
            Field known = analysis.getClass().getDeclaredField("availableSources");
            known.setAccessible(true);
            known.set(analysis, places);
        } catch (ReflectiveOperationException | InaccessibleObjectException closed) {
            // Another JShell than those known: names without Javadoc.
        }
    }

    /** @return the source folders of the modules beside the one whose {@code target} holds the class, in a clone */
    static List<Path> beside(Class<?> inside) {
        List<Path> found = new ArrayList<>();
        try {
            Path jar = Path.of(inside.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (DirectoryStream<Path> modules = Files.newDirectoryStream(jar.resolve("../../..").normalize())) {
                for (Path module : modules) {
                    Path source = module.resolve("src/main/java");
                    if (Files.isDirectory(source)) {
                        found.add(source);
                    }
                }
            }
        } catch (URISyntaxException | IOException away) {
            return List.of();
        }
        return found;
    }
}
