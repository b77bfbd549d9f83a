package org.icllab.theory.descent;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Values that are costly to make; those used last are kept, up to a number of bytes, and the last one in any case. Safe for
 * use by several threads.
 */
final class Recent<K, V> {
    private final long most;
    private final ToLongFunction<V> bytes;
    private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    /**
     * @param most bytes to keep
     * @param bytes the size of a value
     */
    Recent(long most, ToLongFunction<V> bytes) {
        this.most = most;
        this.bytes = bytes;
    }

    /** @return the value kept, or a new one; two threads may both make it, and neither waits for the other */
    V get(K key, Function<K, V> make) {
        V kept = find(key);
        if (kept != null) {
            return kept;
        }
        V made = make.apply(key);
        keep(key, made);
        return made;
    }

    private synchronized V find(K key) {
        return values.get(key);
    }

    private synchronized void keep(K key, V made) {
        V before = values.put(key, made);
        held += bytes.applyAsLong(made) - (before == null ? 0 : bytes.applyAsLong(before));
        for (Iterator<V> oldest = values.values().iterator(); held > most && values.size() > 1;) {
            held -= bytes.applyAsLong(oldest.next());
            oldest.remove();
        }
    }
}
