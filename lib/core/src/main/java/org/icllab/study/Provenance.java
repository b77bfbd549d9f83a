package org.icllab.study;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.icllab.FileFailed;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.model.Study;

/**
 * What made a number: the code and the linear algebra, on which it depends; and, for the record, the
 * library's version, the Java and the host.
 *
 * @param code the study's fingerprint
 * @param backend of linear algebra
 * @param version of the library
 * @param java the Java runtime's version
 * @param host the machine's name
 */
public record Provenance(String code, String backend, String version, String java, String host) {
    public Provenance {
        Require.given("code, backend, version, java, host", code, backend, version, java, host);
    }

    /**
     * What makes the numbers of a study here and now.
     *
     * @param study whose code it is
     * @return this run's provenance
     */
    public static Provenance of(Study<?, ?> study) {
        Require.given("study", study);
        return new Provenance(Fingerprint.of(study), Blas.backend(), ownVersion(), Runtime.version().toString(),
                ownHost());
    }

    /** @return the library's version */
    public static String ownVersion() {
        try (InputStream in = Provenance.class.getResourceAsStream("version.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw FileFailed.of("Could not read the library's version", e);
        }
    }

    private static String ownHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "unknown";
        }
    }

    /** @return a short name of what the numbers of a study here and now depend on: code and linear algebra */
    static String id(Study<?, ?> study) {
        return id(Fingerprint.of(study), Blas.backend());
    }

    /** @return that of these */
    String id() {
        return id(code, backend);
    }

    private static String id(String code, String backend) {
        return digest(code + "," + backend);
    }

    /** @return a short name of all of it */
    String fullId() {
        return id() + "-" + digest(text());
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(Identity.sha256().digest(text.getBytes(StandardCharsets.UTF_8)), 0, 4);
    }

    /** @return one line of fields, in ASCII */
    String text() {
        Map<String, String> fields = new TreeMap<>(Map.of("code", code, "backend", backend, "version",
                version, "java", java, "host", host));
        return fields.entrySet().stream().map(field -> field.getKey() + "=" + plain(field.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String plain(String value) {
        return value.replaceAll("[^ -~]|[,=]", "_");
    }
}
