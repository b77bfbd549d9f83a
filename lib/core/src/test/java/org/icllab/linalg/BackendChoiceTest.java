package org.icllab.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which backend a fresh Java process takes, and what it says about it. */
class BackendChoiceTest {
    @Test
    void javaCanBeForced() throws Exception {
        assertEquals(List.of("pure Java (netlib)"), outputOf("-Dicllab.blas=java"));
    }

    @Test
    void withoutANativeLibraryJavaTakesOverAndSaysSoOnce() throws Exception {
        List<String> output = outputOf("-Dos.arch=unheard-of");
        assertEquals(2, output.size(), output.toString());
        assertTrue(output.get(0).startsWith("ICL Lab: jblas has no native library that works on"), output.get(0));
        assertEquals("pure Java (netlib)", output.get(1));
    }

    @Test
    void anUnknownBackendIsRefused() throws Exception {
        assertTrue(String.join("\n", outputOf("-Dicllab.blas=atlas"))
                .contains("-Dicllab.blas = atlas: must be jblas, java or auto"));
    }

    @Test
    void jblasPrintsNothingOfItsOwn() throws Exception {
        assertTrue(outputOf("-Dicllab.blas=auto").stream().noneMatch(line -> line.contains("org.jblas")));
    }

    private static List<String> outputOf(String option) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", option,
                "-Dstdout.encoding=UTF-8", "-Dfile.encoding=UTF-8",
                "-cp", System.getProperty("java.class.path"), PrintBackend.class.getName()));
        if (Runtime.version().feature() > 22) {
            // Else the JVM warns of native code, on the same stream.
            command.add(1, "--enable-native-access=ALL-UNNAMED");
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().toList();
    }

    /** What the fresh process runs: two uses of linear algebra, then the backend's name. */
    static final class PrintBackend {
        public static void main(String[] args) {
            Matrix.identity(3).times(Matrix.identity(3));
            SymmetricEigen.of(Matrix.identity(3));
            System.out.println(Blas.backend());
        }
    }
}
