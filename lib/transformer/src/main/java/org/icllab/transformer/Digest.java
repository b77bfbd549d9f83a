package org.icllab.transformer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of texts and numbers, each told from its neighbours. */
final class Digest {
    private final MessageDigest sha;

    private Digest(MessageDigest sha) {
        this.sha = sha;
    }

    /** @param first by their texts */
    static Digest of(Object... first) {
        try {
            Digest digest = new Digest(MessageDigest.getInstance("SHA-256"));
            for (Object object : first) {
                digest.add(ByteBuffer.wrap(object.toString().getBytes(StandardCharsets.UTF_8)));
            }
            return digest;
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    void add(double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Double.BYTES, values.length));
        bytes.asDoubleBuffer().put(values);
        add(bytes);
    }

    private void add(ByteBuffer bytes) {
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.remaining()));
        sha.update(bytes);
    }

    /** @return 64 hexadecimal digits; ends the digest */
    String text() {
        return HexFormat.of().formatHex(sha.digest());
    }
}
