package org.icllab.transformer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.icllab.Require;

/**
 * Where a training is: all that it needs to go on.
 *
 * @param step the next one
 * @param mean, square the optimiser's memory
 * @param rows reported so far: the loss, the tests, the quantities measured
 */
record State(int step, float[] weights, float[] mean, float[] square, List<double[][]> rows) {
    static State first(float[] weights) {
        return new State(0, weights, new float[weights.length], new float[weights.length], new ArrayList<>());
    }

    void add(double loss, double[] tests, double[] measured) {
        rows.add(new double[][] {{loss}, tests, measured});
    }

    History history(int[] steps, Weights last) {
        return new History(steps.clone(), rows.stream().mapToDouble(row -> row[0][0]).toArray(),
                rows.stream().map(row -> row[1]).toArray(double[][]::new),
                rows.stream().map(row -> row[2]).toArray(double[][]::new), last);
    }

    /** Writes beside {@code file}, then renames: a kill leaves what was there before. */
    void write(Path file, String key) {
        Path whole = file.toAbsolutePath();
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        try {
            Files.createDirectories(whole.getParent());
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
                out.writeUTF(key);
                out.writeInt(step);
                for (float[] vector : List.of(weights, mean, square)) {
                    write(out, vector);
                }
                out.writeInt(rows.size());
                for (double[][] row : rows) {
                    for (double[] numbers : row) {
                        write(out, numbers);
                    }
                }
            }
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the training in " + file + ": " + e.getMessage(), e);
        }
    }

    /** @return what {@code file} holds, if it exists and is of the training {@code key} */
    static Optional<State> read(Path file, String key) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            Require.that(in.readUTF().equals(key), file + " holds another training: delete it, or keep this one elsewhere");
            int step = in.readInt();
            float[][] vectors = {floats(in), floats(in), floats(in)};
            List<double[][]> rows = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                rows.add(new double[][] {doubles(in), doubles(in), doubles(in)});
            }
            return Optional.of(new State(step, vectors[0], vectors[1], vectors[2], rows));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the training in " + file + ": delete it to start anew", e);
        }
    }

    static void delete(Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + file + ", which is no longer needed", e);
            }
        }
    }

    private static void write(DataOutputStream out, float[] values) throws IOException {
        out.writeInt(values.length);
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    private static void write(DataOutputStream out, double[] values) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    private static float[] floats(DataInputStream in) throws IOException {
        float[] values = new float[in.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }

    private static double[] doubles(DataInputStream in) throws IOException {
        double[] values = new double[in.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }
}
