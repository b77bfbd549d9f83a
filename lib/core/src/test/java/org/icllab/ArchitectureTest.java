package org.icllab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The floors of the house: each package uses only those below it, and theory and simulation stay strangers. */
class ArchitectureTest {
    private static final List<String> FLOORS =
            List.of("linalg", "random", "theory", "context", "attention", "dynamics", "experiment");

    private final JavaClasses library = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.icllab");

    @Test
    void onlyLinalgTouchesJblas() {
        noClasses().that().resideOutsideOfPackage("org.icllab.linalg..")
                .should().dependOnClassesThat().resideInAnyPackage("org.jblas..", "dev.ludovic.netlib..", "org.netlib..")
                .check(library);
    }

    @Test
    void noPackageUsesOneAboveIt() {
        for (int floor = 0; floor < FLOORS.size() - 1; floor++) {
            String[] above = FLOORS.subList(floor + 1, FLOORS.size()).stream()
                    .map(ArchitectureTest::name).toArray(String[]::new);
            noClasses().that().resideInAPackage(name(FLOORS.get(floor)))
                    .should().dependOnClassesThat().resideInAnyPackage(above).check(library);
        }
    }

    @Test
    void theoryNeverSimulatesAndSimulationKnowsNoTheory() {
        noClasses().that().resideInAPackage(name("theory"))
                .should().dependOnClassesThat().resideInAnyPackage(name("random")).check(library);
        noClasses().that().resideInAnyPackage(name("context"), name("attention"), name("dynamics"))
                .should().dependOnClassesThat().resideInAPackage(name("theory")).check(library);
    }

    private static String name(String floor) {
        return "org.icllab." + floor + "..";
    }
}
