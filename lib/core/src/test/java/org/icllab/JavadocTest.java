package org.icllab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Javadoc's own checks do not see. */
class JavadocTest {
    private static final Path LIBRARY = Path.of("..");
    /** A second tag on a line is text of the first one. */
    private static final Pattern SWALLOWED = Pattern.compile("^\\s*/?\\*.*\\S\\s+@(param|return|throws|see)\\s");
    private static final Pattern LONE = Pattern.compile("^\\s*/\\*\\* @(param|return|throws|see) (?!.*\\s@(param|return|throws|see)\\s)");
    private static final Pattern CITED = Pattern.compile("\\[([ABM]\\d+)]");

    @Test
    void everyTagStartsALine() throws IOException {
        List<String> swallowed = new ArrayList<>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (SWALLOWED.matcher(lines.get(i)).find() && !LONE.matcher(lines.get(i)).find()) {
                    swallowed.add(file + ":" + (i + 1));
                }
            }
        }
        assertEquals(List.of(), swallowed);
    }

    @Test
    void everyFormulaThatIsCitedStandsInTheTheory() throws IOException {
        String theory = Files.readString(LIBRARY.resolve("docs/theory.md"));
        TreeSet<String> cited = new TreeSet<>();
        for (Path file : sources()) {
            Matcher tags = CITED.matcher(Files.readString(file));
            while (tags.find()) {
                cited.add(tags.group(1));
            }
        }
        assertTrue(cited.size() > 10, cited.toString());
        cited.removeIf(tag -> theory.contains("**[" + tag + "]"));
        assertEquals(new TreeSet<>(), cited);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(LIBRARY)) {
            return files.filter(file -> file.toString().endsWith(".java") && file.toString().contains("src")).sorted().toList();
        }
    }
}
