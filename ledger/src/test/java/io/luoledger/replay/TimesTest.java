package io.luoledger.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    @ParameterizedTest
    @CsvSource({
        "90 seconds ago, 2026-11-22T11:58:30Z",
        "1 hour ago, 2026-11-22T11:00:00Z",
        "30m, 2026-11-22T11:30:00Z",
        "2 Days ago, 2026-11-20T12:00:00Z",
        "1 week, 2026-11-15T12:00:00Z",
        "2026-11-22, 2026-11-21T15:00:00Z",
        "2026-11-22T10:15:00Z, 2026-11-22T10:15:00Z"
    })
    void shouldReadHowFarBackSomebodyLooks(String text, String expected) {
        // When / Then
        assertThat(Times.since(text, NOW, TOKYO)).contains(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "hour ago", "1 fortnight ago", "-1 hour ago", "1 hour from now", "9999999 days ago"})
    void shouldNotGuessWhatIsNoTime(String text) {
        // When / Then
        assertThat(Times.since(text, NOW, TOKYO)).isEmpty();
    }

    @Test
    void shouldCountMicrosecondsFrom1970OnBothWays() {
        // When / Then
        assertThat(Times.wallMicros(Times.ofWallMicros(1_763_000_000_123_456L))).isEqualTo(1_763_000_000_123_456L);
        assertThat(Times.wallMicros(Times.ofWallMicros(-1))).isEqualTo(-1);
    }
}
