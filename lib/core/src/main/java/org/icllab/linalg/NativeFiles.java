package org.icllab.linalg;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Native libraries, which come inside a jar and can be loaded from files only. */
final class NativeFiles {
    private NativeFiles() {
    }

    /** @return whether this is Linux on x86-64 */
    static boolean linuxOnX86() {
        return System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
    }

    /**
     * What {@code use} makes of a folder that holds a file of each resource, by its own name. The files go at once: a
     * loaded library does not need its file, and a process that is killed could not delete it later.
     *
     * @throws UnsatisfiedLinkError if the files cannot be written
     */
    static <T> T extracted(List<URL> resources, Function<Path, T> use) {
        List<Path> made = new ArrayList<>();
        try {
            Path folder = Files.createTempDirectory("icllab");
            made.add(folder);
            for (URL resource : resources) {
                Path file = folder.resolve(nameOf(resource));
                made.add(0, file);
                try (InputStream in = resource.openStream()) {
                    Files.copy(in, file);
                }
            }
            return use.apply(folder);
        } catch (IOException e) {
            throw new UnsatisfiedLinkError("no room in the temporary folder " + System.getProperty("java.io.tmpdir") + ": "
                    + (e instanceof NoSuchFileException ? "it does not exist" : e.getMessage()));
        } finally {
            delete(made);
        }
    }

    /** @return the file's name */
    static String nameOf(URL resource) {
        return resource.getPath().substring(resource.getPath().lastIndexOf('/') + 1);
    }

    private static void delete(List<Path> files) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException inUse) { // on Windows, until the process ends; the last named is deleted first
                List<Path> left = new ArrayList<>(files.subList(files.indexOf(file), files.size()));
                Collections.reverse(left);
                left.forEach(one -> one.toFile().deleteOnExit());
                return;
            }
        }
    }
}
