package org.icllab.notebook;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.icllab.FileFailed;
import org.icllab.Require;
import org.icllab.study.Engine;
import org.icllab.study.Job;
import org.icllab.study.Order;
import org.icllab.study.Order.Report;

/**
 * Trials on the executors of an Apache Spark cluster.
 *
 * <p>Spark's driver runs in a Java of its own, {@code lib/spark}, which this one sends orders to, and which ends with it:
 * the kernel holds no class of Spark's. Each trial is handed over when its part of the work ends, and the stop button
 * stops the cluster's tasks too. {@code environment/spark} builds the driver and brings a cluster up.
 */
public final class Spark implements Engine {
    /** What the driver is told, beside lists of orders: to hand over what is finished and end the run. */
    public static final String STOP = "stop";
    private static final String MAIN = "org.icllab.spark.Driver";
    private static final int PATIENCE = 5000;
    static final Report LOST = new Report(-1, new double[0], 0, "lost");

    private final String master;
    private Driver driver;

    private Spark(String master) {
        this.master = master;
    }

    /** @param master Spark's name of a cluster, such as {@code spark://host:7077}, or {@code local[2]} for threads */
    public static Spark at(String master) {
        Require.given("master", master);
        Require.that(master.matches("spark://[^ :/]+:\\d{1,5}|local\\[(\\d+|\\*)\\]|yarn|k8s://\\S+"), "master = " + master
                + ": must be such as spark://host:7077, local[2], yarn or k8s://…");
        return new Spark(master);
    }

    @Override
    public synchronized void run(List<Job<?>> jobs, Consumer<Outcome> done) {
        Require.given("jobs, done", jobs, done);
        if (Require.list("jobs", jobs).isEmpty()) {
            return;
        }
        List<Order> orders = Order.of(jobs);
        if (driver == null || !driver.process.isAlive()) {
            driver = new Driver(master);
        }
        driver.tell(new ArrayList<>(orders));
        hear(driver, master, jobs, done);
    }

    /** What is said to a driver and heard of it. */
    interface Line {
        void tell(Object what);

        /** @return what came of an order; of none at the end, with what failed, or {@link #LOST} */
        Report next() throws InterruptedException;

        String lastWords();
    }

    /** Hands over what comes of jobs, until the driver says that no more will. */
    static void hear(Line driver, String master, List<Job<?>> jobs, Consumer<Outcome> done) {
        boolean interrupted = false;
        RuntimeException failure = null;
        int back = 0;
        Report report = null;
        while (report == null || report.place() >= 0) {
            try {
                report = driver.next();
            } catch (InterruptedException stopped) {
                interrupted = true;
                driver.tell(STOP);
                continue;
            }
            back += report.place() < 0 ? 0 : 1;
            RuntimeException refused = report.place() < 0 ? null : handOver(jobs, report, done);
            if (refused != null && failure == null) {
                failure = refused;
                driver.tell(STOP);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted; finished trials are kept and will not be run again");
        }
        if (failure == null && back < jobs.size()) {
            String why = report == LOST ? driver.lastWords() : report.failure();
            failure = new IllegalStateException("Spark at " + master + ": " + (jobs.size() - back) + " of " + jobs.size()
                    + " trials did not come back" + (why.isEmpty() ? "" : "; " + why));
        }
        if (failure != null) {
            throw Require.trimmed(failure);
        }
    }

    /** @return why it failed, or whoever was told of it; null if neither */
    private static RuntimeException handOver(List<Job<?>> jobs, Report report, Consumer<Outcome> done) {
        if (!report.failure().isEmpty()) {
            return new IllegalArgumentException(report.failure());
        }
        try {
            done.accept(new Outcome(jobs.get(report.place()), report.values(), report.milliseconds()));
            return null;
        } catch (RuntimeException refused) {
            return refused;
        }
    }

    /** The process of Spark's driver, and what it has said that nobody has taken yet. */
    private static final class Driver implements Line {
        private final BlockingQueue<Report> heard = new LinkedBlockingQueue<>();
        private final Process process;
        /** The last of what it complained of. */
        private volatile String complaint = "";
        private final ObjectOutputStream orders;

        Driver(String master) {
            Path own = ownJar();
            Path library = own.resolve("../../../spark").normalize();
            String jar = library.resolve("target/icllab-spark.jar").toString();
            Require.that(Files.exists(Path.of(jar)), jar + " is not there: environment/spark builds it");
            mustAnswer(master);
            try {
                process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + library.resolve("java-options"), "-Dicllab.blas=" + System.getProperty("icllab.blas", "auto"),
                        "-cp", String.join(File.pathSeparator, jar, library + "/target/spark/jars/*", own.toString()), MAIN,
                        master).start();
                Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
                orders = new ObjectOutputStream(process.getOutputStream());
                orders.flush();
            } catch (IOException e) {
                throw FileFailed.of("Could not start Spark's driver", e);
            }
            for (Runnable ear : List.<Runnable>of(this::listen, this::overhear)) {
                Thread thread = new Thread(ear, "icllab-spark");
                thread.setDaemon(true);
                thread.start();
            }
        }

        private static Path ownJar() {
            try {
                return Path.of(Spark.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Spark itself would try for minutes. */
        private static void mustAnswer(String master) {
            URI place = URI.create(master.startsWith("spark:") ? master : "none:none");
            try (Socket socket = new Socket()) {
                if (place.getHost() != null) {
                    socket.connect(new InetSocketAddress(place.getHost(), place.getPort()), PATIENCE);
                }
            } catch (IOException silent) {
                throw FileFailed.of("Spark does not answer at " + master, silent);
            }
        }

        private void listen() {
            try (InputStream in = process.getInputStream(); ObjectInputStream reports = new ObjectInputStream(in)) {
                while (true) {
                    heard.add((Report) reports.readObject());
                }
            } catch (IOException | ClassNotFoundException ended) {
                heard.add(LOST);
            }
        }

        @Override
        public Report next() throws InterruptedException {
            return heard.take();
        }

        @Override
        public void tell(Object what) {
            try {
                orders.writeObject(what);
                orders.reset();
                orders.flush();
            } catch (IOException ended) {
                heard.add(LOST);
            }
        }

        private void overhear() {
            try (BufferedReader lines = process.errorReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    complaint = line.matches("\\S.*(ERROR|Exception|Error).*") ? line : complaint;
                }
            } catch (IOException ended) {
                // So it says no more.
            }
        }

        @Override
        public String lastWords() {
            try {
                process.waitFor(PATIENCE, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return "its driver ended; " + complaint;
        }
    }
}
