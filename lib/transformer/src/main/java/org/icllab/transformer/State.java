package org.icllab.transformer;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.icllab.Atomic;
import org.icllab.FileFailed;

/**
 * Where a training is: all that it needs to go on.
 *
 * @param step the next one
 * @param firstLoss by which divergence is told; NaN before the first step
 * @param mean, square the optimiser's memory
 * @param rows reported so far: the loss, the tests, the quantities measured
 */
record State(int step, double firstLoss, double[] weights, double[] mean, double[] square, List<double[][]> rows) {
    static State first(double[] weights) {
        return new State(0, Double.NaN, weights.clone(), new double[weights.length], new double[weights.length], new ArrayList<>());
    }

    /** @return what is to be kept before {@code step} */
    State at(int step, double firstLoss) {
        return new State(step, firstLoss, weights, mean, square, rows);
    }

    void add(double loss, double[] tests, double[] measured) {
        rows.add(new double[][] {{loss}, tests, measured});
    }

    History history(int[] steps, Weights last) {
        return new History(steps.clone(), rows.stream().mapToDouble(row -> row[0][0]).toArray(),
                rows.stream().map(row -> row[1]).toArray(double[][]::new),
                rows.stream().map(row -> row[2]).toArray(double[][]::new), last);
    }

    /**
     * Keeps it in {@code file}, whole or not at all, with a checksum at the end.
     *
     * @param key of the training
     * @throws FileFailed if it cannot be written
     */
    void write(Path file, String key) {
        Atomic.write(file, plain -> {
            CheckedOutputStream checked = new CheckedOutputStream(plain, new CRC32());
            DataOutputStream out = new DataOutputStream(checked);
            out.writeUTF(key);
            out.writeInt(step);
            out.writeDouble(firstLoss);
            for (double[] vector : List.of(weights, mean, square)) {
                write(out, vector);
            }
            out.writeInt(rows.size());
            for (double[][] row : rows) {
                for (double[] numbers : row) {
                    write(out, numbers);
                }
            }
            out.writeLong(checked.getChecksum().getValue());
        });
    }

    /**
     * @return what {@code file} holds, if that is there, sound, and of the training {@code key}
     * @throws FileFailed if it cannot be read
     */
    static Optional<State> read(Path file, String key) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            return isSound(bytes) ? read(new DataInputStream(new ByteArrayInputStream(bytes)), key) : Optional.empty();
        } catch (IOException e) {
            throw FileFailed.of("Could not read the training in " + file, e);
        }
    }

    private static boolean isSound(byte[] bytes) throws IOException {
        int end = bytes.length - Long.BYTES;
        if (end < 0) {
            return false;
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, end);
        return new DataInputStream(new ByteArrayInputStream(bytes, end, Long.BYTES)).readLong() == crc.getValue();
    }

    private static Optional<State> read(DataInputStream in, String key) throws IOException {
        if (!in.readUTF().equals(key)) {
            return Optional.empty();
        }
        int step = in.readInt();
        double firstLoss = in.readDouble();
        double[][] vectors = {doubles(in), doubles(in), doubles(in)};
        List<double[][]> rows = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            rows.add(new double[][] {doubles(in), doubles(in), doubles(in)});
        }
        return Optional.of(new State(step, firstLoss, vectors[0], vectors[1], vectors[2], rows));
    }

    /** @throws FileFailed if it is there and cannot be deleted */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw FileFailed.of("Could not delete " + file + ", which is no longer needed", e);
        }
    }

    private static void write(DataOutputStream out, double[] values) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    private static double[] doubles(DataInputStream in) throws IOException {
        double[] values = new double[in.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }
}
