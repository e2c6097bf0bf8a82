package io.luoledger.simulator.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FdTableTest {
    private final FdTable table = new FdTable();

    private static OpenFile file() {
        return new OpenFile(new PlainInode(1, 0, false), OpenFile.O_RDWR, OpenFile.Seek.NONE, "x", null, null);
    }

    @Test
    void shouldTakeTheLowestFreeNumber() {
        // Given
        table.open(file(), false);
        table.open(file(), false);
        table.open(file(), false);
        table.close(1);

        // When
        int number = table.open(file(), false);

        // Then
        assertThat(number).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhenNoNumberIsFreeBelowTheLimit() {
        // Given
        table.open(file(), false);
        table.leaveFree(1);
        table.open(file(), false);

        // When, Then
        assertThatThrownBy(() -> table.open(file(), false)).hasMessage("EMFILE");
    }

    @Test
    void shouldReleaseAFileWithItsLastDescriptorOnly() {
        // Given
        boolean[] released = {false};
        OpenFile file = new OpenFile(
                new PlainInode(1, 0, false), OpenFile.O_RDWR, OpenFile.Seek.NONE, "x", null, () -> released[0] = true);
        int first = table.open(file, false);
        int second = table.dup(first);

        // When
        table.close(first);
        boolean afterFirst = released[0];
        table.close(second);

        // Then
        assertThat(afterFirst).isFalse();
        assertThat(released[0]).isTrue();
    }
}
