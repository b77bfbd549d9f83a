package org.icllab.spark;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.icllab.notebook.Spark;
import org.icllab.study.Order;
import org.icllab.study.Order.Report;

/**
 * Takes lists of orders from standard input, one after another, and says on standard output what comes of each, and when
 * a list is done or why no more of it will come. It ends when its input does.
 *
 * <p>{@code -Dspark.…} in {@code JDK_JAVA_OPTIONS} sets what Spark lets one set.
 */
public final class Driver {
    private final JavaSparkContext spark;
    private final ObjectOutputStream out;
    private Campaign running;

    private Driver(JavaSparkContext spark, ObjectOutputStream out) {
        this.spark = spark;
        this.out = out;
    }

    /**
     * @param arguments Spark's name of the cluster
     * @throws Exception if the cluster or whoever sends orders is lost
     */
    public static void main(String... arguments) throws Exception {
        ObjectOutputStream out = new ObjectOutputStream(System.out);
        out.flush();
        System.setOut(System.err);
        ObjectInputStream in = new ObjectInputStream(System.in);
        Driver driver = new Driver(new JavaSparkContext(settings(arguments[0])), out);
        try {
            while (true) {
                driver.obey(in.readObject());
            }
        } catch (IOException ended) {
            Runtime.getRuntime().exit(0); // with it goes the application
        }
    }

    private static SparkConf settings(String master) throws Exception {
        SparkConf settings = new SparkConf();
        String own = jar(Driver.class);
        settings.setMaster(master).setIfMissing("spark.app.name", "ICL Lab").setIfMissing("spark.ui.enabled", "false")
                .setIfMissing("spark.jars", jar(Order.class) + "," + own).setIfMissing("spark.locality.wait", "0")
                // Trials depend on their identity alone: a second copy of one would say the same.
                .setIfMissing("spark.speculation", "false")
                // An executor that is lost is no fault of the trial's.
                .setIfMissing("spark.task.maxFailures", "100").setIfMissing("spark.log.level", "WARN")
                .setIfMissing("spark.executor.extraJavaOptions", "-Djava.awt.headless=true -Dicllab.blas="
                        + System.getProperty("icllab.blas", "auto"));
        String kernels = System.getenv("OPENBLAS_CORETYPE");
        if (kernels != null) {
            settings.setIfMissing("spark.executorEnv.OPENBLAS_CORETYPE", kernels);
        }
        if (master.matches("spark://(127\\.|localhost).*")) {
            settings.setIfMissing("spark.driver.host", "127.0.0.1").setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        return settings;
    }

    private static String jar(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    @SuppressWarnings("unchecked")
    private synchronized void obey(Object order) {
        if (Spark.STOP.equals(order)) {
            if (running != null) {
                running.stop();
            }
            return;
        }
        Campaign campaign = new Campaign(spark, (List<Order>) order, this::tell);
        running = campaign;
        new Thread(() -> {
            try {
                tell(new Report(-1, new double[0], 0, campaign.run()));
            } catch (InterruptedException | RuntimeException lost) {
                lost.printStackTrace();
                Runtime.getRuntime().exit(1);
            }
        }, "icllab-campaign").start();
    }

    private synchronized void tell(Report report) {
        try {
            out.writeObject(report);
            out.reset();
            out.flush();
        } catch (IOException ended) {
            Runtime.getRuntime().halt(1); // nobody is left to be told
        }
    }
}
