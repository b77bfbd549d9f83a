package org.icllab.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Are the native files where they are looked for? The ordinary build has those of its own platform; Maven's profile
 * "platforms" fetches those of all.
 */
class OpenblasFilesTest {
    private static Stream<String> platforms() {
        return Stream.of(System.getProperty("icllab.platforms", OpenblasFiles.platform()).split(","));
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void aPlatformHasAllItsFiles(String platform) {
        List<String> needed = OpenblasFiles.NEEDED.get(platform);
        Assumptions.assumeTrue(needed != null, "there is no OpenBLAS for " + platform);
        for (String name : needed) {
            assertThere(OpenblasFiles.resource(platform, name));
        }
        assertThere(OpenblasFiles.CALLER.get(platform));
        assertTrue(needed.get(needed.size() - 1).startsWith("libopenblas."));
    }

    @Test
    void thePlatformsAreThoseThatBytedecoBuilds() {
        assertEquals(OpenblasFiles.NEEDED.keySet(), OpenblasFiles.CALLER.keySet());
        for (String caller : OpenblasFiles.CALLER.values()) {
            assertThere(caller); // jffi's jar holds those of every platform
        }
    }

    private static void assertThere(String resource) {
        assertNotNull(OpenblasFiles.class.getClassLoader().getResource(resource), resource);
    }
}
