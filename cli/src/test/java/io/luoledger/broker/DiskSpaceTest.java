package io.luoledger.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.files.DiskSpace;
import io.luoledger.wire.UnwritableOutputException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {
    @Test
    void shouldKnowAFullDiskHoweverDeepItIsToldOf() {
        // Given
        IOException full = new IOException("/data/x: No space left on device");

        // When / Then
        assertThat(DiskSpace.isFull(new KafkaStorageException("while appending", full)))
                .isTrue();
        assertThat(DiskSpace.isFull(new IllegalStateException("IO error: No space left on device: 000012.log")))
                .isTrue();
        assertThat(DiskSpace.isFull(new IOException("Disk quota exceeded"))).isTrue();
        assertThat(DiskSpace.isFull(new IOException("Permission denied"))).isFalse();
    }

    @Test
    void shouldRefuseToBeginOnADiskWithoutRoom(@TempDir Path directory) {
        // When / Then
        assertThatThrownBy(() -> DiskSpace.require(directory, Long.MAX_VALUE))
                .isInstanceOf(UnwritableOutputException.class)
                .hasMessageStartingWith("no space left on " + directory + ": ")
                .hasMessageEndingWith(" MiB are free, expected at least 8796093022207 MiB");
    }
}
