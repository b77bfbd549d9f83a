package org.icllab.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.icllab.FileFailed;

/**
 * Finished trials, kept so that none is run twice: in memory, and in a CSV file if one is given.
 *
 * <p>A line holds the trial's key (what is measured, the setting, seed and index) and its quantities, and is appended
 * the moment the trial ends. A sweep that was stopped, or whose process was killed, goes on from there; a line cut
 * short by the kill is ignored. Delete the file to run everything anew.
 */
public final class TrialLog {
    private final Path file;
    private final Map<String, double[]> finished = new ConcurrentHashMap<>();

    private TrialLog(Path file) {
        this.file = file;
    }

    /** @return a log that lives as long as this object */
    public static TrialLog inMemory() {
        return new TrialLog(null);
    }

    /**
     * @param file read if it exists, else created at the first finished trial, with its folder
     * @throws FileFailed if it exists and cannot be read
     */
    public static TrialLog at(Path file) {
        TrialLog log = new TrialLog(file);
        if (Files.exists(file)) {
            try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
                lines.forEach(log::read);
            } catch (IOException e) {
                throw FileFailed.of("Could not read the finished trials in " + file, e);
            }
        }
        return log;
    }

    /** @return where the trials are kept */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    double[] find(String key) {
        return finished.get(key);
    }

    synchronized void add(String key, double[] quantities) {
        finished.put(key, quantities);
        if (file == null) {
            return;
        }
        String values = Arrays.stream(quantities).mapToObj(Double::toString).collect(Collectors.joining(","));
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            // The leading line break ends a line that a kill may have cut short.
            Files.writeString(file, "\n" + '"' + key + '"' + "," + values + ",end", StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw FileFailed.of("Could not keep a finished trial in " + file, e);
        }
    }

    private void read(String line) {
        int close = line.lastIndexOf('"');
        if (close <= 0 || !line.startsWith("\"") || !line.endsWith(",end")) {
            return;
        }
        String values = line.substring(close + 2, line.length() - ",end".length());
        finished.put(line.substring(1, close),
                Arrays.stream(values.split(",")).mapToDouble(Double::parseDouble).toArray());
    }
}
