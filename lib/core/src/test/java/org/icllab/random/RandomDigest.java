package org.icllab.random;

import java.util.Locale;

/**
 * Digests of many numbers, to compare JDKs, processors and compilers by.
 *
 * <pre>
 * mvn -q -pl lib/core test-compile dependency:copy-dependencies -DoutputDirectory=target/jars
 * java -cp 'lib/core/target/test-classes:lib/core/target/classes:lib/core/target/jars/*' org.icllab.random.RandomDigest
 * </pre>
 *
 * <p>The same with {@code -Xint}, {@code -XX:TieredStopAtLevel=1}, {@code -XX:-TieredCompilation} or
 * {@code -XX:+UnlockDiagnosticVMOptions -XX:-UseLibmIntrinsic}, of any JDK from 17 on, prints the same digests.
 * The arguments, if any: how many normals, and how many chi-square numbers of each of 14 degrees of freedom.
 */
final class RandomDigest {
    private static final double[] DEGREES = {1e-3, 0.1, 0.5, 1, 1.5, 2, 2.5, 3, 7, 30, 100, 1000, 1e6, 1e15};

    private RandomDigest() {
    }

    public static void main(String[] arguments) {
        int normals = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000_000;
        int chiSquares = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000_000;
        long start = System.nanoTime();
        long digest = 1;
        long[] beyond = new long[6];
        RandomStream stream = RandomStream.of(1);
        for (int i = 0; i < normals; i++) {
            double x = stream.nextGaussian();
            digest = 31 * digest + Double.doubleToRawLongBits(x);
            if (Math.abs(x) > 3) {
                for (int k = 3; k < Math.min(6, Math.abs(x)); k++) {
                    beyond[k]++;
                }
            }
        }
        System.out.printf(Locale.ROOT, "%d normals: %016x; beyond 3, 4, 5: %d, %d, %d%n", normals, digest, beyond[3],
                beyond[4], beyond[5]);
        digest = 1;
        for (double degrees : DEGREES) {
            for (int i = 0; i < chiSquares; i++) {
                digest = 31 * digest + Double.doubleToRawLongBits(stream.nextChiSquare(degrees));
            }
        }
        System.out.printf(Locale.ROOT, "%d chi-squares of each of %d degrees of freedom: %016x%n", chiSquares,
                DEGREES.length, digest);
        digest = 1;
        for (int i = 0; i < chiSquares; i++) {
            RandomStream trial = RandomStream.of(i, ~i).at(i);
            digest = 31 * digest + Double.doubleToRawLongBits(trial.fork().nextDouble());
            digest = 31 * digest + trial.nextInt(i + 1);
            digest = 31 * digest + Double.doubleToRawLongBits(trial.nextOnSphere(3, 1)[i % 3]);
        }
        System.out.printf(Locale.ROOT, "%d streams: %016x%n", chiSquares, digest);
        System.out.printf(Locale.ROOT, "%s: %.1f s%n", System.getProperty("java.version"), (System.nanoTime() - start) / 1e9);
    }
}
