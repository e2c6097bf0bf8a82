package io.luoledger.simulator.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlbCountTest {
    private static final String UNDERFLOW = "refcount_t: underflow; use-after-free.";

    private final List<String> warned = new ArrayList<>();

    private FlbCount loaded(boolean reference, long count) {
        FlbCount loaded = new FlbCount(reference, warned::add);
        loaded.load(count);
        return loaded;
    }

    @Test
    void shouldEndWithTheLastReference() {
        // Given
        FlbCount count = loaded(true, 1);

        // When
        count.get();

        // Then
        assertThat(List.of(count.put(), count.put())).containsExactly(false, true);
        assertThat(warned).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0xfeedf00dcafebee0L, 0x80000000L, -1, 0x7fffffff})
    void shouldSaturateWhereItsLowHalfIsNegativeOrGetsSo(long promised) {
        // Given
        FlbCount count = loaded(true, promised);

        // When
        count.get();

        // Then
        assertThat(List.of(count.put(), count.put())).containsOnly(false);
        assertThat(warned).containsExactly("refcount_t: saturated; leaking memory.", UNDERFLOW, UNDERFLOW);
    }

    @Test
    void shouldTakeNoReferenceToWhatNobodyHolds() {
        // Given
        FlbCount count = loaded(true, 0x1_0000_0000L);

        // When
        count.get();

        // Then
        assertThat(count.put()).isFalse();
        assertThat(warned).containsExactly("refcount_t: addition on 0; use-after-free.", UNDERFLOW);
    }

    @Test
    void shouldStaySaturatedOnceItUnderflowed() {
        // Given
        FlbCount count = loaded(true, 0);

        // When
        boolean last = count.put();
        count.get();

        // Then
        assertThat(last).isFalse();
        assertThat(count.put()).isFalse();
        assertThat(warned).startsWith(UNDERFLOW, "refcount_t: saturated; leaking memory.");
    }

    @Test
    void shouldWrapWithoutAWordAsAPlainNumber() {
        // Given
        FlbCount count = loaded(false, 0);

        // When, Then
        assertThat(List.of(count.put(), count.put())).containsOnly(false);
        assertThat(warned).isEmpty();
    }
}
