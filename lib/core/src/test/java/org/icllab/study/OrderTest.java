package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.icllab.model.Setting;
import org.icllab.model.Study;
import org.junit.jupiter.api.Test;

class OrderTest {
    private static final Probe LOUD = new Probe(4, -2, 1.0 / 3, true, Probe.Colour.GREEN);

    private static Job<Probe> job(Study<Probe, ?> study, int index) {
        return new Job<>(study, LOUD, 7, index, Optional.empty());
    }

    @SuppressWarnings("unchecked")
    private static List<Order> sent(List<Order> orders) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new ArrayList<>(orders));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (List<Order>) in.readObject();
        }
    }

    @Test
    void whatArrivesIsTheJobThatWasSent() throws Exception {
        List<Job<?>> jobs = List.of(job(Probe.NORMAL, 0), job(Probe.WALK, 3), job(Probe.NORMAL, 5));
        List<Order> orders = sent(Order.of(jobs));
        for (int i = 0; i < jobs.size(); i++) {
            assertEquals(jobs.get(i).key(), orders.get(i).job().key());
            assertEquals(LOUD, orders.get(i).job().setting());
            Order.Report report = orders.get(i).run(i);
            assertArrayEquals(jobs.get(i).run(), report.values());
            assertEquals(i, report.place());
            assertEquals("", report.failure());
        }
    }

    /** 100 000 of them go through one stream: what they share is written once. */
    @Test
    void anOrderTakesFewBytes() throws Exception {
        List<Job<?>> jobs = IntStream.range(0, 1000).<Job<?>>mapToObj(i -> job(Probe.NORMAL, i)).toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new ArrayList<>(Order.of(jobs)));
        }
        assertTrue(bytes.size() < 200 * jobs.size(), bytes.size() + " bytes");
    }

    @Test
    void aStudyOfACellTravelsNowhere() {
        double shift = LOUD.size();
        Study<Probe, Double> captured = Study.<Probe, Double>simulation("captured", (probe, stream) -> shift)
                .measuring(Probe.VALUE, value -> value);
        Study<Probe, Double> namesake = Study.<Probe, Double>simulation("normal", (probe, stream) -> 0.0)
                .measuring(Probe.SQUARE, value -> value);
        for (Study<Probe, Double> study : List.of(captured, namesake)) {
            String said = assertThrows(IllegalArgumentException.class, () -> Order.of(List.of(job(study, 0)))).getMessage();
            assertTrue(said.endsWith("is no constant of the library, and only those are run in other processes"), said);
        }
    }

    @Test
    void otherCodeThanTheSendersIsRefused() {
        Order order = Order.of(List.of(job(Probe.NORMAL, 0))).get(0);
        Order.Kind own = order.what();
        Order foreign = new Order(new Order.Kind(own.homes(), own.study(), own.quantities(), own.setting(),
                "01234567"), order.values(), order.seed(), order.index());
        assertTrue(foreign.run(0).failure().contains("other code or linear algebra"), foreign.run(0).failure());
        assertThrows(IllegalArgumentException.class, foreign::job);
        Order unknown = new Order(new Order.Kind(own.homes(), "nothing", own.quantities(), own.setting(),
                own.made()), order.values(), order.seed(), order.index());
        assertTrue(unknown.run(0).failure().contains("study = nothing"), unknown.run(0).failure());
    }

    @Test
    void aSettingIsMadeOfItsNumbers() {
        assertEquals(LOUD, Setting.of(Probe.class, 4, -2, 1.0 / 3, 1, 1));
        assertNotEquals(LOUD, Setting.of(Probe.class, 4, -2, 1.0 / 3, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Setting.of(Probe.class, 4, -2));
        assertThrows(IllegalArgumentException.class, () -> Setting.of(Probe.class, 4.5, -2, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Setting.of(Probe.class, 4, -2, 1, 0, 2));
    }
}
