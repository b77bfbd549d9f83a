package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

class ColumnsTest {
    @Test
    void numbersThatDifferLaterThanSixDigitsAreGroupsOfTheirOwn() {
        Map<String, int[]> groups = groups(1e-5, 1.0000001e-5, 1e-5);
        assertEquals(List.of("λ = 10⁻⁵", "λ = 1.0000001·10⁻⁵"), List.copyOf(groups.keySet()));
        assertArrayEquals(new int[] {0, 2}, groups.get("λ = 10⁻⁵"));
    }

    @Test
    void whatRoundingMakesOfOneNumberIsOneGroup() {
        assertEquals(List.of("λ = 0.3"), List.copyOf(groups(0.3, 0.1 + 0.2).keySet()));
    }

    @Test
    void labelsHaveNoMoreThanSixDigitsWhereSixTellThemApart() {
        assertEquals(List.of("λ = 0.333333", "λ = 0.666667"), List.copyOf(groups(1 / 3.0, 2 / 3.0).keySet()));
    }

    private static Map<String, int[]> groups(double... values) {
        return Columns.groups(Table.create("frame", DoubleColumn.create("λ = ridge", values)), "λ");
    }
}
