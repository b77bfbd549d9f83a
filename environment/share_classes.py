"""Makes the archive of the classes that a Java kernel has loaded by its first figure, which kernels of this JDK then start from:

    share_classes.py ARCHIVE LIBRARY.jar

(Application class-data sharing; what a class is to the JDK is worked out once.) ARCHIVE appears when it is whole."""

import os
import sys
import tempfile
from pathlib import Path

import kernel_manager

SECONDS = 120
USE = """
%classpath JAR
import java.util.stream.*;
import org.icllab.model.*;
import org.icllab.notebook.*;
import org.icllab.simulation.pretraining.PretrainedGamma;
import org.icllab.study.*;
import org.icllab.theory.pretraining.*;
import static org.icllab.model.Pretraining.*;
Lab lab = Lab.of("classes");
var settings = Grid.of(Pretraining.of(10, 10, 0.5, 1, 0.01, 0.1)).vary(TAU, Grid.linear(0.5, 2, 4));
var line = lab.run("line", AttentionRisk.STUDY, settings);
var dots = lab.run("dots", PretrainedGamma.STUDY, settings, 5);
Frames.show(dots);
Figure.of("Figure").x(TAU, Axis.LINEAR).y(E_ICL, Axis.LOG).lines(line, TAU, E_ICL, ALPHA).points(dots, TAU, E_ICL, ALPHA).show();
"""
# The second command is a Java that starts from it, and checks its sums.
DUMP = """
int done(String... command) throws Exception { return new ProcessBuilder(command).inheritIO().start().waitFor(); }
String bin = System.getProperty("java.home") + "/bin/", made = "ARCHIVE";
if (done(bin + "jcmd", "" + ProcessHandle.current().pid(), "VM.cds", "dynamic_dump", made)
        + done(bin + "java", "-Xshare:on", "-XX:+VerifySharedSpaces", "-XX:SharedArchiveFile=" + made, "-cp",
        System.getProperty("java.class.path"), "-version") != 0) throw new IllegalStateException(made + " is of no use");
"""


def main(archive, jar):
    archive, jar = Path(archive).resolve(), Path(jar).resolve()
    options = f"{os.environ.get('JJAVA_JVM_OPTS', '')} -XX:+RecordDynamicDumpInfo"
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        made = Path(folder) / archive.name
        tempfile.tempdir = folder
        manager, client = kernel_manager.start("java", SECONDS, cwd=folder, env={**os.environ, "JJAVA_JVM_OPTS": options})
        try:
            for cell in (USE.replace("JAR", str(jar)), DUMP.replace("ARCHIVE", str(made))):
                reply = client.execute_interactive(cell.strip(), timeout=SECONDS, output_hook=lambda message: None)
                if reply["content"]["status"] != "ok":
                    sys.exit(f"the kernel could not run {cell.strip()}: {reply['content']}")
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
            print(manager.output.read_text(errors="replace"))
        os.replace(made, archive)


if __name__ == "__main__":
    main(*sys.argv[1:])
