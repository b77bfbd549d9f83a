package org.icllab.notebook;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * The spectrum of a table of data: \( \lambda_k \), the eigenvalues of its inputs' covariance, and \( \omega_k \), the mean
 * squares of its targets' regression coefficients along the eigenvectors.
 *
 * <p>The rows are the population: means and covariances are theirs, with n in the denominator. Inputs and targets are
 * centred. Inputs are in the unit that makes \( \lambda_1 = 1 \). Each target counts by its linear part, scaled to the
 * same variance for all, so that \( \sum_k\omega_k\lambda_k = 1 \).
 *
 * <p>\( \langle\hat\omega_k\rangle \) exceeds the \( \omega_k \) of more data by the noise of regression, about
 * \( (1/R^2-1)/(n\lambda_k) \) for a target whose linear part explains \( R^2 \) of it.
 *
 * @see "theory.md [B12]"
 */
public final class DataSpectrum {
    /** Of the largest eigenvalue: below it a direction is rounding. */
    private static final double LEAST = 1e-12;

    private final Table inputs;
    private final Table targets;
    private final Matrix rows;
    private final Matrix tasks;
    private final Spectrum spectrum;
    private final double[] explained;

    private DataSpectrum(Table inputs, Table targets) {
        this.inputs = inputs;
        this.targets = targets;
        Matrix x = centred(inputs);
        Matrix y = centred(targets);
        int d = x.columns();
        SymmetricEigen eigen = SymmetricEigen.of(x.transposeTimes(x).scaled(1.0 / x.rows()));
        double top = eigen.values()[d - 1];
        requireIndependent(eigen, top);
        double[] lambda = IntStream.range(0, d).mapToDouble(k -> eigen.values()[d - 1 - k] / top).toArray();
        Matrix directions = Matrix.zeros(d, d);
        for (int k = 0; k < d; k++) {
            System.arraycopy(eigen.vectors().column(d - 1 - k), 0, directions.data(), k * d, d);
        }
        rows = x.times(directions).scaled(1 / Math.sqrt(top));
        double[] inverse = Arrays.stream(lambda).map(l -> 1 / l).toArray();
        Matrix coefficients = y.transposeTimes(rows).scaled(1.0 / x.rows()).timesDiagonal(inverse);
        explained = new double[y.columns()];
        double[] factors = new double[y.columns()];
        for (int j = 0; j < factors.length; j++) {
            double linear = 0;
            for (int k = 0; k < d; k++) {
                linear += lambda[k] * Math.pow(coefficients.get(j, k), 2);
            }
            explained[j] = linear * x.rows() / Matrix.wrap(x.rows(), 1, y.column(j)).dot(Matrix.wrap(x.rows(), 1, y.column(j)));
            Require.that(explained[j] > LEAST, "column " + targets.column(j).name() + ": must be correlated with an input");
            factors[j] = 1 / Math.sqrt(linear * factors.length);
        }
        tasks = coefficients.transpose().timesDiagonal(factors);
        double[] omega = IntStream.range(0, d).mapToDouble(k -> IntStream.range(0, factors.length)
                .mapToDouble(j -> tasks.get(k, j) * tasks.get(k, j)).sum()).toArray();
        spectrum = Spectrum.scaled(lambda, omega);
    }

    /**
     * @param inputs columns of numbers that vary and are linearly independent; more rows than columns
     * @param targets columns of numbers that vary, as many rows
     * @return their spectrum
     * @throws IllegalArgumentException if a table is not like that; the message names the column, and the row from 1 on
     */
    public static DataSpectrum of(Table inputs, Table targets) {
        Require.given("inputs, targets", inputs, targets);
        Require.that(inputs.columnCount() > 0 && targets.columnCount() > 0, "inputs and targets: must have a column");
        Require.that(inputs.rowCount() == targets.rowCount(), "inputs have " + inputs.rowCount() + " rows, targets "
                + targets.rowCount() + ": must have equally many");
        Require.that(inputs.rowCount() > inputs.columnCount(), "inputs have " + inputs.rowCount() + " rows for "
                + inputs.columnCount() + " columns: must have more rows than columns");
        return new DataSpectrum(inputs, targets);
    }

    /**
     * The same of as many rows drawn with replacement: how far a result of the spectrum scatters from draw to draw says how
     * far it may be from that of more data.
     *
     * @throws IllegalArgumentException if a column does not vary in the rows drawn
     */
    public DataSpectrum resampled(RandomStream stream) {
        Require.given("stream", stream);
        int[] drawn = IntStream.range(0, inputs.rowCount()).map(i -> stream.nextInt(inputs.rowCount())).toArray();
        return new DataSpectrum(at(inputs, drawn), at(targets, drawn));
    }

    /** The rows of {@code table} so often as they are drawn; Tablesaw's own selection takes each but once. */
    private static Table at(Table table, int[] drawn) {
        return Table.create(table.name(), table.columns().stream()
                .map(column -> DoubleColumn.create(column.name(), Columns.at(numbers(column), drawn))));
    }

    private static Matrix centred(Table table) {
        int n = table.rowCount();
        Matrix centred = Matrix.zeros(n, table.columnCount());
        for (int j = 0; j < table.columnCount(); j++) {
            double[] values = numbers(table.column(j));
            double mean = Arrays.stream(values).average().orElseThrow();
            double spread = 0;
            for (int i = 0; i < n; i++) {
                centred.set(i, j, values[i] - mean);
                spread = Math.max(spread, Math.abs(values[i] - mean));
            }
            Require.that(spread > LEAST * Math.abs(mean), "column " + table.column(j).name() + " = " + values[0]
                    + " in every row: must vary");
        }
        return centred;
    }

    private static double[] numbers(Column<?> column) {
        String name = "column " + column.name();
        double[] values = column instanceof NumericColumn<?> numeric ? numeric.asDoubleArray()
                : Require.refuse(name, column.type(), "of numbers");
        for (int row = 0; row < values.length; row++) {
            if (!Double.isFinite(values[row])) {
                Require.refuse(name + ", row " + (row + 1), column.isMissing(row) ? "nothing" : values[row], "a finite number");
            }
        }
        return values;
    }

    private void requireIndependent(SymmetricEigen eigen, double top) {
        double[] weights = eigen.vectors().column(0);
        List<String> parts = IntStream.range(0, weights.length).filter(i -> Math.abs(weights[i]) > 0.1)
                .mapToObj(i -> inputs.column(i).name()).limit(5).toList();
        Require.that(eigen.values()[0] > LEAST * top, "columns " + String.join(", ", parts)
                + ": must not depend on each other or the rest linearly");
    }

    /** @return \( \lambda_k \), falling from 1, and \( \omega_k \) */
    public Spectrum spectrum() {
        return spectrum;
    }

    /** @return the n inputs, n×D: centred, in the basis of the spectrum, in its unit; a copy */
    public Matrix rows() {
        return rows.copy();
    }

    /**
     * @return D×T: the targets' coefficients in the basis of the spectrum, scaled so that the sum of
     *     \( \beta\beta^\top \) has the diagonal \( \omega \); a copy
     */
    public Matrix tasks() {
        return tasks.copy();
    }

    /** @return \( R^2 \) of each target: the share of its variance that a linear function of the inputs explains */
    public double[] explained() {
        return explained.clone();
    }

    /** @return \( \langle x_i^2x_m^2\rangle \) over the rows, D×D, in the basis of the spectrum */
    public Matrix moments() {
        Matrix squares = rows.copy();
        Arrays.setAll(squares.data(), i -> squares.data()[i] * squares.data()[i]);
        return squares.transposeTimes(squares).scaled(1.0 / rows.rows());
    }

    /** @return for each m the D×D matrix of \( \langle x_ix_jx_m^2\rangle \) over the rows, in the basis of the spectrum */
    public List<Matrix> mixedMoments() {
        return IntStream.range(0, rows.columns()).mapToObj(m -> {
            double[] squares = Arrays.stream(rows.column(m)).map(x -> x * x / rows.rows()).toArray();
            return rows.transpose().timesDiagonal(squares).times(rows);
        }).toList();
    }

    @Override
    public String toString() {
        return "DataSpectrum[" + rows.rows() + " rows, " + rows.columns() + " inputs, " + tasks.columns() + " targets]";
    }
}
