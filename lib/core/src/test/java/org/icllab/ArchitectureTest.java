package org.icllab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** The floors of the house: each package uses only those below it, and theory and simulation stay strangers. */
class ArchitectureTest {
    private static final List<String> FLOORS = List.of("linalg", "random", "model", "theory", "simulation", "study");

    private static final Set<String> OPEN = Set.of("exp", "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot", "sin", "cos",
            "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh");

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.icllab");

    @Test
    void onlyLinalgTouchesNativeLibraries() {
        noClasses().that().resideOutsideOfPackage("org.icllab.linalg..")
                .should().dependOnClassesThat().resideInAnyPackage(
                        "com.kenai.jffi..", "org.jblas..", "dev.ludovic.netlib..", "org.netlib..")
                .check(LIBRARY);
    }

    @Test
    void noPackageUsesOneAboveIt() {
        for (int floor = 0; floor < FLOORS.size() - 1; floor++) {
            String[] above = FLOORS.subList(floor + 1, FLOORS.size()).stream()
                    .map(ArchitectureTest::name).toArray(String[]::new);
            noClasses().that().resideInAPackage(name(FLOORS.get(floor)))
                    .should().dependOnClassesThat().resideInAnyPackage(above).check(LIBRARY);
        }
    }

    @Test
    void theoryNeverSamplesAndSimulationKnowsNoTheory() {
        noClasses().that().resideInAPackage(name("theory"))
                .should().dependOnClassesThat().resideInAPackage(name("random")).check(LIBRARY);
        noClasses().that().resideInAPackage(name("simulation"))
                .should().dependOnClassesThat().resideInAPackage(name("theory")).check(LIBRARY);
    }

    @Test
    void thePapersAreStrangersToEachOther() {
        for (String wing : List.of("theory", "simulation")) {
            noClasses().that().resideInAPackage(name(wing + ".pretraining"))
                    .should().dependOnClassesThat().resideInAPackage(name(wing + ".descent")).check(LIBRARY);
            noClasses().that().resideInAPackage(name(wing + ".descent"))
                    .should().dependOnClassesThat().resideInAPackage(name(wing + ".pretraining")).check(LIBRARY);
        }
    }

    @Test
    void onlyStudiesHaveThreads() {
        noClasses().that().resideInAnyPackage(name("theory"), name("model"))
                .should().dependOnClassesThat().areAssignableTo(Executor.class).check(LIBRARY);
    }

    /** Java leaves the last digit of these open, and processors and versions differ in it; StrictMath's are the same everywhere. */
    @Test
    void whatIsDrawnOrSimulatedHasTheSameBitsEverywhere() {
        DescribedPredicate<JavaAccess<?>> loose = DescribedPredicate.describe("a function whose last digit is open", access ->
                access.getTargetOwner().isEquivalentTo(Math.class) && OPEN.contains(access.getName()));
        for (String floor : FLOORS) {
            if (!floor.equals("theory")) {
                noClasses().that().resideInAPackage(name(floor)).should().accessTargetWhere(loose).check(LIBRARY);
            }
        }
    }

    private static String name(String floor) {
        return "org.icllab." + floor + "..";
    }
}
