package org.icllab.model;

import java.nio.file.Path;
import java.util.Optional;
import org.icllab.Require;
import org.icllab.random.RandomStream;

/**
 * One independent repetition of a simulation: what it may use beside its setting.
 *
 * @param stream its own random numbers
 * @param checkpoint a file in which a long trial may keep how far it has come, to be deleted at its end; none if nothing
 *     is kept
 * @param maker names what makes its numbers, code and linear algebra: what another has kept is of no use; empty if nothing
 *     is kept
 */
public record Trial(RandomStream stream, Optional<Path> checkpoint, String maker) {
    public Trial {
        Require.given("stream, checkpoint, maker", stream, checkpoint, maker);
    }

    /** @return a trial that keeps nothing */
    public static Trial of(RandomStream stream) {
        return new Trial(stream, Optional.empty(), "");
    }
}
