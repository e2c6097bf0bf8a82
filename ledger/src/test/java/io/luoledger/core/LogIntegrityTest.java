package io.luoledger.core;

import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.preserved;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.Output.FindingRaised;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Result;
import io.luoledger.event.UnknownBody;
import io.luoledger.finding.Finding;
import io.luoledger.view.HostView;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogIntegrityTest {
    private final List<RecordedEvent> log = LogScript.host("h1")
            .out(created("vm"), preserved("vm", 1), preserved("vm", 2), preserved("vm", 3))
            .events();
    private final EntityMap entities = new EntityMap();

    @Test
    void shouldFindNothingWrongWithAWholeLog() {
        assertThat(findings(log)).isEmpty();
    }

    @Test
    void shouldNoticeMissingEvents() {
        assertThat(findings(List.of(log.get(0), log.get(3))))
                .containsExactly("LOG-GAP: expected sequence 1, found sequence 3: 2 events missing");
    }

    @Test
    void shouldKeepAnEventOfAKindThatOnlyANewerVersionKnows() {
        // Given: what a reader makes of it
        LiveUpdateEvent next = log.get(1).event();
        RecordedEvent unknown = new RecordedEvent(
                new LiveUpdateEvent(
                        next.host(),
                        next.sequence(),
                        next.chain(),
                        next.source(),
                        next.boot(),
                        next.at(),
                        new UnknownBody("VcpuPreserved", "{}", Result.refused("EIO"))),
                log.get(1).content());

        // When
        List<String> findings = findings(List.of(log.get(0), unknown, log.get(2), log.get(3)));

        // Then
        assertThat(findings)
                .containsExactly(
                        "LOG-KIND-UNKNOWN: expected a kind of event that this version knows, found VcpuPreserved, EIO");
    }

    @Test
    void shouldLeaveOutAnEventThatCameTwice() {
        // When
        List<String> findings = findings(List.of(log.get(0), log.get(1), log.get(1)));

        // Then
        assertThat(findings).containsExactly("LOG-DUPLICATE: expected sequence 2, found sequence 1 again");
    }

    @Test
    void shouldNoticeASecondWriter() {
        // Given
        RecordedEvent other = LogScript.host("h1")
                .out(created("vm"), created("other"))
                .events()
                .get(1);

        // When
        List<String> findings = findings(List.of(log.get(0), log.get(1), other));

        // Then
        assertThat(findings)
                .containsExactly("LOG-FORK: expected sequence 2, found sequence 1 again, with other contents");
        assertThat(HostView.of(entities, "h1"))
                .isNotNull()
                .satisfies(view -> assertThat(view.sessions()).hasSize(1));
    }

    @Test
    void shouldNoticeALateEvent() {
        assertThat(findings(List.of(log.get(0), log.get(2), log.get(1))))
                .containsExactly(
                        "LOG-GAP: expected sequence 1, found sequence 2: 1 event missing",
                        "LOG-REORDERED: expected sequence 3, found sequence 1 late");
    }

    @Test
    void shouldNoticeAChainThatDoesNotFit() {
        // Given
        RecordedEvent other = LogScript.host("h1")
                .out(created("another"), preserved("vm", 1))
                .events()
                .get(1);

        // When
        List<String> findings = findings(List.of(log.get(0), other));

        // Then
        assertThat(findings).singleElement().asString().startsWith("LOG-CHAIN: expected chain ");
    }

    @Test
    void shouldTakeALogThatBeginsInTheMiddle() {
        assertThat(findings(log.subList(1, 4)))
                .containsExactly("LOG-BEGINS-LATE: expected sequence 0 first, found sequence 1 first");
    }

    private List<String> findings(List<RecordedEvent> events) {
        Ledger ledger = new Ledger();
        List<String> findings = new ArrayList<>();
        for (RecordedEvent event : events) {
            for (Output output : ledger.apply(entities, event)) {
                if (output instanceof FindingRaised raised) {
                    Finding finding = raised.finding();
                    findings.add(
                            finding.kind().id() + ": expected " + finding.expected() + ", found " + finding.found());
                }
            }
        }
        return findings;
    }
}
