package org.icllab.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.FutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.icllab.spark.Slice.Numbered;
import org.icllab.study.Order;
import org.icllab.study.Order.Report;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * One run of orders on a cluster: Spark jobs of a few tasks each, as many at a time as keep every core busy.
 *
 * <p>A task's batch is as long as the trials so far say that {@link Slice} will run; the results are taken as the task
 * ends. Spark itself runs the tasks of a lost executor again.
 */
final class Campaign {
    /** Tasks for each core that run or wait on the cluster. */
    private static final int AHEAD = 2;
    private static final int MOST = 2000;
    /** Milliseconds that tasks have to end by themselves, once a run is stopped: longer than a slice. */
    private static final long GRACE = 400;
    private static final String GROUP = "icllab";

    private final JavaSparkContext spark;
    private final Consumer<Report> tell;
    private final Deque<Numbered> waiting = new ArrayDeque<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<Flight, FutureAction<?>> flying = new HashMap<>();
    private long milliseconds;
    private int finished;
    private boolean stopped;
    private String failure = "";

    /** A Spark job with its batches that have not come back. */
    private static final class Flight {
        private final List<List<Numbered>> batches = new ArrayList<>();
        private int back;
    }

    /**
     * @param flight whose batch is back, or that has ended; null to stop the run
     * @param batch its place; −1 if the whole has ended
     * @param reports of the trials that were run
     * @param failure why the flight ended before its batches were back; empty if it did not
     */
    private record Event(Flight flight, int batch, List<Report> reports, String failure) {
        static Event end(Flight flight, String failure) {
            return new Event(flight, -1, List.of(), failure);
        }
    }

    Campaign(JavaSparkContext spark, List<Order> orders, Consumer<Report> tell) {
        this.spark = spark;
        this.tell = tell;
        IntStream.range(0, orders.size()).forEach(place -> waiting.add(new Numbered(place, orders.get(place))));
    }

    void stop() {
        events.add(Event.end(null, ""));
    }

    /**
     * Returns when no task of the run is left on the cluster.
     *
     * @return why Spark gave up a job, in one line; empty if it did not, or the run was stopped before
     */
    String run() throws InterruptedException {
        spark.setJobGroup(GROUP, "trials", true);
        long deadline = Long.MAX_VALUE;
        submit();
        while (!flying.isEmpty()) {
            Event event = events.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (event == null) {
                spark.cancelJobGroup(GROUP);
                deadline = Long.MAX_VALUE;
                continue;
            }
            if (!stopped && (event.flight == null || !event.failure.isEmpty())) {
                stopped = true;
                failure = event.failure;
                deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE);
            }
            take(event);
            submit();
        }
        return failure;
    }

    private void take(Event event) {
        if (event.flight == null) {
            return;
        }
        if (event.batch < 0) {
            flying.remove(event.flight);
            return;
        }
        event.flight.back++;
        List<Numbered> batch = event.flight.batches.get(event.batch);
        batch.subList(event.reports.size(), batch.size()).forEach(waiting::add);
        for (Report report : event.reports) {
            milliseconds += report.milliseconds();
            finished++;
            tell.accept(report);
        }
    }

    private void submit() {
        int cores = Math.max(1, spark.defaultParallelism());
        int out = flying.keySet().stream().mapToInt(flight -> flight.batches.size() - flight.back).sum();
        if (stopped || waiting.isEmpty() || out >= AHEAD * cores) {
            return;
        }
        int size = finished == 0 ? 1 : (int) Math.max(1, Math.min(MOST, TimeUnit.NANOSECONDS.toMillis(Slice.LENGTH)
                * finished / Math.max(1, milliseconds)));
        Flight flight = new Flight();
        for (int i = 0; i < AHEAD * cores && !waiting.isEmpty(); i++) {
            List<Numbered> batch = new ArrayList<>();
            while (batch.size() < size && !waiting.isEmpty()) {
                batch.add(waiting.poll());
            }
            flight.batches.add(batch);
        }
        RDD<List<Numbered>> parts = spark.parallelize(flight.batches, flight.batches.size()).rdd();
        Seq<Object> all = CollectionConverters.<Object>asScala(IntStream.range(0, flight.batches.size())
                .<Object>mapToObj(i -> i).toList()).toSeq();
        FutureAction<BoxedUnit> job = spark.sc().submitJob(parts, new Slice(), all, (batch, reports) -> {
            events.add(new Event(flight, (Integer) batch, reports, ""));
            return BoxedUnit.UNIT;
        }, () -> BoxedUnit.UNIT);
        flying.put(flight, job);
        job.onComplete(ended -> events.add(Event.end(flight, ended.isFailure() ? said(ended.failed().get()) : "")),
                ExecutionContext.global());
    }

    /** Spark's own messages go on with every stack trace there is. */
    private static String said(Throwable failure) {
        return failure.toString().lines().findFirst().orElseThrow();
    }
}
