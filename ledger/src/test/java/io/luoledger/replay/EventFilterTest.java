package io.luoledger.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.Boot;
import io.luoledger.event.ChainHash;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilterTest {
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    @Test
    void shouldTakeBothEndsOfARangeOfSequences() {
        // Given
        EventFilter filter = EventFilter.of("h1", "3", "5", List.of("handoverstarted"), TOKYO);

        // When / Then
        assertThat(filter.wants(event(2, null))).isFalse();
        assertThat(filter.wants(event(3, null))).isTrue();
        assertThat(filter.wants(event(5, null))).isTrue();
        assertThat(filter.wants(event(6, null))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-22", "2026-11-22T00:00:00", "2026-11-21T15:00:00Z", "2026-11-22T00:00:00+09:00"})
    void shouldReadATimeInTheReadersZoneUnlessItNamesOne(String from) {
        // Given
        EventFilter filter = EventFilter.of(null, from, null, List.of(), TOKYO);

        // When / Then
        assertThat(filter.wants(event(0, "2026-11-21T14:59:59Z"))).isFalse();
        assertThat(filter.wants(event(0, "2026-11-21T15:00:00Z"))).isTrue();
    }

    @Test
    void shouldKnowWhichEventsHaveNoPlaceInARangeOfTimes() {
        // Given
        EventFilter filter = EventFilter.of(null, null, "2026-11-22", List.of(), TOKYO);

        // When / Then
        assertThat(filter.cannotPlace(event(0, null))).isTrue();
        assertThat(filter.cannotPlace(event(0, "2026-11-21T15:00:00Z"))).isFalse();
    }

    @Test
    void shouldRefuseWhatIsNeitherASequenceNorATime() {
        // When / Then
        assertThatThrownBy(() -> EventFilter.of(null, "yesterday", null, List.of(), TOKYO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--from \"yesterday\" is neither a sequence number nor a time like 2026-11-22,"
                        + " 2026-11-22T10:15:00 or 2026-11-22T10:15:00Z");
    }

    private static LiveUpdateEvent event(long sequence, @Nullable String wall) {
        Moment at = wall == null
                ? Moment.UNKNOWN
                : new Moment(null, Instant.parse(wall).toEpochMilli() * 1000);
        return new LiveUpdateEvent(
                "h1",
                sequence,
                ChainHash.GENESIS,
                new Source(Source.idOf("s"), sequence),
                new Boot("b0", "7.3.4", 0, Side.OUTGOING),
                at,
                new HandoverStarted(Result.success()));
    }
}
