package org.icllab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicTest {
    @TempDir
    Path folder;

    @Test
    void aFileThatManyWriteAtOnceIsAlwaysOneOfTheirs() throws IOException {
        Path file = folder.resolve("new/file");
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] own = new byte[100_000];
            Arrays.fill(own, (byte) i);
            writers.add(CompletableFuture.runAsync(() -> {
                for (int n = 0; n < 20; n++) {
                    Atomic.write(file, out -> out.write(own));
                }
            }));
        }
        while (!writers.stream().allMatch(CompletableFuture::isDone)) {
            if (Files.exists(file)) {
                byte[] read = Files.readAllBytes(file);
                assertEquals(100_000, read.length);
                assertEquals(read[0], read[read.length - 1]);
            }
        }
        writers.forEach(CompletableFuture::join);
        assertEquals(1, files().size());
    }

    @Test
    void whatFailsLeavesWhatWasThereAndAnInterruptFailsNothing() throws IOException {
        Path file = folder.resolve("new/file");
        Atomic.write(file, out -> out.write(1));
        assertThrows(FileFailed.class, () -> Atomic.write(file, out -> {
            out.write(2);
            throw new IOException("full");
        }));
        assertEquals(1, Files.readAllBytes(file)[0]);
        Thread.currentThread().interrupt();
        Atomic.write(file, out -> out.write(3));
        assertTrue(Thread.interrupted());
        assertEquals(3, Files.readAllBytes(file)[0]);
        assertEquals(List.of(file), files());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("new"))) {
            return files.toList();
        }
    }
}
