package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void shouldSayInWordsWhatAnExceptionOnlyIsCalled() {
        assertThat(Reason.of(new AccessDeniedException("/a/log.avro"))).isEqualTo("permission denied");
        assertThat(Reason.of(new NoSuchFileException("/a/log.avro"))).isEqualTo("no such file");
        assertThat(Reason.of(new FileSystemException("/a", null, "Too many open files")))
                .isEqualTo("Too many open files");
        assertThat(Reason.of(new EOFException())).isEqualTo("it ends too early");
        assertThat(Reason.of(new BufferUnderflowException())).isEqualTo("buffer underflow");
        assertThat(Reason.of(new IOException("Is a directory"))).isEqualTo("Is a directory");
    }
}
