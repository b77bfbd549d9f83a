package org.icllab.transformer;

import java.nio.file.Path;
import java.util.Optional;
import org.icllab.Require;
import org.icllab.model.Trial;

/**
 * Where a training keeps how far it has come. A run that was stopped goes on from there, to the same bits; what another
 * training, other code or other linear algebra has kept there is not used, and is written over.
 *
 * @param file appears whole each time, and is deleted at the end; none if nothing is kept
 * @param maker names the code and the linear algebra that train
 * @param every ≥ 1 steps
 */
public record Checkpoint(Optional<Path> file, String maker, int every) {
    /** Nothing is kept. */
    public static final Checkpoint NONE = new Checkpoint(Optional.empty(), "", Integer.MAX_VALUE);

    /** @throws IllegalArgumentException if a component is out of its range */
    public Checkpoint {
        Require.given("file, maker", file, maker);
        Require.atLeast("every", every, 1);
    }

    /** @return the checkpoint of {@code trial}, written every so many steps */
    public static Checkpoint of(Trial trial, int every) {
        return new Checkpoint(trial.checkpoint(), trial.maker(), every);
    }
}
