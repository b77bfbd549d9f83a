package org.icllab.study;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.icllab.FileFailed;

/**
 * Finished trials of a study, kept so that none is run twice: in memory, and in a file if one is given.
 *
 * <p>A row holds a trial's key, what made it, how long it took and its numbers, and ends with a checksum. It is appended
 * by one write, with the line break before it: a process killed in the middle of one, or a disk that fills up, costs that
 * row and no other, and several processes may write one file at once. Rows that other code, another device or other
 * linear algebra made stay in the file, and are not used.
 *
 * <p>All is ASCII, a line each: {@code made,ID,backend=…,code=…,…,CRC}, for the record, and
 * {@code KEY,ID,MILLISECONDS,NUMBERS…,CRC}. The first half of an ID names what the numbers depend on.
 */
public final class Store {
    private static final String MADE = "made";
    private static final int LEAST_FIELDS = 4;

    /**
     * @param values the trial's numbers
     * @param milliseconds how long it took
     */
    record Row(double[] values, long milliseconds) {
    }

    private final Path file;
    private final Provenance own;
    private final Map<String, Row> rows = new HashMap<>();
    private final Set<String> foreign = new TreeSet<>();
    /** Whether this run has said what it is. */
    private boolean introduced;

    private Store(Path file, Provenance own) {
        this.file = file;
        this.own = own;
    }

    /** @return a store that lives as long as this object */
    static Store inMemory() {
        return new Store(null, null);
    }

    /**
     * @param file read if it exists, else created at the first finished trial, with its folder
     * @param own what makes the numbers of this run
     * @throws FileFailed if it exists and cannot be read
     */
    static Store at(Path file, Provenance own) {
        Store store = new Store(file, own);
        if (Files.exists(file)) {
            try {
                store.read(Files.readAllBytes(file));
            } catch (IOException e) {
                throw FileFailed.of("Could not read the finished trials in " + file, e);
            }
        }
        return store;
    }

    /** @return the trial of that key, if it is finished */
    synchronized Optional<Row> find(String key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** @return whether the trial of that key is there, but made by other code, another device or other linear algebra */
    synchronized boolean isForeign(String key) {
        return foreign.contains(key) && !rows.containsKey(key);
    }

    /**
     * Keeps a finished trial.
     *
     * @throws FileFailed if it cannot be written
     */
    synchronized void add(String key, double[] values, long milliseconds) {
        rows.put(key, new Row(values, milliseconds));
        if (file == null) {
            return;
        }
        String numbers = Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(","));
        String row = checked(key + "," + own.fullId() + "," + milliseconds + "," + numbers);
        String text = introduced ? row : checked(MADE + "," + own.fullId() + "," + own.text()) + row;
        try {
            Path folder = file.toAbsolutePath().getParent();
            // A folder may also be a link to one, which Java before 19 would refuse to create.
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            // Not a channel, which an interrupt would close in the middle of a row.
            try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
                out.write(text.getBytes(StandardCharsets.US_ASCII));
            }
            introduced = true;
        } catch (IOException e) {
            throw FileFailed.of("Could not keep a finished trial in " + file, e);
        }
    }

    private static String checked(String row) {
        return "\n" + row + "," + crc(row);
    }

    private static String crc(String row) {
        CRC32 crc = new CRC32();
        crc.update(row.getBytes(StandardCharsets.ISO_8859_1));
        return String.format("%08x", crc.getValue());
    }

    /** Any byte may be missing or wrong: what does not end with its own checksum is no row. */
    private void read(byte[] bytes) {
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n")) {
            int last = line.lastIndexOf(',');
            if (last < 0 || !crc(line.substring(0, last)).equals(line.substring(last + 1))) {
                continue;
            }
            String[] fields = line.substring(0, last).split(",");
            if (fields.length < LEAST_FIELDS || fields[0].equals(MADE)) {
                continue;
            }
            if (fields[1].startsWith(own.id() + "-")) {
                rows.putIfAbsent(fields[0], new Row(Arrays.stream(fields, LEAST_FIELDS - 1, fields.length)
                        .mapToDouble(Double::parseDouble).toArray(), Long.parseLong(fields[2])));
            } else {
                foreign.add(fields[0]);
            }
        }
    }
}
