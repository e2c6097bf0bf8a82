package io.luoledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.proof.ReceiptVerdict.Outcome;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Every single thing that can be done to a log: it shows, and it is named. */
class LogVerifierProperties {
    private static final int HOSTS = 3;
    private static final int EVENTS = 40;

    @Property(tries = 200)
    void shouldNameAnAlteredEvent(@ForAll long seed, @ForAll @IntRange(max = EVENTS - 1) int index) {
        // Given
        Forgery log = Forgery.log(seed, HOSTS, EVENTS);

        // When
        Forgery forged = log.altered(index, new Random(seed));

        // Then
        assertFirst(forged, Flaw.Kind.ALTERED, log.get(index), index);
        assertThat(forged.verified(log.receipt()).flaws()).hasSize(1);
    }

    @Property(tries = 100)
    void shouldNameAnEventWhoseNumberWasChanged(
            @ForAll long seed,
            @ForAll @IntRange(max = EVENTS - 1) int index,
            @ForAll @IntRange(max = 20) int sequence) {
        // Given
        Forgery log = Forgery.log(seed, HOSTS, EVENTS);
        LiveUpdateEvent event = log.get(index);
        Assume.that(event.sequence() > 0 && sequence != event.sequence() && !log.isLast(index));

        // When
        List<Flaw> flaws = log.numbered(index, sequence).verified().flaws();

        // Then: one that is read as its successor is as good as missing
        boolean successor = sequence == event.sequence() + 1;
        assertThat(flaws).hasSize(1);
        assertThat(flaws.getFirst().kind()).isEqualTo(successor ? Flaw.Kind.MISSING : Flaw.Kind.ALTERED);
        assertThat(flaws.getFirst().sequence()).isEqualTo(event.sequence());
        assertThat(flaws.getFirst().place()).isEqualTo(LogPosition.inFile("log", index));
    }

    @Property(tries = 100)
    void shouldNameAMissingEvent(@ForAll long seed, @ForAll @IntRange(max = EVENTS - 1) int index) {
        // Given
        Forgery log = Forgery.log(seed, HOSTS, EVENTS);
        LiveUpdateEvent event = log.get(index);
        Assume.that(event.sequence() > 0 && !log.isLast(index));

        // When
        Forgery forged = log.without(index);

        // Then
        int next = forged.indexOf(event.host(), event.sequence() + 1);
        assertFirst(forged, Flaw.Kind.MISSING, event, next);
    }

    @Property(tries = 100)
    void shouldMissTheLastEventOnlyWithAReceipt(@ForAll long seed) {
        // Given
        Forgery log = Forgery.log(seed, HOSTS, EVENTS);
        int index = EVENTS - 1;
        Assume.that(log.get(index).sequence() > 0);

        // When
        LogVerifier verified = log.without(index).verified(log.receipt());

        // Then
        LiveUpdateEvent event = log.get(index);
        assertThat(verified.flaws()).isEmpty();
        assertThat(verified.receipts().getFirst().outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(verified.receipts().getFirst().problems())
                .containsExactly("host " + event.host() + ": cut: the log ends at sequence " + (event.sequence() - 1)
                        + ", the receipt saw " + event.sequence());
    }

    @Property(tries = 100)
    void shouldNameADoubledEvent(
            @ForAll long seed, @ForAll @IntRange(max = EVENTS - 1) int index, @ForAll @IntRange(max = EVENTS) int at) {
        // Given
        Forgery log = Forgery.log(seed, HOSTS, EVENTS);
        Assume.that(at > index);

        // When
        Forgery forged = log.doubled(index, at);

        // Then
        assertFirst(forged, Flaw.Kind.DOUBLED, log.get(index), at);
    }

    @Property(tries = 200)
    void shouldNameSwappedEvents(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int sequence,
            @ForAll @IntRange(min = 1, max = 5) int distance) {
        // Given
        Forgery log = Forgery.log(seed, HOSTS, EVENTS);
        int one = log.indexOf("h0", sequence);
        int other = log.indexOf("h0", sequence + distance);
        Assume.that(other >= 0);

        // When
        Forgery forged = log.swapped(one, other);

        // Then
        assertFirst(forged, Flaw.Kind.SWAPPED, log.get(other), one);
    }

    @Property(tries = 100)
    void shouldNameTheSeamOfTwoLogs(@ForAll long seed, @ForAll @IntRange(min = 1, max = 19) int cut) {
        // Given
        Forgery one = Forgery.log(seed, 1, 20);
        Forgery other = Forgery.log(seed + 1, 1, 20);
        Forgery spliced = one;
        for (int i = cut; i < 20; i++) {
            spliced = spliced.with(i, other.get(i));
        }

        // When / Then
        assertFirst(spliced, Flaw.Kind.ALTERED, other.get(cut), cut);
    }

    @Property(tries = 100)
    void shouldShowARewrittenHistoryToWhoeverHasAReceipt(
            @ForAll long seed, @ForAll @IntRange(max = EVENTS - 1) int index, @ForAll boolean rootOnly) {
        // Given
        Forgery log = Forgery.log(seed, HOSTS, EVENTS);
        Receipt receipt = log.receipt();
        Receipt ofHost = receipt.ofHost(log.get(index).host());
        assertThat(ofHost).isNotNull();

        // When
        LogVerifier verified = log.rewritten(index, true).verified(rootOnly ? receipt.rootOnly() : receipt, ofHost);

        // Then
        assertThat(verified.flaws()).isEmpty();
        assertThat(verified.receipts())
                .extracting(ReceiptVerdict::outcome)
                .doesNotContain(Outcome.HOLDS)
                .first()
                .isEqualTo(Outcome.BROKEN);
    }

    @Property(tries = 100)
    void shouldNameTheNeighbourOfAnEventThatWasSealedAnew(
            @ForAll long seed, @ForAll @IntRange(max = EVENTS - 1) int index) {
        // Given
        Forgery log = Forgery.log(seed, HOSTS, EVENTS);
        Assume.that(!log.isLast(index));
        LiveUpdateEvent event = log.get(index);
        int next = log.indexOf(event.host(), event.sequence() + 1);

        // When / Then
        assertFirst(log.rewritten(index, false), Flaw.Kind.ALTERED, log.get(next), next);
    }

    @Property(tries = 60)
    void shouldHoldReceiptsOfALogThatHasGrown(@ForAll long seed, @ForAll @IntRange(min = 1, max = EVENTS) int then) {
        // Given
        Forgery log = Forgery.log(seed, HOSTS, EVENTS);
        Receipt receipt = log.part(0, then).receipt();
        Receipt ofHost = receipt.ofHost(log.get(0).host());
        assertThat(ofHost).isNotNull();

        // When
        LogVerifier verified = log.verified(receipt, ofHost, receipt.rootOnly());

        // Then
        assertThat(verified.flaws()).isEmpty();
        assertThat(verified.receipts())
                .extracting(ReceiptVerdict::outcome)
                .containsExactly(Outcome.HOLDS, Outcome.HOLDS, Outcome.HOLDS);
    }

    @Property(tries = 100)
    void shouldReadSeveralFilesAsOneLogAlsoWhereTheyOverlap(
            @ForAll long seed, @ForAll @IntRange(max = EVENTS) int cut, @ForAll @IntRange(max = EVENTS) int back) {
        // Given
        Forgery log = Forgery.log(seed, HOSTS, EVENTS);
        LogVerifier verifier = new LogVerifier();

        // When
        log.part(0, cut).read("one", verifier);
        log.part(Math.max(0, cut - back), EVENTS).read("other", verifier);
        verifier.end();

        // Then
        assertThat(verifier.flaws()).isEmpty();
        assertThat(verifier.receipt("").root()).isEqualTo(log.receipt().root());
    }

    @Property(tries = 60)
    void shouldNotLetAnotherHistoryPassAsAnOverlap(@ForAll long seed, @ForAll @IntRange(min = 2, max = 19) int cut) {
        // Given
        Forgery log = Forgery.log(seed, 1, 20);
        LogVerifier verifier = new LogVerifier();

        // When
        log.part(0, cut).read("one", verifier);
        log.rewritten(cut - 2, true).read("other", verifier);
        verifier.end();

        // Then
        assertThat(verifier.flaws()).hasSize(1);
        assertThat(verifier.flaws().getFirst().place()).isEqualTo(LogPosition.inFile("other", cut - 1));
    }

    @Property(tries = 60)
    void shouldCheckATrimmedLogBehindItsReceipt(@ForAll long seed, @ForAll @IntRange(min = 1, max = 19) int trimmed) {
        // Given
        Forgery log = Forgery.log(seed, 1, 20);
        Receipt archived = log.part(0, trimmed).receipt();

        // When
        LogVerifier rest = log.part(trimmed, 20).verified(archived);
        LogVerifier forged =
                log.altered(trimmed, new Random(seed)).part(trimmed, 20).verified(archived);
        LogVerifier hole = log.part(Math.min(19, trimmed + 1), 20)
                .verified(log.part(0, trimmed - 1).receipt());

        // Then
        assertThat(rest.flaws()).isEmpty();
        assertThat(rest.receipts().getFirst().outcome()).isEqualTo(Outcome.HOLDS);
        assertThat(rest.beginLate()).containsEntry("h0", (long) trimmed);
        assertThat(forged.flaws()).hasSize(1);
        if (trimmed > 1) {
            assertThat(hole.receipts().getFirst().outcome()).isEqualTo(Outcome.UNDECIDED);
        }
    }

    @Property(tries = 20)
    void shouldRefuseReceiptsOfOtherLogs(@ForAll long seed) {
        // Given
        Forgery log = Forgery.log(seed, HOSTS, EVENTS);
        Receipt other = Forgery.log(seed + 1, HOSTS, EVENTS).receipt();

        // When
        LogVerifier verified = log.verified(other);

        // Then
        assertThat(verified.receipts().getFirst().outcome()).isEqualTo(Outcome.OTHER_LOG);
        assertThat(verified.receipts().getFirst().explanation())
                .isEqualTo("a receipt of another log: no host's first event is the one that it saw");
    }

    private static void assertFirst(Forgery forged, Flaw.Kind kind, LiveUpdateEvent event, int position) {
        List<Flaw> flaws = forged.verified().flaws();
        assertThat(flaws).isNotEmpty();
        Flaw first = flaws.getFirst();
        assertThat(first.kind()).as(first.toString()).isEqualTo(kind);
        assertThat(first.host()).isEqualTo(event.host());
        assertThat(first.sequence()).as(first.toString()).isEqualTo(event.sequence());
        assertThat(first.place()).isEqualTo(LogPosition.inFile("log", position));
    }
}
