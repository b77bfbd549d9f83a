package org.icllab.notebook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.icllab.Atomic;
import org.icllab.FileFailed;
import org.icllab.linalg.Blas;
import org.icllab.model.Study;
import org.icllab.study.Provenance;

/**
 * What made each frame of a notebook, in a CSV file beside them, {@code frames/<notebook>.origins.csv}: the seed and
 * profile of the run, the library's version, the Java, the linear algebra and the study's code; of trainings that are data,
 * which other versions may have made, the IDs under which their own file says it.
 */
final class Origins {
    private static final String HEADER = "frame,seed,profile,version,java,backend,code";
    private static final String LIBRARY = "org.icllab.";

    private final Path file;

    private Origins(Path file) {
        this.file = file;
    }

    static Origins in(Path folder, String notebook) {
        return new Origins(folder.resolve(notebook + ".origins.csv"));
    }

    /** Notes what made a frame of a study; nothing names the code of one that is written in a cell. */
    void note(Path frame, long seed, String profile, Study<?, ?> study) {
        boolean own = study.homes().stream().allMatch(home -> home.startsWith(LIBRARY));
        note(frame, seed, profile, own ? Provenance.of(study).code() : "");
    }

    /**
     * Notes what made a frame of trainings that are data.
     *
     * @param makers IDs of the lines of their file that say it
     */
    void noteTrained(Path frame, long seed, String profile, Set<String> makers) {
        line(frame, seed, profile, "", "", "", String.join(" ", makers));
    }

    /** Notes what made a frame of a cell. */
    void note(Path frame, long seed, String profile) {
        note(frame, seed, profile, "");
    }

    private void note(Path frame, long seed, String profile, String code) {
        line(frame, seed, profile, Provenance.ownVersion(), Runtime.version().toString(), Blas.backend(), code);
    }

    /** The frame's line takes the place of an older one; the file is read anew, since another kernel may write it too. */
    private void line(Path frame, long seed, String profile, String version, String java, String backend, String code) {
        TreeMap<String, String> lines = new TreeMap<>();
        for (String line : read()) {
            lines.put(line.substring(0, Math.max(0, line.indexOf(','))), line);
        }
        String name = frame.getFileName().toString();
        lines.put(name, String.join(",", name, Long.toString(seed), plain(profile), version, plain(java), plain(backend), code));
        String text = HEADER + "\n" + String.join("\n", lines.values()) + "\n";
        Atomic.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream().skip(1).filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            throw FileFailed.of("Could not read " + file, e);
        }
    }

    private static String plain(String value) {
        return value.replaceAll("[,\"\r\n]", "_");
    }
}
