package org.icllab.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.icllab.FileFailed;
import org.icllab.Require;

/**
 * One of several workers that share the trials of studies between them, each with a log of its own.
 *
 * <p>A trial's digest says whose it is: shares are even but for chance, each trial is one worker's, and which it is
 * depends on nothing that changes while they run.
 *
 * @param index of the worker, from 1 to {@code count}
 * @param count of workers, ≥ 1
 */
public record Shard(int index, int count) {
    /** Of the name of a log of trials. */
    static final String ENDING = ".trials";
    private static final int HALF_A_KEY = 16;

    public Shard {
        Require.atLeast("count", count, 1);
        Require.within("index", index, 1, count);
    }

    /**
     * @param text such as {@code 3/40}, the third of forty
     * @return that worker
     * @throws IllegalArgumentException if it is none
     */
    public static Shard of(String text) {
        Require.given("text", text);
        Require.that(text.matches("\\d{1,9}/\\d{1,9}"), "shard = " + text + ": must be such as 3/40");
        String[] parts = text.split("/");
        return new Shard(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /** @return whether the trial of that {@link Job#key} is this worker's */
    boolean has(String key) {
        return Long.remainderUnsigned(Long.parseUnsignedLong(key.substring(HALF_A_KEY), HALF_A_KEY), count) == index - 1;
    }

    /** @return this worker's log beside the one that a run on one machine keeps: {@code a.3-of-40.trials} for {@code a.trials} */
    Path log(Path whole) {
        return whole.resolveSibling(stem(whole) + "." + this + ENDING);
    }

    /** @return every worker's log beside {@code whole}, in order of their names */
    static List<Path> logs(Path whole) {
        Path folder = whole.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        Pattern name = Pattern.compile(Pattern.quote(stem(whole)) + "\\.\\d+-of-\\d+\\" + ENDING);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> name.matcher(file.getFileName().toString()).matches()).sorted().toList();
        } catch (IOException e) {
            throw FileFailed.of("Could not read the folder " + folder, e);
        }
    }

    private static String stem(Path whole) {
        String name = whole.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }

    /** @return {@code 3-of-40} */
    @Override
    public String toString() {
        return index + "-of-" + count;
    }
}
