package io.luoledger.preflight;

import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.preserved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.luoledger.core.Ledger;
import io.luoledger.core.LogScript;
import io.luoledger.event.Boot;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.Side;
import io.luoledger.finding.Finding;
import io.luoledger.replay.Replay;
import io.luoledger.replay.Snapshot;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.stats.StatsKey;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The kernel that was announced is the one that what a host holds is judged against. */
class AnnouncedTargetTest {
    @Test
    void shouldJudgeAtTheAnnouncementAtEachPreserveOfANewKindAndAtTheHandover() {
        // When
        List<Finding> findings =
                judged(List.of(), announced("6.19"), AnnouncedTargetTest::preserving, AnnouncedTargetTest::handingOver);

        // Then
        assertThat(findings)
                .extracting(finding -> finding.kind().id(), Finding::evidence)
                .containsExactly(
                        tuple("ABI-TARGET-UNFIT", List.of(0L)),
                        tuple("ABI-TARGET-UNFIT", List.of(2L)),
                        tuple("ABI-HANDOVER-UNFIT", List.of(4L)));
    }

    @Test
    void shouldAskTheAnnouncedKernelInsteadOfThePlan() {
        // When
        List<Finding> findings = judged(
                List.of("6.19"), announced("7.3"), AnnouncedTargetTest::preserving, AnnouncedTargetTest::handingOver);

        // Then
        assertThat(findings).isEmpty();
    }

    @Test
    void shouldAskThePlanAsLongAsNothingIsAnnounced() {
        // When
        List<Finding> findings = judged(
                List.of("6.19"), AnnouncedTargetTest::preserving, announced("7.3"), AnnouncedTargetTest::handingOver);

        // Then
        assertThat(findings)
                .extracting(AnnouncedTargetTest::text)
                .allMatch(text -> text.startsWith("ABI-TARGET-UNFIT kernel 7.3.4 -> 6.19"));
        assertThat(findings).hasSize(1);
    }

    @Test
    void shouldTakeTheLatestAnnouncement() {
        // When
        List<Finding> findings = judged(
                List.of(),
                announced("6.19"),
                announced("7.3"),
                AnnouncedTargetTest::preserving,
                AnnouncedTargetTest::handingOver);

        // Then
        assertThat(findings).hasSize(1);
    }

    @Test
    void shouldSayThatTheAnnouncedKernelIsNotKnown() {
        // When
        List<Finding> findings =
                judged(List.of(), announced("9.9"), AnnouncedTargetTest::preserving, AnnouncedTargetTest::handingOver);

        // Then
        assertThat(findings)
                .extracting(AnnouncedTargetTest::text)
                .containsExactly("ABI-KERNEL-UNKNOWN kernel 9.9: none, neither published nor in the catalogue");
    }

    @Test
    void shouldTellAKernelThatBootedInsteadOfTheAnnouncedOne() {
        // When
        List<Finding> findings = judged(
                List.of(),
                announced("7.2"),
                AnnouncedTargetTest::preserving,
                AnnouncedTargetTest::handingOver,
                script -> script.boot("7.3.5", 1, BootOutcome.RESTORED));

        // Then
        assertThat(findings)
                .filteredOn(finding -> finding.kind().id().equals("ABI-TARGET-OTHER"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.subject()).isEqualTo("kernel 7.3.4 -> 7.3.5");
                    assertThat(finding.expected()).isEqualTo("kernel 7.2, as announced by night-7");
                    assertThat(finding.found()).isEqualTo("kernel 7.3.5");
                    assertThat(finding.liveUpdate()).isEqualTo(1);
                    assertThat(finding.evidence()).containsExactly(0L, 5L);
                });
    }

    @Test
    void shouldTakeAReleaseOfTheAnnouncedSeriesForIt() {
        // When
        List<Finding> findings = judged(
                List.of(),
                announced("7.3"),
                AnnouncedTargetTest::preserving,
                AnnouncedTargetTest::handingOver,
                script -> script.boot("7.3.5-amd64", 1, BootOutcome.RESTORED));

        // Then
        assertThat(findings).noneMatch(finding -> finding.kind().id().startsWith("ABI-"));
    }

    @Test
    void shouldNotCallAKernelOfUnknownReleaseAnother() {
        // When
        List<Finding> findings = judged(
                List.of(),
                announced("7.3"),
                AnnouncedTargetTest::preserving,
                AnnouncedTargetTest::handingOver,
                script -> script.boot(Boot.UNKNOWN_KERNEL, 1, BootOutcome.RESTORED));

        // Then
        assertThat(findings).noneMatch(finding -> finding.kind().id().startsWith("ABI-"));
    }

    @Test
    void shouldTellAnotherKernelAfterAColdBootToo() {
        // When
        List<Finding> findings =
                judged(List.of(), announced("7.2"), script -> script.boot("7.3.4", 0, BootOutcome.COLD));

        // Then
        assertThat(findings)
                .extracting(AnnouncedTargetTest::text)
                .containsExactly("ABI-TARGET-OTHER kernel 7.3.4 -> 7.3.4: kernel 7.3.4");
    }

    @Test
    void shouldForgetAnAnnouncementWithItsBoot() {
        // When
        List<Finding> findings = judged(
                List.of(),
                announced("7.3"),
                script ->
                        script.boot("7.3.5", 1, BootOutcome.RESTORED_EMPTY).boot("7.2", 2, BootOutcome.RESTORED_EMPTY));

        // Then
        assertThat(findings).noneMatch(finding -> finding.kind().id().startsWith("ABI-TARGET"));
    }

    @Test
    void shouldKnowTheAnnouncementAfterASnapshot() {
        // Given
        LogScript script = LogScript.host("h");
        announced("6.19").accept(script);
        preserving(script);
        Replay first = new Replay(SimulatedReader.gate()).run(script.events().iterator());
        int read = script.events().size();

        // When
        Replay second = Snapshot.of(first, Ledger.DEFAULT_RETENTION_UPDATES, Snapshot.ResumePoint.UNKNOWN)
                .resume(SimulatedReader.gate(), null);
        handingOver(script);
        second.run(script.events().subList(read, script.events().size()).iterator());

        // Then
        assertThat(second.findings()).extracting(finding -> finding.kind().id()).containsExactly("ABI-HANDOVER-UNFIT");
    }

    private static Consumer<LogScript> announced(String kernel) {
        return script -> script.add(Side.OUTGOING, new TargetAnnounced(kernel, "night-7"));
    }

    private static void preserving(LogScript script) {
        script.out(created("vm"), preserved("vm", 1), preserved("vm", 2));
    }

    private static void handingOver(LogScript script) {
        script.out(handover());
    }

    @SafeVarargs
    private static List<Finding> judged(List<String> plan, Consumer<LogScript>... parts) {
        LogScript script = LogScript.host("h");
        for (var part : parts) {
            part.accept(script);
        }
        Replay replay =
                new Replay(new Ledger(), SimulatedReader.gate(), plan, StatsKey.DEFAULT_WINDOW_MICROS, null, null, 1);
        return replay.run(script.events().iterator()).findings();
    }

    private static String text(Finding finding) {
        return finding.kind().id() + " " + finding.subject() + ": " + finding.found();
    }
}
