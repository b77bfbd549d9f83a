package org.icllab.study;

import java.nio.file.Path;
import java.util.Optional;
import org.icllab.Processors;
import org.icllab.Require;
import org.icllab.model.Setting;
import org.icllab.model.Study;
import org.icllab.model.Trial;

/**
 * One trial to be run.
 *
 * @param study what is measured
 * @param setting where
 * @param seed of the run
 * @param index of the trial, from 0
 * @param checkpoints a folder for long trials, if any
 * @param <S> the setting's type
 */
public record Job<S extends Setting<S>>(Study<S, ?> study, S setting, long seed, int index, Optional<Path> checkpoints) {
    public Job {
        Require.given("study, setting, checkpoints", study, setting, checkpoints);
    }

    /** @return its name and the key it is kept under: the same for the same study, setting, quantities, seed and index */
    public String key() {
        return identity().key();
    }

    private Identity identity() {
        return Identity.of(study, setting, seed, index);
    }

    /** @return about how many bytes it holds while it runs */
    long bytes() {
        return study.bytes(setting);
    }

    /** @return the trial's numbers, as {@link Study#run} gives them */
    public double[] run() {
        Identity identity = identity();
        Trial trial = new Trial(identity.stream(), checkpoints.map(folder -> folder.resolve(identity.key() + ".checkpoint")),
                checkpoints.isPresent() ? Provenance.id(study) : "");
        return Processors.occupying(() -> study.run(setting, trial));
    }
}
