package org.icllab.study;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
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
 * row and no other, and several processes may write one file at once. Rows that other code or other
 * linear algebra made stay in the file, and are used only where that is asked for.
 *
 * <p>All is ASCII, a line each: {@code made,ID,backend=…,code=…,…,CRC}, for the record, and
 * {@code KEY,ID,MILLISECONDS,NUMBERS…,CRC}. The first half of an ID names what the numbers depend on.
 */
public final class Store {
    private static final String MADE = "made";
    /** Of a row's fields; before it stand key, ID and milliseconds. */
    private static final int FIRST_NUMBER = 3;
    /** Digits at a row's end. */
    private static final int CHECKSUM = 8;

    /**
     * @param values the trial's numbers
     * @param milliseconds how long it took
     * @param maker the ID of what made it; empty in memory
     */
    record Row(double[] values, long milliseconds, String maker) {
    }

    private final Path file;
    private final Provenance own;
    /** How the ID of this run's rows, and of those that are as good, begins. */
    private final String ownId;
    private final Map<String, Row> rows = new HashMap<>();
    private final Set<String> foreign = new TreeSet<>();
    /** Whether this run has said what it is. */
    private boolean introduced;

    private Store(Path file, Provenance own, boolean takesAll) {
        this.file = file;
        this.own = own;
        ownId = takesAll ? "" : own.id() + "-";
    }

    /** @return a store that lives as long as this object */
    static Store inMemory() {
        return new Store(null, null, true);
    }

    /**
     * @param file read if it exists, else created at the first finished trial, with its folder
     * @param own what makes the numbers of this run
     * @throws FileFailed if it exists and cannot be read
     */
    static Store at(Path file, Provenance own) {
        return at(file, Optional.empty(), own, false);
    }

    /**
     * @param whole read if it exists, and so are the logs of all shards beside it
     * @param shard whose log it is that finished trials are added to; that of {@code whole} itself if there is none
     * @param own what makes the numbers of this run
     * @param takesAll whether rows that other code or other linear algebra made are used too
     * @throws FileFailed if one exists and cannot be read
     */
    static Store at(Path whole, Optional<Shard> shard, Provenance own, boolean takesAll) {
        Store store = new Store(shard.map(worker -> worker.log(whole)).orElse(whole), own, takesAll);
        if (Files.exists(whole)) {
            store.read(whole);
        }
        Shard.logs(whole).forEach(store::read);
        return store;
    }

    /** @return the trial of that key, if it is finished and has {@code size} numbers: other code may have measured others */
    synchronized Optional<Row> find(String key, int size) {
        return Optional.ofNullable(rows.get(key)).filter(row -> row.values.length == size);
    }

    /** @return whether a trial of that key is there that {@link #find} does not give: other code or linear algebra made it */
    synchronized boolean isForeign(String key) {
        return foreign.contains(key) || rows.containsKey(key);
    }

    /**
     * Keeps a finished trial.
     *
     * @throws FileFailed if it cannot be written
     */
    synchronized void add(String key, double[] values, long milliseconds) {
        rows.put(key, new Row(values, milliseconds, file == null ? "" : own.fullId()));
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
        byte[] bytes = row.getBytes(StandardCharsets.US_ASCII);
        return "\n" + row + "," + checksum(bytes, 0, bytes.length);
    }

    private static String checksum(byte[] bytes, int from, int to) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, to - from);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private void read(Path log) {
        try {
            read(Files.readAllBytes(log));
        } catch (IOException e) {
            throw FileFailed.of("Could not read the finished trials in " + log, e);
        }
    }

    /** Any byte may be missing or wrong: what does not end with its own checksum is no row. */
    private void read(byte[] bytes) {
        for (int start = 0, end = 0; end <= bytes.length; end++) {
            if (end == bytes.length || bytes[end] == '\n') {
                int last = end - CHECKSUM;
                if (last > start && bytes[last - 1] == ','
                        && checksum(bytes, start, last - 1).equals(text(bytes, last, end))) {
                    read(text(bytes, start, last - 1).split(","));
                }
                start = end + 1;
            }
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private void read(String[] fields) {
        if (fields.length <= FIRST_NUMBER || fields[0].equals(MADE)) {
            return;
        }
        if (!fields[1].startsWith(ownId)) {
            foreign.add(fields[0]);
            return;
        }
        double[] values = new double[fields.length - FIRST_NUMBER];
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.parseDouble(fields[FIRST_NUMBER + i]);
        }
        // Of two as long the first holds; one of another length was added because the first was of no use any more.
        rows.merge(fields[0], new Row(values, Long.parseLong(fields[2]), fields[1]),
                (first, next) -> first.values.length == next.values.length ? first : next);
    }
}
