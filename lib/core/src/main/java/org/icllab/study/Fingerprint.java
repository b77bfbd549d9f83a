package org.icllab.study;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
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
        return KNOWN.computeIfAbsent(new TreeSet<>(study.homes()), Fingerprint::digest);
    }

    private static String digest(Set<String> homes) {
        Set<String> reached = new TreeSet<>();
        Deque<String> waiting = new ArrayDeque<>();
        homes.forEach(home -> waiting.add(home.replace('.', '/')));
        MessageDigest digest = Identity.sha256();
        java.util.TreeMap<String, byte[]> codes = new java.util.TreeMap<>();
        while (!waiting.isEmpty()) {
            String type = waiting.poll();
            if (type.startsWith(OWN) && OUTSIDE.stream().noneMatch(type::startsWith) && reached.add(type)) {
                codes.put(type, code(type, waiting));
            }
        }
        codes.values().forEach(digest::update);
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }

    /** @return the class's code, the names of the classes that it names being added to {@code waiting} */
    private static byte[] code(String type, Deque<String> waiting) {
        ClassLoader loader = Fingerprint.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try (InputStream own = loader.getResourceAsStream(type + ".class");
             InputStream other = own == null && context != null ? context.getResourceAsStream(type + ".class") : null) {
            InputStream in = own != null ? own : other;
            if (in == null) {
                return new byte[0];
            }
            ClassWriter bare = new ClassWriter(0);
            new ClassReader(in).accept(new ClassRemapper(bare, new Remapper() {
                @Override
                public String map(String internalName) {
                    waiting.add(internalName);
                    return internalName;
                }
            }), ClassReader.SKIP_DEBUG);
            return bare.toByteArray();
        } catch (IOException unreadable) {
            throw new IllegalStateException("could not read the code of " + type, unreadable);
        }
    }
}
