package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.ToolProvider;
import org.icllab.simulation.pretraining.PretrainedGamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of classes compiled for the test: Trial names Sampler, which names Constant; Figure is named by nobody. */
class FingerprintTest {
    private static final Map<String, String> SOURCES = Map.of(
            "Trial", "public class Trial { public double run() { return new Sampler().draw() + 1; } }",
            "Sampler", "class Sampler { double draw() { return Constant.value() * 2; } }",
            "Constant", "class Constant { static double value() { return 0.5; } }",
            "Figure", "class Figure { int width() { return 800; } }");

    @TempDir
    Path folder;

    @Test
    void aChangeOfWhatATrialReachesChangesIt() throws Exception {
        String first = fingerprint(Map.of());
        assertNotEquals(first, fingerprint(Map.of("Trial", SOURCES.get("Trial").replace("+ 1", "+ 2"))));
        assertNotEquals(first, fingerprint(Map.of("Sampler", SOURCES.get("Sampler").replace("* 2", "* 3"))));
        assertNotEquals(first, fingerprint(Map.of("Constant", SOURCES.get("Constant").replace("0.5", "0.25"))));
    }

    @Test
    void aChangeElsewhereOrACommentLeavesItAsItIs() throws Exception {
        String first = fingerprint(Map.of());
        assertEquals(first, fingerprint(Map.of("Figure", SOURCES.get("Figure").replace("800", "900"))));
        assertEquals(first, fingerprint(Map.of("Sampler", "\n\n/** Why. */\n" + SOURCES.get("Sampler").replace("{ return", "{\n return"))));
    }

    @Test
    void studiesOfTheLibraryHaveTheirOwn() {
        String own = Fingerprint.of(Probe.NORMAL);
        assertTrue(own.matches("[0-9a-f]{16}"), own);
        assertEquals(own, Fingerprint.of(Probe.WALK), "studies of one class have its code");
        assertNotEquals(own, Fingerprint.of(PretrainedGamma.STUDY));
    }

    private String fingerprint(Map<String, String> changed) throws Exception {
        Map<String, byte[]> classes = new TreeMap<>();
        Path sources = Files.createTempDirectory(folder, "version");
        Map<String, String> all = new TreeMap<>(SOURCES);
        all.putAll(changed);
        for (var source : all.entrySet()) {
            Files.writeString(sources.resolve(source.getKey() + ".java"), "package org.icllab.made;\n" + source.getValue());
        }
        String[] arguments = all.keySet().stream().map(name -> sources.resolve(name + ".java").toString()).toArray(String[]::new);
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments));
        for (String name : all.keySet()) {
            classes.put("org/icllab/made/" + name, Files.readAllBytes(sources.resolve(name + ".class")));
        }
        return Fingerprint.of(Set.of("org.icllab.made.Trial"),
                type -> classes.containsKey(type) ? new ByteArrayInputStream(classes.get(type)) : null);
    }
}
