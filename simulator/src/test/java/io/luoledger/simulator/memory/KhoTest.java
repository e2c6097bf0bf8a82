package io.luoledger.simulator.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.simulator.kernel.KernelProfiles;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KhoTest {
    private static final PreservedAbi ABI =
            KernelProfiles.find("7.3").orElseThrow().abi();
    private static final long MEMORY_BYTES = 1L << 30;

    private final Kho outgoing = HandoverImage.coldBoot(ABI, MEMORY_BYTES);

    @Test
    void shouldHandPreservedBytesOver() {
        // Given
        long address = outgoing.allocatePreserved(5000);
        outgoing.memory().write(address + 4100, 8, 0x1122334455667788L);
        outgoing.addSubtree("x", address, 5000);

        // When
        Kho incoming = outgoing.image().receive(ABI).kho();

        // Then
        assertThat(incoming.retrieveSubtree("x")).isEqualTo(new Kho.Blob(address, 5000));
        assertThat(incoming.memory().read(address + 4100, 8)).isEqualTo(0x1122334455667788L);
        assertThat(incoming.unrestoredPages()).isEqualTo(2);
    }

    @Test
    void shouldRestoreABlockOnce() {
        // Given
        long address = outgoing.allocatePreserved(1);
        Kho incoming = outgoing.image().receive(ABI).kho();

        // When
        boolean first = incoming.restore(address);
        boolean second = incoming.restore(address);

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
    }

    @Test
    void shouldForgetWhatIsNotPreserved() {
        // Given
        long kept = outgoing.allocatePreserved(1);
        outgoing.memory().write(kept, 1, 7);
        outgoing.unpreserve(kept, 0);

        // When
        Kho incoming = outgoing.image().receive(ABI).kho();

        // Then
        assertThat(incoming.memory().read(kept, 1)).isZero();
        assertThat(incoming.restore(kept)).isFalse();
    }

    @Test
    void shouldBootColdWithAnotherRootString() {
        // Given
        outgoing.addSubtree("x", outgoing.allocatePreserved(1), 1);
        PreservedAbi other = ABI.withStrings(Map.of(PreservedAbi.KHO_COMPATIBLE, "kho-v5"));

        // When
        HandoverImage.Reception reception = outgoing.image().receive(other);

        // Then
        assertThat(reception.accepted()).isFalse();
        assertThatThrownBy(() -> reception.kho().retrieveSubtree("x")).hasMessage("ENOENT");
    }

    @Test
    void shouldCallASubtreeBrokenWithoutItsSize() {
        // Given
        outgoing.addSubtree("x", outgoing.allocatePreserved(1), 1);
        PreservedAbi other = ABI.withStrings(Map.of(PreservedAbi.KHO_SIZE, "blob-bytes"));

        // When
        Kho incoming = outgoing.image().receive(other).kho();

        // Then
        assertThatThrownBy(() -> incoming.retrieveSubtree("x")).hasMessage("EINVAL");
    }
}
