package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TorchTest {
    /** Else the libraries of a CPU build would be unpacked over those of a CUDA build. */
    @Test
    void eachFlavourHasAFolderOfItsOwn() {
        Torch.description();
        assertTrue(Torch.FLAVOUR.matches("cpu|cu124"), Torch.FLAVOUR);
        assertEquals(Path.of("native", Torch.FLAVOUR),
                Path.of("target").toAbsolutePath().relativize(Path.of(System.getProperty("PYTORCH_LIBRARY_PATH"))));
    }
}
