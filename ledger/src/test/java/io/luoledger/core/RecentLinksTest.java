package io.luoledger.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentLinksTest {
    @Test
    void shouldKeepTheLatest() {
        // When
        RecentLinks links = upTo(100);

        // Then
        assertThat(links.size()).isEqualTo(RecentLinks.WINDOW);
        assertThat(links.oldest()).isEqualTo(100 - RecentLinks.WINDOW + 1);
        assertThat(links.has(100, 1000)).isTrue();
        assertThat(links.has(100, 1001)).isFalse();
        assertThat(links.has(100 - RecentLinks.WINDOW)).isFalse();
    }

    @Test
    void shouldNotChangeWhatIsContinuedTwice() {
        // Given: room is left at some of these lengths, and none at others
        for (int length = 0; length < 5 * RecentLinks.WINDOW; length++) {
            RecentLinks before = upTo(length);

            // When
            RecentLinks one = before.plus(length + 1, 7);
            RecentLinks other = before.plus(length + 1, 8);

            // Then
            assertThat(before).isEqualTo(upTo(length)).hasSameHashCodeAs(upTo(length));
            assertThat(one.has(length + 1, 7)).isTrue();
            assertThat(other.has(length + 1, 8)).isTrue();
            assertThat(one).isNotEqualTo(other);
            assertThat(other.size()).isEqualTo(Math.min(length + 1, RecentLinks.WINDOW));
        }
    }

    private static RecentLinks upTo(int length) {
        RecentLinks links = RecentLinks.NONE;
        for (int sequence = 1; sequence <= length; sequence++) {
            links = links.plus(sequence, sequence * 10L);
        }
        return links;
    }
}
