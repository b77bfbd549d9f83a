package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RecentTest {
    private int made;

    @Test
    void whatWasUsedLongestAgoGoesFirst() {
        Recent<Integer, Integer> recent = new Recent<>(10, size -> size);
        get(recent, 4);
        get(recent, 5);
        get(recent, 4);
        get(recent, 3);
        assertEquals(3, made);
        get(recent, 4);
        get(recent, 3);
        assertEquals(3, made);
        get(recent, 5);
        assertEquals(4, made);
    }

    @Test
    void theLastOneIsKeptHoweverLarge() {
        Recent<Integer, Integer> recent = new Recent<>(10, size -> size);
        get(recent, 100);
        get(recent, 100);
        assertEquals(1, made);
        get(recent, 5);
        get(recent, 100);
        assertEquals(3, made);
    }

    private void get(Recent<Integer, Integer> recent, int size) {
        assertEquals(size, recent.get(size, key -> {
            made++;
            return key;
        }));
    }
}
