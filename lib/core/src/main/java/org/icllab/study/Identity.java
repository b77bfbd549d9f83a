package org.icllab.study;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntFunction;
import org.icllab.Numbers;
import org.icllab.model.Parameter;
import org.icllab.model.Quantity;
import org.icllab.model.Setting;
import org.icllab.model.Study;
import org.icllab.random.RandomStream;

/**
 * What a trial is: SHA-256 of its study, setting, quantities, seed and index.
 *
 * <p>Numbers count to twelve digits, so that the last bit of a computed setting changes nothing. The first 128 bits
 * choose the trial's random numbers and are the key under which it is kept.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
record Identity(long high, long low) {
    static <S extends Setting<S>> Identity of(Study<S, ?> study, S setting, long seed, int trial) {
        return trials(study, setting, seed).apply(trial);
    }

    /** @return the identity of a trial by its index: what all trials of a setting share is digested once */
    static <S extends Setting<S>> IntFunction<Identity> trials(Study<S, ?> study, S setting, long seed) {
        StringBuilder text = new StringBuilder(study.name());
        for (Parameter parameter : setting.parameters().stream().filter(setting::identifies).toList()) {
            text.append('\n').append(parameter.name()).append('=').append(Numbers.canonical(setting.value(parameter)));
        }
        for (Quantity quantity : study.quantities()) {
            text.append('\n').append(quantity.symbol());
        }
        text.append('\n').append(setting.getClass().getName()).append('\n').append(seed).append('\n');
        byte[] shared = text.toString().getBytes(StandardCharsets.UTF_8);
        return trial -> {
            MessageDigest digest = sha256();
            digest.update(shared);
            ByteBuffer bytes = ByteBuffer.wrap(digest.digest(Integer.toString(trial).getBytes(StandardCharsets.UTF_8)));
            return new Identity(bytes.getLong(), bytes.getLong());
        };
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    String key() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    RandomStream stream() {
        return RandomStream.of(high, low);
    }
}
