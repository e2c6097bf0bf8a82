package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LibraryLogTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream log = new PrintStream(new LibraryLog(out), true, StandardCharsets.UTF_8);

    @Test
    void shouldPassOnWhatWasSaidWithoutTheStackTraces() {
        // When
        log.println("[ERROR] LogDirFailureChannel - Error while writing");
        new IllegalStateException("stopped", new IOException("No space left on device")).printStackTrace(log);

        // Then
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "[ERROR] LogDirFailureChannel - Error while writing",
                        "java.lang.IllegalStateException: stopped",
                        "Caused by: java.io.IOException: No space left on device");
    }

    @Test
    void shouldShowProgressThatIsNotAtTheEndOfItsLine() {
        // When
        log.print("\r 12 events");
        log.flush();

        // Then
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\r 12 events");
    }
}
