package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatestMapTest {
    @Test
    void shouldKeepWhatWasAskedForOfLate() {
        // Given
        LatestMap<String, Integer> latest = new LatestMap<>(2);
        latest.put("first", 1);
        latest.put("second", 2);
        latest.get("first");

        // When
        latest.put("third", 3);

        // Then
        assertThat(latest).containsOnlyKeys("first", "third");
    }
}
