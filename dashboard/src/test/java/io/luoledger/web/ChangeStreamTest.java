package io.luoledger.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a listener is sent, over a connection that takes its time. */
class ChangeStreamTest {
    private final SlowSink out = new SlowSink();
    private final ChangeStream stream = new ChangeStream(() -> 7);
    private final List<String> ends = new ArrayList<>();
    private final Callback end = Callback.from(() -> ends.add("whole"), failed -> ends.add("failed"));

    /** Takes one write at a time, as a connection does, and says so when it is told to. */
    private static final class SlowSink implements Content.Sink {
        private final List<String> written = new ArrayList<>();
        private @Nullable Callback pending;

        @Override
        public void write(boolean last, ByteBuffer bytes, Callback done) {
            assertThat(pending).as("a write on its way").isNull();
            pending = done;
            written.add(StandardCharsets.UTF_8.decode(bytes) + (last ? "END" : ""));
        }

        private Callback take() {
            Callback taken = pending == null ? Callback.NOOP : pending;
            pending = null;
            return taken;
        }
    }

    @Test
    void shouldEndWhereNothingIsOnItsWay() {
        // Given
        assertThat(stream.add(out, end)).isTrue();
        out.take().succeeded();

        // When
        stream.close();
        out.take().succeeded();

        // Then
        assertThat(out.written).containsExactly("event: changed\ndata: {\"sequence\":7}\n\n", "END");
        assertThat(ends).containsExactly("whole");
    }

    @Test
    void shouldEndBehindWhatIsStillOnItsWay() {
        // Given
        assertThat(stream.add(out, end)).isTrue();

        // When
        stream.close();
        List<String> before = List.copyOf(out.written);
        out.take().succeeded();
        out.take().succeeded();

        // Then
        assertThat(before).hasSize(1);
        assertThat(out.written).hasSize(2).endsWith("END");
        assertThat(ends).containsExactly("whole");
    }

    @Test
    void shouldEndWithAConnectionThatIsLostMeanwhile() {
        // Given
        assertThat(stream.add(out, end)).isTrue();

        // When
        stream.close();
        out.take().failed(new EOFException());

        // Then
        assertThat(ends).containsExactly("failed");
    }
}
