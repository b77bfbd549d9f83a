package org.icllab.linalg;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the native files of OpenBLAS, and of jffi which calls it, stand on the class path: those of one platform. */
final class OpenblasFiles {
    /** What each platform's OpenBLAS needs, in the order in which it is loaded; the last is OpenBLAS itself. */
    static final Map<String, List<String>> NEEDED = Map.of(
            "linux-x86_64", List.of("libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0"),
            "linux-arm64", List.of("libgfortran.so.5", "libopenblas.so.0"),
            "macosx-arm64", List.of("libopenblas.0.dylib"),
            "macosx-x86_64", List.of("libgcc_s.1.1.dylib", "libquadmath.0.dylib", "libgfortran.5.dylib", "libopenblas.0.dylib"),
            "windows-x86_64", List.of("libopenblas.dll"));
    /** jffi's own, by platform. */
    static final Map<String, String> CALLER = Map.of(
            "linux-x86_64", "jni/x86_64-Linux/libjffi-1.2.so",
            "linux-arm64", "jni/aarch64-Linux/libjffi-1.2.so",
            "macosx-arm64", "jni/Darwin/libjffi-1.2.jnilib",
            "macosx-x86_64", "jni/Darwin/libjffi-1.2.jnilib",
            "windows-x86_64", "jni/x86_64-Windows/jffi-1.2.dll");

    private OpenblasFiles() {
    }

    /** @return this platform's name, as bytedeco's artefacts have it; of an unknown one, Java's names */
    static String platform() {
        String system = System.getProperty("os.name");
        String processor = System.getProperty("os.arch");
        return (system.startsWith("Windows") ? "windows" : system.startsWith("Mac") ? "macosx" : system.toLowerCase())
                + "-" + switch (processor) {
                    case "amd64" -> "x86_64";
                    case "aarch64" -> "arm64";
                    default -> processor;
                };
    }

    /**
     * @return what has to be loaded here, in this order: OpenBLAS comes before the last, jffi's library last
     * @throws UnsatisfiedLinkError if there is none for this platform, or it is not on the class path
     */
    static List<URL> here() {
        String platform = platform();
        if (!NEEDED.containsKey(platform)) {
            throw new UnsatisfiedLinkError("there is none for this platform");
        }
        List<URL> files = new ArrayList<>();
        NEEDED.get(platform).forEach(name -> files.add(found(resource(platform, name))));
        files.add(found(CALLER.get(platform)));
        return files;
    }

    /** @return the GNU Fortran run-time libraries for Linux on x86-64, in the order in which they are loaded; empty if they are not there */
    static List<URL> fortranRuntime() {
        try {
            return List.of(found(resource("linux-x86_64", "libquadmath.so.0")), found(resource("linux-x86_64", "libgfortran.so.5")));
        } catch (UnsatisfiedLinkError missing) {
            return List.of();
        }
    }

    static String resource(String platform, String name) {
        return "org/bytedeco/openblas/" + platform + "/" + name;
    }

    private static URL found(String resource) {
        URL file = OpenblasFiles.class.getClassLoader().getResource(resource);
        if (file == null) {
            throw new UnsatisfiedLinkError(resource + " is not on the class path: this library was built for another platform");
        }
        return file;
    }
}
