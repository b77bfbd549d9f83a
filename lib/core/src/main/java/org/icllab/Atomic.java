package org.icllab;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Files that are there whole or not at all. */
public final class Atomic {
    /** What fills a file. */
    @FunctionalInterface
    public interface Content {
        /** @param out open, and closed by whoever opened it */
        void writeTo(OutputStream out) throws IOException;
    }

    private Atomic() {
    }

    /**
     * Writes beside {@code file}, then renames: a kill or a failure leaves the file that was there before. An interrupt
     * changes nothing.
     *
     * @throws FileFailed if the file cannot be written
     */
    public static void write(Path file, Content content) {
        Require.given("file, content", file, content);
        Path whole = file.toAbsolutePath();
        Path part = null;
        try {
            // A folder may also be a link to one, which Java before 19 would refuse to create.
            if (!Files.isDirectory(whole.getParent())) {
                Files.createDirectories(whole.getParent());
            }
            // Not createTempFile, whose files only their owner may read.
            part = whole.resolveSibling("." + whole.getFileName() + "." + UUID.randomUUID() + ".part");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                content.writeTo(out);
            }
            move(part, whole);
        } catch (IOException e) {
            remove(part);
            throw FileFailed.of("Could not write " + file, e);
        } catch (RuntimeException | Error e) {
            remove(part);
            throw e;
        }
    }

    private static void move(Path part, Path whole) throws IOException {
        try {
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException network) {
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void remove(Path part) {
        if (part != null) {
            try {
                Files.deleteIfExists(part);
            } catch (IOException leftBehind) {
                // The failure that led here is the one to report.
            }
        }
    }
}
