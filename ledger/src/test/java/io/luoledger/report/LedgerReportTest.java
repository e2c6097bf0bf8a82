package io.luoledger.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.avro.PhasesView;
import io.luoledger.avro.UpdateOutcome;
import io.luoledger.avro.UpdateView;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.core.Outcome;
import io.luoledger.event.BootMoment;
import io.luoledger.event.Moment;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import io.luoledger.view.ViewRecords;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LedgerReportTest {
    private final List<UpdateView> updates = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    @Test
    void shouldTellWhatFailedFirstAndThenTheNewest() {
        // Given
        for (int host = 0; host < 20_000; host++) {
            update("h" + host, host % 2_000 == 7 ? UpdateOutcome.LOST : UpdateOutcome.COMPLETED, (long) host);
        }

        // When
        List<ToldUpdate> told = report().updates(Wanted.EVERYTHING);

        // Then
        assertThat(told).hasSize(20_000);
        assertThat(told.subList(0, 10)).allMatch(ToldUpdate::failed);
        assertThat(told.subList(0, 12))
                .extracting(ToldUpdate::host)
                .containsExactly(
                        "h18007", "h16007", "h14007", "h12007", "h10007", "h8007", "h6007", "h4007", "h2007", "h7",
                        "h19999", "h19998");
    }

    @Test
    void shouldTakeForFailedWhatCompletedWithAnErrorThatNothingSettled() {
        // Given
        update("wrong", UpdateOutcome.COMPLETED, 1L);
        update("returned", UpdateOutcome.COMPLETED, 2L);
        update("warned", UpdateOutcome.COMPLETED, 3L);
        finding(FindingCatalogue.CONTENTS_DISCARDED, "wrong", "file vm 0x1", 1, 1L);
        finding(FindingCatalogue.DEVICE_MISSING, "returned", "device 0000:03:00.0", 7, 2L);
        finding(FindingCatalogue.DEVICE_RETURNED, "returned", "device 0000:03:00.0", 7, 2L);
        finding(warning(), "warned", "kernel", 1, 3L);

        // When
        List<ToldUpdate> failed = report().updates(wanted(true, Set.of(), null, Set.of(), null, null));

        // Then
        assertThat(failed).extracting(ToldUpdate::host).containsExactly("wrong");
        assertThat(failed.getFirst().cause(Wanted.EVERYTHING))
                .extracting(Finding::kind)
                .isEqualTo(FindingCatalogue.CONTENTS_DISCARDED);
    }

    @Test
    void shouldNotTakeForFailedWhatADamagedLogHides() {
        // Given
        update("whole", UpdateOutcome.COMPLETED, 9L);
        update("gap", UpdateOutcome.COMPLETED, 1L);
        finding(FindingCatalogue.GAP, "gap", "log", 17, 1L);
        update("neighbour", UpdateOutcome.UNFINISHED, 2L);
        finding(FindingCatalogue.GAP, "neighbour", "log", 18, 1L);
        update("both", UpdateOutcome.COMPLETED, 1L);
        finding(FindingCatalogue.GAP, "both", "log", 19, 1L);
        finding(FindingCatalogue.CONTENTS_DISCARDED, "both", "file vm 0x1", 20, 1L);
        update("cut", UpdateOutcome.UNFINISHED, 1L);
        update("cut", UpdateOutcome.UNFINISHED, 5L);
        update("over", UpdateOutcome.COMPLETED, 1L);
        LogDamage damage =
                new LogDamage(List.of("l.avro: cut"), Map.of("cut", "event 4 of l.avro", "over", "event 4 of l.avro"));

        // When
        List<ToldUpdate> told = new LedgerReport(updates, findings, damage).updates(Wanted.EVERYTHING);

        // Then
        assertThat(told)
                .extracting(one ->
                        one.host() + " " + one.update().getLiveUpdate() + " " + one.failed() + " " + one.damage())
                .containsExactly(
                        "both 1 true null",
                        "cut 5 false event 4 of l.avro",
                        "neighbour 2 false sequence 18: events missing (LOG-GAP)",
                        "gap 1 false sequence 17: events missing (LOG-GAP)",
                        "whole 9 false null",
                        "over 1 false null",
                        "cut 1 false null");
        assertThat(new LedgerReport(updates, findings, damage)
                        .updates(wanted(true, Set.of(), null, Set.of(), null, null)))
                .extracting(ToldUpdate::host)
                .containsExactly("both", "cut", "neighbour", "gap");
    }

    @Test
    void shouldTellOfSeveralErrorsTheOneThatExplainsTheOthers() {
        // Given
        update("moved", UpdateOutcome.UNFINISHED, 1L);
        finding(warning(), "moved", "bridge", 1, 1L);
        finding(FindingCatalogue.DEVICE_MOVED, "moved", "device 0000:08:00.0", 2, 1L);
        finding(FindingCatalogue.DEVICE_OPENED, "moved", "device 0000:06:00.0", 3, 1L);
        finding(FindingCatalogue.RETRIEVE_FAILED, "moved", "file vm 0x1", 4, 1L);
        finding(FindingCatalogue.WRONG_DEVICE, "moved", "device 0000:06:00.0", 5, 1L);

        // When
        ToldUpdate told = report().updates(Wanted.EVERYTHING).getFirst();

        // Then
        assertThat(told.findings())
                .extracting(one -> one.kind().id())
                .containsExactly(
                        "BDF-WRONG-DEVICE",
                        "BDF-MOVED",
                        "LIFE-DEVICE-OPENED",
                        "LIFE-RETRIEVE-FAILED",
                        warning().id());
        assertThat(told.cause(Wanted.EVERYTHING)).isEqualTo(told.findings().getFirst());
    }

    @Test
    void shouldRankEveryErrorOnce() {
        assertThat(CauseRank.ORDER)
                .containsExactlyInAnyOrderElementsOf(FindingCatalogue.all().stream()
                        .filter(kind -> kind.severity() == Severity.ERROR)
                        .toList());
    }

    @Test
    void shouldLetPassWhatSomebodyLivesWithAndSayWhatBecameOfEachWaiver() {
        // Given
        update("a", UpdateOutcome.LOST, 1L);
        finding(FindingCatalogue.NEVER_RETRIEVED, "a", "session vm", 1, 1L);
        update("b", UpdateOutcome.LOST, 2L);
        finding(FindingCatalogue.NEVER_RETRIEVED, "b", "session vm", 1, 2L);
        update("c", UpdateOutcome.LOST, 3L);
        LocalDate today = LocalDate.of(2027, 1, 31);

        // When
        LedgerReport report = report().letting(
                        List.of(
                                waiver("a", null, today),
                                waiver("b", null, today.minusDays(1)),
                                waiver("b", "session other", today),
                                Waiver.retired("c", "sent back", 3L),
                                Waiver.retired("b", "sent back", 1L)),
                        today);

        // Then
        assertThat(report.updates(Wanted.EVERYTHING))
                .extracting(one -> one.host() + " " + one.failed() + " "
                        + (one.muted() == null ? "" : one.muted().waiver().reason()))
                .containsExactly("b true ", "c false sent back", "a false known");
        assertThat(report.muted())
                .extracting(one -> one.count() + " " + one.counts())
                .containsExactly("1 true", "1 false", "0 true", "0 true", "1 false");
        assertThat(report.findings(Wanted.EVERYTHING))
                .extracting(one -> one.host() + " " + (report.muted(one) != null))
                .containsExactlyInAnyOrder("a true", "b false");
    }

    private static Waiver waiver(String host, @Nullable String subject, LocalDate expires) {
        return Waiver.of(host, FindingCatalogue.NEVER_RETRIEVED, subject, "known", expires);
    }

    @Test
    void shouldFilterUpdatesByWhatWasFoundAndFindingsByWhatBecameOfTheirUpdate() {
        // Given
        update("a", UpdateOutcome.LOST, 1L);
        update("b", UpdateOutcome.COMPLETED, 2L);
        finding(FindingCatalogue.CONTENTS_DISCARDED, "a", "file vm 0x1", 1, 1L);
        finding(warning(), "b", "kernel", 1, 2L);
        LedgerReport report = report();

        // When / Then
        assertThat(report.updates(wanted(false, Set.of(), Severity.ERROR, Set.of(), null, null)))
                .extracting(ToldUpdate::host)
                .containsExactly("a");
        assertThat(report.updates(wanted(false, Set.of(), Severity.WARNING, Set.of(), null, null)))
                .extracting(ToldUpdate::host)
                .containsExactly("a", "b");
        assertThat(report.updates(wanted(false, Set.of(), null, Set.of(warning()), null, null)))
                .extracting(ToldUpdate::host)
                .containsExactly("b");
        assertThat(report.findings(wanted(false, Set.of(Outcome.COMPLETED), null, Set.of(), null, null)))
                .extracting(Finding::host)
                .containsExactly("b");
        assertThat(report.findings(wanted(true, Set.of(), null, Set.of(), null, null)))
                .extracting(Finding::host)
                .containsExactly("a");
    }

    @Test
    void shouldKeepWhatHasNoWallTimeWhereSomebodyAsksSinceWhen() {
        // Given
        update("old", UpdateOutcome.LOST, 1L);
        update("new", UpdateOutcome.LOST, 5L);
        update("undated", UpdateOutcome.LOST, null);
        Wanted wanted = wanted(false, Set.of(), null, Set.of(), 5L, null);

        // When
        List<ToldUpdate> told = report().updates(wanted);

        // Then
        assertThat(told).extracting(ToldUpdate::host).containsExactly("new", "undated");
        assertThat(told).extracting(one -> wanted.cannotPlace(one.at())).containsExactly(false, true);
    }

    @Test
    void shouldTakeTheLatestBeforeItPutsWhatFailedFirst() {
        // Given
        update("a", UpdateOutcome.LOST, 1L);
        update("b", UpdateOutcome.LOST, 2L);
        update("c", UpdateOutcome.COMPLETED, 3L);

        // When
        List<ToldUpdate> told = report().updates(wanted(false, Set.of(), null, Set.of(), null, 2));

        // Then
        assertThat(told).extracting(ToldUpdate::host).containsExactly("b", "c");
    }

    @Test
    void shouldShowOfEachHostTheUpdateToLookAt() {
        // Given
        update("a", UpdateOutcome.LOST, 1L);
        update("a", UpdateOutcome.COMPLETED, 2L);
        update("b", UpdateOutcome.COMPLETED, 3L);
        update("b", UpdateOutcome.COMPLETED, 4L);

        // When
        List<ToldUpdate> told = report().hosts(Wanted.EVERYTHING);

        // Then
        assertThat(told)
                .extracting(one -> one.host() + " " + one.update().getLiveUpdate() + " " + one.failed())
                .containsExactly("a 1 true", "b 4 false");
    }

    private static FindingKind warning() {
        return FindingCatalogue.all().stream()
                .filter(kind -> kind.severity() == Severity.WARNING)
                .findFirst()
                .orElseThrow();
    }

    private static Wanted wanted(
            boolean failed,
            Set<Outcome> outcomes,
            @Nullable Severity severity,
            Set<FindingKind> kinds,
            @Nullable Long sinceMicros,
            @Nullable Integer last) {
        return new Wanted(null, failed, outcomes, severity, kinds, sinceMicros, last);
    }

    private LedgerReport report() {
        return new LedgerReport(updates, findings);
    }

    private static BootMoment at(@Nullable Long wallMicros) {
        return new BootMoment("b0", new Moment(null, wallMicros));
    }

    private void update(String host, UpdateOutcome outcome, @Nullable Long wallMicros) {
        UpdateView update = new UpdateView();
        update.put("host", host);
        update.put("liveUpdate", wallMicros == null ? (Long) 1L : wallMicros);
        update.put("fromKernel", "7.2.13");
        update.put("outcome", outcome);
        update.put("at", ViewRecords.moment(at(wallMicros)));
        update.put("phaseMicros", new PhasesView());
        update.put("phasesAtLeast", List.of());
        update.put("kinds", Map.of());
        updates.add(update);
    }

    /** Of the host's update that is named by the same time. */
    private void finding(FindingKind kind, String host, String subject, long event, long wallMicros) {
        findings.add(new Finding(kind, host, wallMicros, subject, "a", "b", List.of(event), at(wallMicros)));
    }
}
