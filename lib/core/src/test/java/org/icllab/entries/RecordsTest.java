package org.icllab.entries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Records are immutable: arrays are copied in and out. */
class RecordsTest {
    /** Filled in place as samples are drawn; its Javadoc says so. */
    private static final Set<String> LIVE = Set.of("FeatureSample.Block.targets");

    @Test
    void noRecordHandsOutItsArrays() throws Exception {
        Set<String> live = new TreeSet<>();
        for (Class<?> type : Entries.classes()) {
            if (type.isRecord()) {
                for (RecordComponent component : type.getRecordComponents()) {
                    if (component.getType().isArray()) {
                        Object instance = Baselines.of(type);
                        if (component.getAccessor().invoke(instance) == component.getAccessor().invoke(instance)) {
                            live.add(Entries.shortName(type) + "." + component.getName());
                        }
                    }
                }
            }
        }
        live.removeAll(LIVE);
        assertEquals(Set.of(), live);
    }
}
