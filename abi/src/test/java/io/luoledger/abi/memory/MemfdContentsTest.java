package io.luoledger.abi.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.memory.DumpReader.DumpedFolio;
import io.luoledger.abi.memory.DumpReader.DumpedMemfd;
import io.luoledger.abi.memory.DumpReader.DumpedVmalloc;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemfdContentsTest {
    private static final int PAGE = 4096;

    /** Two folios in the wrong order, the first of two pages. */
    private static final List<DumpedFolio> FOLIOS = List.of(new DumpedFolio(9, 0, 2), new DumpedFolio(4, 0, 0));

    private final PreservedMemory memory = new PreservedMemory(PAGE, 1L << 52);

    @Test
    void shouldPutTheFoliosTogetherInTheOrderOfTheFile() {
        // Given
        put(4, 'a');
        put(5, 'b');
        put(9, 'c');

        // When
        byte[] contents = MemfdContents.read(memory, memfd(2 * PAGE + 3, FOLIOS), 1 << 20);

        // Then
        byte[] expected = new byte[2 * PAGE + 3];
        Arrays.fill(expected, 0, PAGE, (byte) 'a');
        Arrays.fill(expected, PAGE, 2 * PAGE, (byte) 'b');
        Arrays.fill(expected, 2 * PAGE, expected.length, (byte) 'c');
        assertThat(contents).isEqualTo(expected);
    }

    @Test
    void shouldGiveNothingOfAFileWhoseContentsAreNotAllThere() {
        // Given
        put(4, 'a');
        put(9, 'c');

        // When / Then
        assertThat(MemfdContents.read(memory, memfd(2 * PAGE + 3, FOLIOS), 1 << 20))
                .as("a page is missing")
                .isNull();
        assertThat(MemfdContents.read(memory, memfd(PAGE, FOLIOS), PAGE - 1))
                .as("too large")
                .isNull();
        assertThat(MemfdContents.read(memory, memfd(PAGE, FOLIOS.subList(0, 1)), 1 << 20))
                .as("no folio begins the file")
                .isNull();
        assertThat(MemfdContents.read(memory, memfd(0, List.of()), 0)).isEmpty();
    }

    private void put(long pfn, char filling) {
        byte[] page = new byte[PAGE];
        Arrays.fill(page, (byte) filling);
        memory.put(pfn * PAGE, page);
    }

    private static DumpedMemfd memfd(long size, List<DumpedFolio> folios) {
        return new DumpedMemfd(0, size, 0, 0, folios.size(), new DumpedVmalloc(0, 0, 0, 0), folios);
    }
}
