package org.icllab.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.icllab.Interrupt;
import org.icllab.study.Order;
import org.icllab.study.Order.Report;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * What an executor does with one partition: runs its orders for a fifth of a second, the first one in any case.
 *
 * <p>Those that it did not come to are handed out anew, so that a batch of short trials costs one task, and one of long
 * trials holds nobody up.
 */
final class Slice extends AbstractFunction1<Iterator<List<Slice.Numbered>>, List<Report>> implements Serializable {
    /** Nanoseconds. */
    static final long LENGTH = 200_000_000L;
    private static final long serialVersionUID = 1L;

    /**
     * @param place of the order among those that were sent
     * @param order to be run
     */
    record Numbered(int place, Order order) implements Serializable {
    }

    @Override
    public List<Report> apply(Iterator<List<Numbered>> batches) {
        List<Report> reports = new ArrayList<>();
        long end = System.nanoTime() + LENGTH;
        for (Numbered numbered : batches.next()) {
            if (!reports.isEmpty() && System.nanoTime() > end) {
                break;
            }
            Interrupt.check();
            reports.add(numbered.order().run(numbered.place()));
        }
        return reports;
    }
}
