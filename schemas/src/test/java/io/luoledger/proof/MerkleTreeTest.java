package io.luoledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.ChainHash;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    /** The inputs and roots that implementations of RFC 6962 test each other with. */
    private static final List<ChainHash> KNOWN = Stream.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(hex -> MerkleTree.leaf(HexFormat.of().parseHex(hex)))
            .toList();

    @Test
    void shouldGiveTheKnownRoots() {
        assertThat(MerkleTree.root(List.of()))
                .hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(MerkleTree.root(KNOWN.subList(0, 1)))
                .hasToString("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assertThat(MerkleTree.root(KNOWN))
                .hasToString("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    @Property(tries = 60)
    void shouldLeadFromEveryLeafToTheRootAndFromNoOther(@ForAll @IntRange(min = 1, max = 70) int size) {
        // Given
        List<ChainHash> leaves = IntStream.range(0, size)
                .mapToObj(i -> MerkleTree.leaf(new byte[] {(byte) i}))
                .toList();
        ChainHash root = MerkleTree.root(leaves);

        for (int i = 0; i < size; i++) {
            // When
            List<ChainHash> path = MerkleTree.path(leaves, i);

            // Then
            assertThat(MerkleTree.rootOf(leaves.get(i), i, size, path)).isEqualTo(root);
            if (size > 1) {
                int other = (i + 1) % size;
                assertThat(MerkleTree.rootOf(leaves.get(other), i, size, path)).isNotEqualTo(root);
                assertThat(MerkleTree.rootOf(leaves.get(i), i, size, path.subList(1, path.size())))
                        .isNotEqualTo(root);
                List<ChainHash> longer = new ArrayList<>(path);
                longer.add(root);
                assertThat(MerkleTree.rootOf(leaves.get(i), i, size, longer)).isNull();
            }
            assertThat(MerkleTree.rootOf(leaves.get(i), size, size, path)).isNull();
        }
    }
}
