package io.luoledger.experiment.bdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
    /** Values that textbooks and statistics programs print for Wilson's score without continuity correction. */
    @ParameterizedTest
    @CsvSource({
        "0,    10, 0.0000, 0.2775",
        "1,    10, 0.0179, 0.4042",
        "5,    10, 0.2366, 0.7634",
        "10,   10, 0.7225, 1.0000",
        "81,  263, 0.2553, 0.3662",
        "15,  148, 0.0624, 0.1605",
        "0,  1000, 0.0000, 0.0038"
    })
    void shouldGiveWilsonsInterval(long hits, long of, double low, double high) {
        // When
        Interval interval = Interval.wilson(hits, of);

        // Then
        assertThat(interval.low()).isCloseTo(low, within(0.00005));
        assertThat(interval.high()).isCloseTo(high, within(0.00005));
    }

    @Test
    void shouldRefuseWhatIsNoShare() {
        assertThatThrownBy(() -> Interval.wilson(1, 0)).hasMessage("not a share: 1 of 0");
        assertThatThrownBy(() -> Interval.wilson(3, 2)).hasMessage("not a share: 3 of 2");
    }
}
