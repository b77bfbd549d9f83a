package org.icllab.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which backend a fresh Java process takes, and what it says about it. */
class BackendChoiceTest {
    @Test
    void javaCanBeForced() throws Exception {
        assertEquals(List.of("pure Java (netlib)"), outputOf("-Dicllab.blas=java"));
    }

    @Test
    void eachNativeBackendCanBeForcedAndNamesWhatItsBitsDependOn() throws Exception {
        Assumptions.assumeTrue(Blas.isNative(), "no native library here in any case");
        assertEquals(List.of("jblas (native OpenBLAS)"), outputOf("-Dicllab.blas=jblas"));
        List<String> output = outputOf("-Dicllab.blas=openblas");
        assertEquals(1, output.size(), output.toString());
        assertTrue(output.get(0).matches("OpenBLAS \\d+\\.\\d+\\.\\d+ \\(\\w+ kernels\\)"), output.get(0));
        assertEquals(output, outputOf("-Dicllab.blas=auto"), "auto takes it where it loads");
    }

    @Test
    void withoutOpenblasJblasTakesOver() throws Exception {
        Assumptions.assumeTrue(NativeFiles.linuxOnX86(), "no jblas of its own here");
        assertEquals(List.of("jblas (native OpenBLAS)"), outputWithout("-native.jar"));
    }

    @Test
    void withoutANativeLibraryJavaTakesOverAndSaysSoOnce() throws Exception {
        List<String> output = outputOf("-Dos.arch=unheard-of");
        assertEquals(2, output.size(), output.toString());
        assertTrue(output.get(0).startsWith("ICL Lab: no native library works on"), output.get(0));
        assertEquals("pure Java (netlib)", output.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "a file"})
    void anUnusableTemporaryFolderIsNamedAndJavaTakesOver(String name, @TempDir Path folder) throws Exception {
        Path temporary = folder.resolve(name);
        if (!name.equals("missing")) {
            Files.createFile(temporary);
        }
        List<String> output = outputOf("-Djava.io.tmpdir=" + temporary);
        Assumptions.assumeTrue(Blas.isNative(), "no native library here in any case");
        assertEquals(2, output.size(), output.toString());
        assertTrue(output.get(0).contains("openblas: no room in the temporary folder " + temporary + ": "), output.get(0));
        assertEquals("pure Java (netlib)", output.get(1));
    }

    /** Also a process that is killed leaves none, since nothing waits for its end. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "openblas", "jblas", "java"})
    void noNativeLibraryIsLeftInTheTemporaryFolder(String backend, @TempDir Path folder) throws Exception {
        outputOf("-Djava.io.tmpdir=" + folder, "-Dicllab.blas=" + backend, "-Dhalt=true");
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void whereNoFurtherCopyLoadsThreadsShareWhatThereIs() throws Exception {
        Backend only = new JavaBackend();
        Backends backends = new Backends("one copy", "as a test", true, only, 4, false);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Backend>> taken = threads.invokeAll(Collections.nCopies(100, () -> {
            Backend backend = backends.take(() -> {
                throw new UnsatisfiedLinkError("disk full");
            });
            Thread.sleep(1);
            backends.giveBack(backend);
            return backend;
        }), 1, TimeUnit.MINUTES);
        threads.shutdown();
        for (Future<Backend> one : taken) {
            assertEquals(only, one.get());
        }
    }

    @Test
    void anUnknownBackendIsRefused() throws Exception {
        assertTrue(String.join("\n", outputOf("-Dicllab.blas=atlas"))
                .contains("-Dicllab.blas = atlas: must be auto, openblas, jblas or java"));
    }

    @Test
    void jblasPrintsNothingOfItsOwn() throws Exception {
        assertTrue(outputOf("-Dicllab.blas=jblas").stream().noneMatch(line -> line.contains("org.jblas")));
    }

    private static List<String> outputOf(String... options) throws Exception {
        return outputOf(System.getProperty("java.class.path"), options);
    }

    /** What a process says without the jar whose name ends so: jffi's native one. */
    private static List<String> outputWithout(String name) throws Exception {
        return outputOf(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith(name))
                .collect(Collectors.joining(File.pathSeparator)), new String[0]);
    }

    private static List<String> outputOf(String classPath, String[] options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Dstdout.encoding=UTF-8", "-Dfile.encoding=UTF-8",
                "-cp", classPath, PrintBackend.class.getName()));
        command.addAll(1, List.of(options));
        if (Runtime.version().feature() > 22) {
            // Else the JVM warns of native code, on the same stream.
            command.add(1, "--enable-native-access=ALL-UNNAMED");
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        // From 25 on the JVM says itself that the temporary folder does not exist.
        return output.lines().filter(line -> !line.startsWith("WARNING: java.io.tmpdir")).toList();
    }

    /** What the fresh process runs: two uses of linear algebra, then the backend's name. */
    static final class PrintBackend {
        public static void main(String[] args) {
            Matrix.identity(3).times(Matrix.identity(3));
            SymmetricEigen.of(Matrix.identity(3));
            System.out.println(Blas.backend());
            if (Boolean.getBoolean("halt")) {
                Runtime.getRuntime().halt(137); // as a kill does: nothing is cleaned up
            }
        }
    }
}
