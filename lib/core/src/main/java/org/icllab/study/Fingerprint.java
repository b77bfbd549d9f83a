package org.icllab.study;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.icllab.FileFailed;
import org.icllab.model.Study;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Which code a study's numbers come from: a digest of the classes of the library that its functions reach, without their
 * line numbers.
 *
 * <p>A change anywhere else, a comment or a figure, leaves it as it is. The machinery that runs studies is not part of
 * it, nor is what shows their results.
 */
final class Fingerprint {
    private static final String OWN = "org/icllab/";
    private static final Set<String> OUTSIDE = Set.of("org/icllab/study/", "org/icllab/notebook/");
    private static final int DIGITS = 16;
    private static final Map<Set<String>, String> KNOWN = new ConcurrentHashMap<>();

    private Fingerprint() {
    }

    /** @return sixteen hexadecimal digits */
    static String of(Study<?, ?> study) {
        return KNOWN.computeIfAbsent(new TreeSet<>(study.homes()), homes -> of(homes, Fingerprint::open));
    }

    /** @param files the class file of a name such as {@code org/icllab/model/Study}; null if there is none */
    static String of(Set<String> homes, Function<String, InputStream> files) {
        SortedMap<String, byte[]> codes = new TreeMap<>();
        Deque<String> waiting = new ArrayDeque<>();
        homes.forEach(home -> waiting.add(home.replace('.', '/')));
        while (!waiting.isEmpty()) {
            String type = waiting.poll();
            if (type.startsWith(OWN) && OUTSIDE.stream().noneMatch(type::startsWith) && !codes.containsKey(type)) {
                codes.put(type, code(type, files, waiting));
            }
        }
        MessageDigest digest = Identity.sha256();
        codes.values().forEach(digest::update);
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }

    /** @return the class's code, the classes that it names being added to {@code waiting} */
    private static byte[] code(String type, Function<String, InputStream> files, Deque<String> waiting) {
        try (InputStream in = files.apply(type)) {
            if (in == null) {
                return new byte[0];
            }
            ClassWriter bare = new ClassWriter(0);
            new ClassReader(in).accept(new ClassRemapper(bare, new Remapper() {
                @Override
                public String map(String name) {
                    waiting.add(name);
                    return name;
                }
            }), ClassReader.SKIP_DEBUG);
            return bare.toByteArray();
        } catch (IOException unreadable) {
            throw FileFailed.of("Could not read the code of " + type, unreadable);
        }
    }

    /** Studies of another jar are found by the loader of whoever runs them. */
    private static InputStream open(String type) {
        InputStream own = Fingerprint.class.getClassLoader().getResourceAsStream(type + ".class");
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return own != null || context == null ? own : context.getResourceAsStream(type + ".class");
    }
}
