package org.icllab;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Programs in a Java of their own, with so much memory. */
public final class Heap {
    /** What a Java without any data needs. */
    public static final long EMPTY = 20 << 20;

    private Heap() {
    }

    /** @return whether {@code program} ends well in so many bytes */
    public static boolean suffices(long bytes, Class<?> program, String... arguments) throws Exception {
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        List<String> command = new ArrayList<>(List.of(java, "-Xmx" + bytes, "-XX:+UseSerialGC", "-Xmn8m", "-cp",
                System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ran = process.waitFor() == 0;
        assertTrue(ran || output.contains("OutOfMemoryError") || output.contains("for which there is memory"), output);
        return ran;
    }
}
