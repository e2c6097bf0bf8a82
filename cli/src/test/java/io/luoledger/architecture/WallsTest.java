package io.luoledger.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.luoledger.event.wrong.WrongEvent;
import io.luoledger.simulator.wrong.WrongWorld;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class WallsTest {
    @TestFactory
    Stream<DynamicTest> shouldStand() {
        JavaClasses project = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // scripts and stores of ledger's tests, which tests here use as well
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("io.luoledger");
        assertThat(project.contain("io.luoledger.event.LiveUpdateEvent")).isTrue();
        return rules().stream().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(project)));
    }

    @Test
    void shouldFallForAClassThatBreaksThem() {
        // Given
        JavaClasses wrong = new ClassFileImporter().importClasses(WrongEvent.class, WrongWorld.class);

        // When
        List<ArchRule> broken = rules().stream()
                .filter(rule -> rule.evaluate(wrong).hasViolation())
                .toList();

        // Then
        assertThat(broken.stream().map(ArchRule::getDescription))
                .anyMatch(text -> text.startsWith("io.luoledger.event.. uses nothing of the project but []"))
                .anyMatch(text -> text.contains("a broker"))
                .anyMatch(text -> text.contains("handed to them"))
                .anyMatch(text -> text.contains("same seed"))
                .anyMatch(text -> text.contains("one thread"))
                .anyMatch(text -> text.contains("wire's business"))
                .anyMatch(text -> text.contains("none of it is API"))
                .anyMatch(text -> text.contains("said in one sentence"));
    }

    @Test
    void shouldTellEveryBreachOfAWall() {
        // Given
        JavaClasses wrong = new ClassFileImporter().importClasses(WrongWorld.class);

        // When
        EvaluationResult result = Walls.pureRoomsKnowNoClockAndThrowNoDice().evaluate(wrong);

        // Then
        assertThat(result.getFailureReport().getDetails())
                .hasSize(4)
                .anyMatch(line -> line.contains("System.nanoTime"))
                .anyMatch(line -> line.contains("Instant.now"))
                .anyMatch(line -> line.contains("Random.<init>()"))
                .anyMatch(line -> line.contains("Collections.shuffle"));
    }

    private static List<ArchRule> rules() {
        return Stream.concat(
                        Walls.layers().stream(),
                        Stream.of(
                                Walls.everyPackageHasItsRoom(),
                                Walls.pureRoomsKnowNoKafka(),
                                Walls.pureRoomsOpenNoFile(),
                                Walls.pureRoomsKnowNoClockAndThrowNoDice(),
                                Walls.pureRoomsStartNoThread(),
                                Walls.nothingIsLookedUpOnTheClassPath(),
                                Walls.theFoldAsksDownwardsOnly(),
                                Walls.eventsKnowNoAvro(),
                                Walls.fewKnowKafkasInside(),
                                Walls.everyPackageSaysWhatItIsFor()))
                .toList();
    }
}
