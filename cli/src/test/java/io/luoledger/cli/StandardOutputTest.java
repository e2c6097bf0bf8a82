package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
    @Test
    void shouldRememberThatTheDiskIsFull() {
        assertThat(afterWritingTo(failing("No space left on device"))).isEqualTo("No space left on device");
    }

    @Test
    void shouldFindNoFaultWithAReaderThatHasSeenEnough() {
        assertThat(afterWritingTo(failing("Broken pipe"))).isNull();
    }

    @Test
    void shouldFindNoFaultWhenEverythingWasWritten() {
        assertThat(afterWritingTo(OutputStream.nullOutputStream())).isNull();
    }

    private static @org.jspecify.annotations.Nullable String afterWritingTo(OutputStream out) {
        StandardOutput standard = new StandardOutput(out);
        PrintWriter writer = new PrintWriter(standard, false, StandardCharsets.UTF_8);
        writer.println("result");
        writer.flush();
        return standard.trouble();
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException(message);
            }
        };
    }
}
